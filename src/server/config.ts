import { createHmac } from 'node:crypto'
import { isIP, isIPv6 } from 'node:net'
import type { TaxRounding } from 'payload-stripe-shop/operations'
import { PAYMENT_FLOWS, type PaymentFlow } from 'payload-stripe-shop/storefront'
import { z } from 'zod'

/** One Stripe keypair. `name` is part of its webhook's address: `/stripe/webhook/<name>`. */
export interface StripeAccountConfig {
  name: string
  /** ISO 4217, lower case; null for the account that only stands in for currencies without their own. */
  currency: string | null
  isDefault: boolean
  secretKey: string
  publishableKey: string
  /** Two while one is being replaced. */
  webhookSecrets: string[]
  /** How the account rounds manual tax rates, a setting of the account in Stripe. */
  taxRounding: TaxRounding
}

export interface ShopConfig {
  port: number
  host: string
  /** The address that shoppers see, without a trailing slash. */
  publicUrl: string
  allowedOrigins: string[]
  /** Null: an embedded PostgreSQL under `dataDir`. */
  databaseUrl: string | null
  databaseReplicaUrls: string[]
  /** Null: made once and kept under `dataDir`. */
  payloadSecret: string | null
  accounts: StripeAccountConfig[]
  /** Origin of a stand-in for Stripe's API; null for Stripe itself. */
  stripeApiBase: string | null
  stripeJsUrl: string
  /** How the buttons of the shop's own pages let people pay. */
  paymentFlow: PaymentFlow
  /** ISO 4217, lower case. */
  currencies: string[]
  admin: { email: string; password: string } | null
  metricsToken: string | null
  /** Express's `trust proxy`: a number of hops, or a comma-separated list of addresses. */
  trustProxy: number | string | null
  /** Not null: this is a demo, and the stand-in for Stripe is part of it. */
  sandbox: { port: number; publicUrl: string } | null
  dataDir: string
  /** What an operator should know although the shop can start. */
  warnings: string[]
}

/** The configuration once the database's address and the signing secret are known. */
export interface SettledConfig extends ShopConfig {
  databaseUrl: string
  payloadSecret: string
}

/** Variables as the process was given them. */
type EnvironmentText = Readonly<Record<string, string | undefined>>

/** Every mistake found, each a sentence that names its variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: string[]
  constructor(problems: string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** Said here while there is no database yet, and by the start once it has looked into the database. */
export const NO_ADMINISTRATOR =
  'ADMIN_EMAIL and ADMIN_PASSWORD must be set: there is no administrator yet, and the first one is made from them.'

const STRIPE_JS_URL = 'https://js.stripe.com/endive/stripe.js'
const DATA_DIR = '.data'
const DEMO_CURRENCIES = ['usd', 'eur', 'jpy', 'kwd']
const ISO_CURRENCIES = new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()))
/** RFC 7518 asks for as many bits as the hash of the signature has: 32 bytes for HS256. */
const PAYLOAD_SECRET_CHARACTERS = 32

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port, a whole number from 1 to 65535')
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65_535, 'must be a port, a whole number from 1 to 65535')

const origin = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null
  const isOrigin =
    url !== null &&
    ['http:', 'https:'].includes(url.protocol) &&
    `${url.pathname}${url.search}${url.hash}` === '/' &&
    `${url.username}${url.password}` === ''
  if (url !== null && isOrigin) return url.origin
  context.addIssue('must be a URL such as https://shop.example: http or https, a host, and nothing after it')
  return z.NEVER
})

const webUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'must be a URL that begins with http:// or https://',
  )

const postgresUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol),
    'must be a URL such as postgres://user:password@host:5432/database',
  )

const flag = z
  .string()
  .regex(/^(true|false|1|0)$/i, 'must be true or false')
  .transform((text) => /^(true|1)$/i.test(text))

const currency = z
  .string()
  .transform((text) => text.toLowerCase())
  .refine((code) => ISO_CURRENCIES.has(code), 'must hold ISO 4217 currency codes, such as usd,eur')

