import type { TaxRounding } from 'payload-stripe-shop/operations'
import { isCurrency } from './formats.ts'
import type { StripeAccountConfig } from './shop-config.ts'
import {
  type AccountValues,
  type EnvironmentText,
  parseAccountVariables,
  type VariableValues,
} from './variables.ts'

/** The variables of one account as far as they could be read; `suffix` is '' or such as '_EUR'. */
export interface AccountKeys {
  suffix: string
  secretKey: string | undefined
  publishableKey: string | undefined
  webhookSecrets: string[] | undefined
  taxRounding: TaxRounding | undefined
  /** Which of them are set at all, readable or not. */
  given: Record<'secretKey' | 'publishableKey' | 'webhookSecrets' | 'taxRounding', boolean>
}

const SUFFIXED = /^STRIPE_(SECRET_KEY|PUBLISHABLE_KEY|WEBHOOK_SECRET|TAX_ROUNDING)_(.+)$/

/** Whether a name is that of an account variable with something after it, a currency's code or not. */
export function isSuffixedKey(name: string): boolean {
  return SUFFIXED.test(name)
}

/** The default account's keys first, then those of each currency; accounts with no variable are left out. */
export function readAccountKeys(
  given: EnvironmentText,
  values: VariableValues,
): { keys: AccountKeys[]; problems: string[] } {
  const problems: string[] = []
  const suffixes = new Set<string>()
  for (const name of Object.keys(given)) {
    const code = SUFFIXED.exec(name)?.[2]
    if (code === undefined) continue
    if (/^[A-Z]{3}$/.test(code) && isCurrency(code.toLowerCase())) suffixes.add(`_${code}`)
    else problems.push(`${name} must end with an ISO 4217 currency code in capitals, such as _EUR.`)
  }
  const keys = [toKeys('', given, values)]
  for (const suffix of [...suffixes].sort()) {
    const parsed = parseAccountVariables(given, suffix)
    problems.push(...parsed.problems)
    keys.push(toKeys(suffix, given, parsed.values))
  }
  return { keys: keys.filter((account) => Object.values(account.given).some(Boolean)), problems }
}

function toKeys(suffix: string, given: EnvironmentText, values: AccountValues): AccountKeys {
  return {
    suffix,
    secretKey: values.STRIPE_SECRET_KEY,
    publishableKey: values.STRIPE_PUBLISHABLE_KEY,
    webhookSecrets: values.STRIPE_WEBHOOK_SECRET,
    taxRounding: values.STRIPE_TAX_ROUNDING,
    given: {
      secretKey: given[`STRIPE_SECRET_KEY${suffix}`] !== undefined,
      publishableKey: given[`STRIPE_PUBLISHABLE_KEY${suffix}`] !== undefined,
      webhookSecrets: given[`STRIPE_WEBHOOK_SECRET${suffix}`] !== undefined,
      taxRounding: given[`STRIPE_TAX_ROUNDING${suffix}`] !== undefined,
    },
  }
}

export function toAccount({ suffix, ...keys }: AccountKeys): StripeAccountConfig {
  const currency = suffix === '' ? null : suffix.slice(1).toLowerCase()
  return {
    name: currency ?? 'default',
    currency,
    isDefault: currency === null,
    secretKey: keys.secretKey ?? '',
    publishableKey: keys.publishableKey ?? '',
    webhookSecrets: keys.webhookSecrets ?? [],
    taxRounding: keys.taxRounding ?? 'line',
  }
}

/** What each account lacks, or that there is no account at all. */
export function findMissingKeys(
  accounts: AccountKeys[],
  { hasKeys, needsWebhookSecrets }: { hasKeys: boolean; needsWebhookSecrets: boolean },
): string[] {
  const problems = accounts.flatMap(({ suffix, given }) => {
    const secretName = `STRIPE_SECRET_KEY${suffix}`
    if (!given.secretKey) return [`${secretName} must be set: other keys of that account are.`]
    const missing: string[] = []
    if (!given.publishableKey)
      missing.push(`STRIPE_PUBLISHABLE_KEY${suffix} must be set together with ${secretName}.`)
    if (!given.webhookSecrets && needsWebhookSecrets)
      missing.push(
        `STRIPE_WEBHOOK_SECRET${suffix} must be set together with ${secretName}: without it no payment would ever be confirmed.`,
      )
    return missing
  })
  if (hasKeys || problems.length > 0) return problems
  return [
    'STRIPE_SECRET_KEY must be set, with STRIPE_PUBLISHABLE_KEY and STRIPE_WEBHOOK_SECRET; or STRIPE_SANDBOX=true for a demo without real money.',
  ]
}

/** Keys of two modes in one account, and live keys that would go to a server other than Stripe's. */
export function findContradictions(accounts: AccountKeys[], given: EnvironmentText): string[] {
  return accounts.flatMap(({ suffix, secretKey, publishableKey }) => {
    const secretName = `STRIPE_SECRET_KEY${suffix}`
    const publishableName = `STRIPE_PUBLISHABLE_KEY${suffix}`
    const problems: string[] = []
    if (secretKey && publishableKey && keyMode(secretKey) !== keyMode(publishableKey)) {
      problems.push(
        `${publishableName} is a ${keyMode(publishableKey)} key and ${secretName} a ${keyMode(secretKey)} key: both must be of the same mode.`,
      )
    }
    const live: string[] = []
    if (secretKey && keyMode(secretKey) === 'live') live.push(secretName)
    if (publishableKey && keyMode(publishableKey) === 'live') live.push(publishableName)
    if (given.STRIPE_API_BASE !== undefined && live.length > 0) {
      problems.push(`STRIPE_API_BASE must not be set together with a live key (${live.join(', ')}).`)
    }
    return problems
  })
}

export function keyMode(key: string): 'live' | 'test' {
  return key.split('_')[1] === 'live' ? 'live' : 'test'
}
