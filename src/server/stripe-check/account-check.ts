import {
  type Account,
  askTrialTotal,
  createEndpoint,
  listEndpoints,
  minorDigits,
  missingEvents,
  type Outcome,
  priceOrder,
  repairEndpoint,
  retrieveAccount,
  type TaxRounding,
  type Trial,
  WEBHOOK_API_VERSION,
} from 'payload-stripe-shop/operations'
import type Stripe from 'stripe'

/** One sentence of the report. Only a `problem` makes the check fail. */
export interface Finding {
  kind: 'good' | 'note' | 'problem' | 'fixed'
  text: string
}

export interface CheckInput {
  account: Account
  /** Ends the names of the account's variables: '' or such as `_EUR`. */
  suffix: string
  /** Where Stripe should send the account's events. */
  webhookUrl: string
  /** What the shop sells with this account: ISO 4217, lower case. */
  currencies: readonly string[]
  /** Makes or mends the webhook endpoint. */
  isFixing: boolean
  /** The accounts of the same run that were looked at before, by Stripe's id; this one is added. */
  seen: Map<string, string>
}

/** Asks Stripe how an account is set up, in the order in which a person would want to know. */
export async function checkAccount(input: CheckInput): Promise<Finding[]> {
  const { account, suffix } = input
  const known = await retrieveAccount(account)
  if (known.kind !== 'done') return [problem(describeKeyFailure(known, suffix))]
  return [
    ...describeAccount(known.value, account),
    ...describeTwin(known.value, input),
    ...describeCurrencies(input.currencies),
    ...(await checkEndpoint(input)),
    ...(await checkTotals(input)),
  ]
}

function describeKeyFailure(failure: Exclude<Outcome<never>, { kind: 'done' }>, suffix: string): string {
  return failure.kind === 'refused'
    ? `Stripe refuses STRIPE_SECRET_KEY${suffix}: ${failure.reason}`
    : `Stripe cannot be asked: ${failure.reason}`
}

function describeAccount({ id, charges_enabled }: Stripe.Account, account: Account): Finding[] {
  const mode = isLive(account) ? 'live, with real money' : 'test, without real money'
  return [
    good(`The key works: account ${id}, mode ${mode}.`),
    ...(charges_enabled
      ? []
      : [
          problem('Stripe does not let this account take payments yet: finish its details in the Dashboard.'),
        ]),
  ]
}

/** Allowed: it is synced once, and each name needs its own endpoint. But it may be a key in the wrong place. */
function describeTwin({ id }: Stripe.Account, { account, seen }: CheckInput): Finding[] {
  const twin = seen.get(id)
  seen.set(id, twin ?? account.name)
  return twin ? [note(`It is the same Stripe account as “${twin}”.`)] : []
}

function describeCurrencies(currencies: readonly string[]): Finding[] {
  if (currencies.length === 0)
    return [note('Nothing is sold with this account: no currency of the shop uses it.')]
  return [good(`Currencies sold with it: ${currencies.join(', ')}.`)]
}

async function checkEndpoint(input: CheckInput): Promise<Finding[]> {
  const { account, webhookUrl, isFixing } = input
  const listed = await listEndpoints(account)
  if (listed.kind !== 'done') return [problem(`The webhook endpoints cannot be read: ${listed.reason}`)]
  const ours = listed.value.filter(({ url }) => url === webhookUrl)
  const upToDate = ours.filter(isOfRightVersion)
  const working = upToDate.find((endpoint) => listFaults(endpoint).length === 0)
  if (working) return [...describeWorking(working, ours), ...describeSecret(input)]
  if (!isFixing) return describeMissing(input, ours, listed.value)
  const [repairable] = upToDate
  return repairable ? repair(input, repairable) : create(input, ours)
}

/** Null is the account's default, which Stripe does not tell; it is noted and not refused. */
function isOfRightVersion({ api_version: version }: Stripe.WebhookEndpoint): boolean {
  return version === null || version === WEBHOOK_API_VERSION
}

/** What can be changed about an endpoint; its version cannot. */
function listFaults(endpoint: Stripe.WebhookEndpoint): string[] {
  const missing = missingEvents(endpoint)
  return [
    ...(endpoint.status === 'disabled' ? ['it is disabled'] : []),
    ...(missing.length > 0 ? [`it is not sent ${missing.join(', ')}`] : []),
  ]
}

function describeWorking(working: Stripe.WebhookEndpoint, ours: Stripe.WebhookEndpoint[]): Finding[] {
  const others = ours.filter(({ id }) => id !== working.id).map(({ id }) => id)
  return [
    good(`The webhook endpoint is there: ${working.id}, ${working.url}, with every event the shop needs.`),
    ...(working.api_version === null
      ? [
          note(
            `${working.id} follows the account's default API version; the shop expects ${WEBHOOK_API_VERSION}.`,
          ),
        ]
      : []),
    ...(others.length > 0
      ? [note(`There is also ${others.join(', ')} at the same URL. Remove it once nothing arrives there.`)]
      : []),
  ]
}