const proxy = z
  .string()
  .refine(
    (text) => /^[1-9]\d?$/.test(text) || split(text).every(isProxyAddress),
    'must be a number of proxies, or a list of addresses, subnets, loopback, linklocal, uniquelocal',
  )
  .transform((text) => (/^\d+$/.test(text) ? Number(text) : text))

const secretKey = z
  .string()
  .regex(/^(sk|rk)_(test|live)_\w+$/, 'must be a secret key of Stripe (sk_… or rk_…)')
const publishableKey = z.string().regex(/^pk_(test|live)_\w+$/, 'must be a publishable key of Stripe (pk_…)')
const webhookSecrets = listOf(
  z.string().regex(/^whsec_\S+$/, 'must be the signing secret of a webhook endpoint (whsec_…)'),
).refine((secrets) => secrets.length <= 2, 'must hold one signing secret, or two while one is being replaced')

const taxRounding = z.enum(['line', 'total'], 'must be line or total')

const environment = z.object({
  PORT: port.optional(),
  HOST: z.string().regex(/^\S+$/, 'must be an address to listen on').optional(),
  PUBLIC_URL: origin.optional(),
  ALLOWED_ORIGINS: listOf(origin).optional(),
  TRUST_PROXY: proxy.optional(),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_REPLICA_URLS: listOf(postgresUrl).optional(),
  DATA_DIR: z.string().optional(),
  PAYLOAD_SECRET: z.string().optional(),
  STRIPE_SECRET_KEY: secretKey.optional(),
  STRIPE_PUBLISHABLE_KEY: publishableKey.optional(),
  STRIPE_WEBHOOK_SECRET: webhookSecrets.optional(),
  STRIPE_TAX_ROUNDING: taxRounding.optional(),
  STRIPE_API_BASE: origin.optional(),
  STRIPE_JS_URL: webUrl.optional(),
  PAYMENT_FLOW: z.enum(PAYMENT_FLOWS, `must be one of ${PAYMENT_FLOWS.join(', ')}`).optional(),
  STRIPE_SANDBOX: flag.optional(),
  SANDBOX_PORT: port.optional(),
  SANDBOX_PUBLIC_URL: origin.optional(),
  SHOP_CURRENCIES: listOf(currency).optional(),
  ADMIN_EMAIL: z.email('must be an e-mail address').optional(),
  ADMIN_PASSWORD: z.string().min(8, 'must have at least 8 characters').optional(),
  METRICS_TOKEN: z.string().regex(/^\S+$/, 'must not contain spaces').optional(),
})

type Environment = z.output<typeof environment>

/** Every variable that the shop reads; those of a currency's own account (`…_EUR`) come on top. */
export const ENVIRONMENT_VARIABLES: readonly string[] = Object.keys(environment.shape)

/** Where the shop keeps its files, known before the rest is checked. */
export function readDataDir(env: EnvironmentText): string {
  return env.DATA_DIR?.trim() || DATA_DIR
}

/**
 * Reads the whole environment. An empty variable counts as unset, as in a compose file that passes on what is
 * not there.
 * @param hasUsers false when there is no embedded database yet, and so nobody who could log in
 * @param needsWebhookSecrets false for a command that may make the webhook endpoints, and with them the secrets
 * @throws ConfigError with every mistake at once
 */
export function readConfig(
  env: EnvironmentText,
  { hasUsers = true, needsWebhookSecrets = true } = {},
): ShopConfig {
  const problems: string[] = []
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()))
  const values = parseVariables(set, problems)
  const keys = readKeys(set, values, problems)

  // Keys that cannot be read are meant as keys: everything else that a shop with keys needs is asked for as well.
  const hasKeys = Object.keys(set).some((name) => /^STRIPE_(SECRET|PUBLISHABLE)_KEY(_|$)/.test(name))
  const isDatabaseGiven = set.DATABASE_URL !== undefined
  // What cannot be read was most likely meant as yes: no keys are asked for on top of that mistake.
  const isUnreadable = set.STRIPE_SANDBOX !== undefined && values.STRIPE_SANDBOX === undefined
  const isSandbox = values.STRIPE_SANDBOX ?? (!hasKeys && (isUnreadable || !isDatabaseGiven))
  if (!isSandbox) problems.push(...missingKeys(keys, { hasKeys, needsWebhookSecrets }))
  problems.push(...contradictions(keys, set))
  if (isDatabaseGiven && set.PAYLOAD_SECRET === undefined) {
    problems.push('PAYLOAD_SECRET must be set together with DATABASE_URL: sessions are signed with it.')
  }
  if ((set.ADMIN_EMAIL === undefined) !== (set.ADMIN_PASSWORD === undefined)) {
    problems.push('ADMIN_EMAIL and ADMIN_PASSWORD must be set together.')
  }
  if (
    !isSandbox &&
    !hasUsers &&
    !isDatabaseGiven &&
    set.ADMIN_EMAIL === undefined &&
    set.ADMIN_PASSWORD === undefined
  ) {
    problems.push(NO_ADMINISTRATOR)
  }

  const config = isSandbox ? demoConfig(values) : shopConfig(values, keys)
  problems.push(...portProblems(config, set), ...currencyProblems(config, set))
  if (problems.length > 0) throw new ConfigError(problems)
  config.warnings = warningsAbout(config, set, hasKeys)
  return config
}

/**
 * Completes a configuration with what only the start can know. The sandbox's webhook secrets are derived from
 * the signing secret, so that they stay the same after a restart without being kept anywhere.
 */
export function settleConfig(
  config: ShopConfig,
  known: { databaseUrl: string; payloadSecret: string },
): SettledConfig {
  const accounts = config.accounts.map((account) => ({
    ...account,
    webhookSecrets: config.sandbox
      ? [
          `whsec_${createHmac('sha256', known.payloadSecret).update(`sandbox webhook ${account.name}`).digest('hex')}`,
        ]
      : account.webhookSecrets,
  }))
  return { ...config, ...known, accounts }
}

/** Where Stripe should send the events of the account; the demo's stand-in is on the same machine. */
export function webhookUrlOf({ sandbox, publicUrl, host, port }: ShopConfig, accountName: string): string {
  const base = sandbox === null ? publicUrl : `http://${reachableHost(host)}:${port}`
  return `${base}/stripe/webhook/${accountName}`
}

function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return isIPv6(host) ? `[${host}]` : host
}

/**
 * The configuration of this process. It hangs on `globalThis` because Next bundles the Payload config once more
 * into the same process, where this module's own variables exist a second time.
 */
const SETTLED = Symbol.for('payload-stripe-shop.config')
type Carrier = { [SETTLED]?: SettledConfig }

export function setCurrentConfig(config: SettledConfig): void {
  ;(globalThis as Carrier)[SETTLED] = config
}

/**
 * Without a settled configuration (`next build`, Payload's command line) this is a demo's, with a database that
 * is never connected to.
 */
export function currentConfig(): SettledConfig {
  return (globalThis as Carrier)[SETTLED] ?? configForTools()
}

function configForTools(): SettledConfig {
  return settleConfig(demoConfig({}), {
    databaseUrl: 'postgres://nobody@127.0.0.1:1/none',
    payloadSecret: 'only for tools that never serve a request',
  })
}

function parseVariables(set: EnvironmentText, problems: string[]): Environment {
  const result = environment.safeParse(set)
  if (result.success) return result.data
  problems.push(...describeIssues(result.error.issues))
  const wrong = new Set(result.error.issues.map((issue) => issue.path[0]))
  // What can be read is still held to the rules between variables, so that one start shows every mistake.
  return environment.parse(Object.fromEntries(Object.entries(set).filter(([name]) => !wrong.has(name))))
}

function describeIssues(issues: z.core.$ZodIssue[]): string[] {
  return [...new Set(issues.map((issue) => `${String(issue.path[0])} ${issue.message}.`))]
}

/** The variables of one account as far as they could be read; `suffix` is '' or such as '_EUR'. */
interface AccountKeys {
  suffix: string
  secretKey: string | undefined
  publishableKey: string | undefined
  webhookSecrets: string[] | undefined
  taxRounding: TaxRounding | undefined
  /** Which of them are set at all, readable or not. */
  given: Record<'secretKey' | 'publishableKey' | 'webhookSecrets' | 'taxRounding', boolean>
}