/** Only a signed event can show whether the secret is the right one: Stripe never shows it again. */
function describeSecret({ account, suffix }: CheckInput): Finding[] {
  if (account.webhookSecrets.length > 0) return []
  return [
    problem(
      `STRIPE_WEBHOOK_SECRET${suffix} is not set. The Dashboard shows it at the endpoint, under Signing secret.`,
    ),
  ]
}

function describeMissing(
  { webhookUrl }: CheckInput,
  ours: Stripe.WebhookEndpoint[],
  all: Stripe.WebhookEndpoint[],
): Finding[] {
  if (ours.length > 0) {
    return ours.map((endpoint) =>
      problem(`The webhook endpoint ${endpoint.id} is wrong: ${describeFaults(endpoint)}.`),
    )
  }
  const elsewhere = all.map(({ url }) => url)
  return [
    problem(
      `No webhook endpoint for ${webhookUrl}: no payment would be confirmed. --fix creates it.${
        elsewhere.length > 0 ? ` There are endpoints for ${elsewhere.join(', ')}.` : ''
      }`,
    ),
  ]
}

function describeFaults(endpoint: Stripe.WebhookEndpoint): string {
  const version = `its API version is ${endpoint.api_version}, not ${WEBHOOK_API_VERSION}`
  return [...(isOfRightVersion(endpoint) ? [] : [version]), ...listFaults(endpoint)].join('; ')
}

async function repair(input: CheckInput, endpoint: Stripe.WebhookEndpoint): Promise<Finding[]> {
  const repaired = await repairEndpoint(input.account, endpoint.id)
  if (repaired.kind !== 'done') return [problem(`The webhook endpoint cannot be changed: ${repaired.reason}`)]
  return [
    fixed(`The webhook endpoint ${endpoint.id} is enabled and has every event now. Its secret is unchanged.`),
    ...describeSecret(input),
  ]
}

/** Beside an outdated endpoint, because a version cannot be changed and no event may be lost meanwhile. */
async function create(
  { account, suffix, webhookUrl }: CheckInput,
  outdated: Stripe.WebhookEndpoint[],
): Promise<Finding[]> {
  const created = await createEndpoint(account, webhookUrl)
  if (created.kind !== 'done') return [problem(`The webhook endpoint cannot be created: ${created.reason}`)]
  const { id, secret } = created.value
  const both = outdated.length > 0 ? ', after the old one and a comma,' : ''
  return [
    fixed(`Created the webhook endpoint ${id} for ${webhookUrl}.`),
    fixed(
      `Put this secret${both} into STRIPE_WEBHOOK_SECRET${suffix}; it is shown only this once: ${secret}`,
    ),
    ...outdated.map((endpoint) =>
      note(`When the shop runs with both secrets, remove the outdated ${endpoint.id} in the Dashboard.`),
    ),
  ]
}

/** A tax of half a unit on each of two lines: rounded by line it is one unit more than by total. */
const TRIAL = { lines: [1, 1].map((quantity) => ({ quantity, unitAmount: 100_005 })), taxPercentage: 10 }
const TRIAL_TAX = { percentagePpm: 100_000, inclusive: false }

async function checkTotals({ account, suffix, currencies }: CheckInput): Promise<Finding[]> {
  if (isLive(account)) {
    return [note('Totals are compared with test keys only: run this once with the test keys of the account.')]
  }
  // Totals in three-decimal currencies end in 0, which leaves no half a unit to round.
  const currency = currencies.find((code) => minorDigits(code) !== 3)
  if (currency === undefined) return []
  const answer = await askTrialTotal(account, { ...TRIAL, currency })
  if (answer.kind !== 'done') return [problem(`A test session cannot be created: ${answer.reason}`)]
  return describeTotals(answer.value, { trial: { ...TRIAL, currency }, account, suffix })
}

function describeTotals(
  total: number | null,
  { trial, account, suffix }: { trial: Trial; account: Account; suffix: string },
): Finding[] {
  const ours = { line: ourTotal(trial, 'line'), total: ourTotal(trial, 'total') }
  const found = (['line', 'total'] as const).find((rounding) => ours[rounding] === total)
  const configured = account.taxRounding ?? 'line'
  if (found === undefined) {
    return [
      problem(
        `The total of a test session is ${total} at Stripe; ours is ${ours.line} (tax by line) or ${ours.total} (by total), in minor units of ${trial.currency}.`,
      ),
    ]
  }
  if (found === configured) return [good(`Totals agree. The account rounds tax by ${found}, as configured.`)]
  return [
    problem(
      `The account rounds tax by ${found}, the shop by ${configured}. Set STRIPE_TAX_ROUNDING${suffix}=${found}.`,
    ),
  ]
}

function ourTotal({ currency, lines }: Trial, taxRounding: TaxRounding): number {
  return priceOrder({ currency, lines, discount: null, taxes: [TRIAL_TAX], taxRounding }).total
}

function isLive({ secretKey }: Account): boolean {
  return secretKey.split('_')[1] === 'live'
}

const good = (text: string): Finding => ({ kind: 'good', text })
const note = (text: string): Finding => ({ kind: 'note', text })
const problem = (text: string): Finding => ({ kind: 'problem', text })
const fixed = (text: string): Finding => ({ kind: 'fixed', text })