const KEY_VARIABLE = /^STRIPE_(SECRET_KEY|PUBLISHABLE_KEY|WEBHOOK_SECRET|TAX_ROUNDING)_(.+)$/

const currencyKeys = z.object({
  STRIPE_SECRET_KEY: secretKey.optional(),
  STRIPE_PUBLISHABLE_KEY: publishableKey.optional(),
  STRIPE_WEBHOOK_SECRET: webhookSecrets.optional(),
  STRIPE_TAX_ROUNDING: taxRounding.optional(),
})

function readKeys(set: EnvironmentText, values: Environment, problems: string[]): AccountKeys[] {
  const suffixes = new Set<string>()
  for (const name of Object.keys(set)) {
    const code = KEY_VARIABLE.exec(name)?.[2]
    if (code === undefined) continue
    if (/^[A-Z]{3}$/.test(code) && ISO_CURRENCIES.has(code.toLowerCase())) suffixes.add(`_${code}`)
    else problems.push(`${name} must end with an ISO 4217 currency code in capitals, such as _EUR.`)
  }
  const ofDefault = keysOf('', set, values)
  const ofCurrencies = [...suffixes].sort().map((suffix) => readCurrencyKeys(suffix, set, problems))
  return [ofDefault, ...ofCurrencies].filter(({ given }) => Object.values(given).some(Boolean))
}

function readCurrencyKeys(suffix: string, set: EnvironmentText, problems: string[]): AccountKeys {
  const values: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(currencyKeys.shape)) {
    const result = schema.safeParse(set[`${name}${suffix}`])
    if (result.success) values[name] = result.data
    else
      problems.push(
        ...describeIssues(result.error.issues.map((it) => ({ ...it, path: [`${name}${suffix}`] }))),
      )
  }
  return keysOf(suffix, set, values as z.output<typeof currencyKeys>)
}

function keysOf(suffix: string, set: EnvironmentText, values: z.output<typeof currencyKeys>): AccountKeys {
  return {
    suffix,
    secretKey: values.STRIPE_SECRET_KEY,
    publishableKey: values.STRIPE_PUBLISHABLE_KEY,
    webhookSecrets: values.STRIPE_WEBHOOK_SECRET,
    taxRounding: values.STRIPE_TAX_ROUNDING,
    given: {
      secretKey: set[`STRIPE_SECRET_KEY${suffix}`] !== undefined,
      publishableKey: set[`STRIPE_PUBLISHABLE_KEY${suffix}`] !== undefined,
      webhookSecrets: set[`STRIPE_WEBHOOK_SECRET${suffix}`] !== undefined,
      taxRounding: set[`STRIPE_TAX_ROUNDING${suffix}`] !== undefined,
    },
  }
}

function missingKeys(
  accounts: AccountKeys[],
  { hasKeys, needsWebhookSecrets }: { hasKeys: boolean; needsWebhookSecrets: boolean },
): string[] {
  const problems = accounts.flatMap(({ suffix, given }) => {
    const name = { secret: `STRIPE_SECRET_KEY${suffix}`, publishable: `STRIPE_PUBLISHABLE_KEY${suffix}` }
    if (!given.secretKey) return [`${name.secret} must be set: other keys of that account are.`]
    return [
      ...(given.publishableKey ? [] : [`${name.publishable} must be set together with ${name.secret}.`]),
      ...(given.webhookSecrets || !needsWebhookSecrets
        ? []
        : [
            `STRIPE_WEBHOOK_SECRET${suffix} must be set together with ${name.secret}: without it no payment would ever be confirmed.`,
          ]),
    ]
  })
  if (hasKeys || problems.length > 0) return problems
  return [
    'STRIPE_SECRET_KEY must be set, with STRIPE_PUBLISHABLE_KEY and STRIPE_WEBHOOK_SECRET; or STRIPE_SANDBOX=true for a demo without real money.',
  ]
}

function contradictions(accounts: AccountKeys[], set: EnvironmentText): string[] {
  return accounts.flatMap(({ suffix, secretKey, publishableKey }) => {
    const secretName = `STRIPE_SECRET_KEY${suffix}`
    const publishableName = `STRIPE_PUBLISHABLE_KEY${suffix}`
    const problems: string[] = []
    if (secretKey && publishableKey && modeOf(secretKey) !== modeOf(publishableKey)) {
      problems.push(
        `${publishableName} is a ${modeOf(publishableKey)} key and ${secretName} a ${modeOf(secretKey)} key: both must be of one mode.`,
      )
    }
    const live = [
      secretKey && isLive(secretKey) && secretName,
      publishableKey && isLive(publishableKey) && publishableName,
    ]
    if (set.STRIPE_API_BASE !== undefined && live.some(Boolean)) {
      problems.push(
        `STRIPE_API_BASE must not be set together with a live key (${live.filter(Boolean).join(', ')}).`,
      )
    }
    return problems
  })
}

/** What a demo and a real shop have in common. */
function commonConfig(values: Environment) {
  const port = values.PORT ?? 3000
  return {
    port,
    host: values.HOST ?? '0.0.0.0',
    publicUrl: values.PUBLIC_URL ?? `http://localhost:${port}`,
    allowedOrigins: values.ALLOWED_ORIGINS ?? [],
    databaseUrl: values.DATABASE_URL ?? null,
    databaseReplicaUrls: values.DATABASE_REPLICA_URLS ?? [],
    payloadSecret: values.PAYLOAD_SECRET ?? null,
    admin:
      values.ADMIN_EMAIL && values.ADMIN_PASSWORD
        ? { email: values.ADMIN_EMAIL, password: values.ADMIN_PASSWORD }
        : null,
    paymentFlow: values.PAYMENT_FLOW ?? 'hosted',
    metricsToken: values.METRICS_TOKEN ?? null,
    trustProxy: values.TRUST_PROXY ?? null,
    dataDir: values.DATA_DIR ?? DATA_DIR,
    warnings: [],
  }
}

function demoConfig(values: Environment): ShopConfig {
  const common = commonConfig(values)
  const port = values.SANDBOX_PORT ?? common.port + 1
  // `URL` keeps the brackets that an IPv6 host needs.
  const publicUrl = values.SANDBOX_PUBLIC_URL ?? `http://${new URL(common.publicUrl).hostname}:${port}`
  return {
    ...common,
    accounts: [sandboxAccount('usd', true), sandboxAccount('eur', false)],
    stripeApiBase: `http://127.0.0.1:${port}`,
    stripeJsUrl: `${publicUrl}/endive/stripe.js`,
    currencies: values.SHOP_CURRENCIES ?? DEMO_CURRENCIES,
    sandbox: { port, publicUrl },
  }
}

function sandboxAccount(currency: string, isDefault: boolean): StripeAccountConfig {
  return {
    name: currency,
    currency,
    isDefault,
    secretKey: `sk_test_sandbox_${currency}`,
    publishableKey: `pk_test_sandbox_${currency}`,
    webhookSecrets: [],
    taxRounding: 'line',
  }
}

function shopConfig(values: Environment, keys: AccountKeys[]): ShopConfig {
  const accounts = keys.map(({ suffix, secretKey, publishableKey, webhookSecrets, taxRounding }) => ({
    name: suffix === '' ? 'default' : suffix.slice(1).toLowerCase(),
    currency: suffix === '' ? null : suffix.slice(1).toLowerCase(),
    isDefault: suffix === '',
    secretKey: secretKey ?? '',
    publishableKey: publishableKey ?? '',
    webhookSecrets: webhookSecrets ?? [],
    taxRounding: taxRounding ?? 'line',
  }))
  const ofAccounts = accounts.flatMap((account) => account.currency ?? [])
  return {
    ...commonConfig(values),
    accounts,
    stripeApiBase: values.STRIPE_API_BASE ?? null,
    stripeJsUrl: values.STRIPE_JS_URL ?? STRIPE_JS_URL,
    currencies: values.SHOP_CURRENCIES ?? [...new Set([...ofAccounts, 'usd', 'eur'])],
    sandbox: null,
  }
}

function portProblems(config: ShopConfig, set: EnvironmentText): string[] {
  if (config.sandbox === null) return []
  if (config.sandbox.port === config.port) return ['SANDBOX_PORT must be another port than PORT.']
  if (config.sandbox.port > 65_535) {
    return [`SANDBOX_PORT must be set: PORT is ${set.PORT}, and there is no port after it.`]
  }
  return []
}

function currencyProblems(config: ShopConfig, set: EnvironmentText): string[] {
  if (set.SHOP_CURRENCIES === undefined || config.accounts.length === 0) return []
  const without = currenciesWithoutAccount(config)
  if (without.length === 0) return []
  return [`SHOP_CURRENCIES holds ${without.join(', ')}, for which there is no Stripe account.`]
}

function currenciesWithoutAccount({ accounts, currencies }: ShopConfig): string[] {
  if (accounts.some((account) => account.isDefault)) return []
  return currencies.filter((code) => !accounts.some((account) => account.currency === code))
}

function warningsAbout(config: ShopConfig, set: EnvironmentText, hasKeys: boolean): string[] {
  const warnings: string[] = []
  const { protocol, hostname } = new URL(config.publicUrl)
  if (protocol === 'http:' && !isLocal(hostname)) {
    warnings.push(`PUBLIC_URL (${config.publicUrl}) is plain http: passwords and orders travel unencrypted.`)
  }
  if (config.payloadSecret !== null && config.payloadSecret.length < PAYLOAD_SECRET_CHARACTERS) {
    warnings.push(
      `PAYLOAD_SECRET is shorter than ${PAYLOAD_SECRET_CHARACTERS} characters and can be guessed.`,
    )
  }
  if (config.sandbox !== null) {
    if (protocol === 'https:' && config.sandbox.publicUrl.startsWith('http:')) {
      warnings.push(
        'SANDBOX_PUBLIC_URL should be https as PUBLIC_URL is: browsers load no script from plain http.',
      )
    }
    const ignored = ['STRIPE_API_BASE', 'STRIPE_JS_URL', 'STRIPE_TAX_ROUNDING'].filter(
      (name) => set[name] !== undefined,
    )
    if (hasKeys) ignored.unshift('the Stripe keys')
    if (ignored.length > 0)
      warnings.push(`The demo uses its own stand-in for Stripe: ${ignored.join(', ')} not used.`)
    return warnings
  }
  if (new Set(config.accounts.map(({ secretKey }) => modeOf(secretKey))).size > 1) {
    warnings.push(
      'Some Stripe accounts have live keys and some test keys: some orders are paid with no money.',
    )
  }
  const secrets = config.accounts.flatMap(({ webhookSecrets }) => webhookSecrets)
  if (new Set(secrets).size < secrets.length) {
    warnings.push(
      'Two Stripe accounts have the same webhook secret: each endpoint has one of its own, and of one of the accounts no payment would be confirmed.',
    )
  }
  const without = currenciesWithoutAccount(config)
  if (without.length > 0) {
    warnings.push(`Nothing can be sold in ${without.join(', ')}: set STRIPE_SECRET_KEY, or SHOP_CURRENCIES.`)
  }
  return warnings
}

function modeOf(key: string): 'live' | 'test' {
  return isLive(key) ? 'live' : 'test'
}

function isLive(key: string): boolean {
  return key.split('_')[1] === 'live'
}

function isLocal(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

function isProxyAddress(text: string): boolean {
  if (/^(loopback|linklocal|uniquelocal)$/.test(text)) return true
  const [address = '', bits, ...rest] = text.split('/')
  const isBits =
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(address) === 4 ? 32 : 128))
  return isIP(address) !== 0 && isBits && rest.length === 0
}

function split(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function listOf<Schema extends z.ZodType<unknown, string>>(schema: Schema) {
  return z
    .string()
    .transform(split)
    .pipe(z.array(schema as z.ZodType<z.output<Schema>, string>).transform((values) => [...new Set(values)]))
}
