import { findContradictions, findMissingKeys, readAccountKeys } from './account-keys.ts'
import { completeDemo, completeShop, DATA_DIR } from './defaults.ts'
import { findMisspeltNames } from './misspelt-names.ts'
import { ConfigError, currenciesWithoutAccount, NO_ADMINISTRATOR, type ShopConfig } from './shop-config.ts'
import { type EnvironmentText, parseVariables } from './variables.ts'
import { collectWarnings } from './warnings.ts'

/** Where the shop keeps its files, known before the rest is checked. */
export function readDataDir(env: EnvironmentText): string {
  return env.DATA_DIR?.trim() || DATA_DIR
}

/**
 * Reads the whole environment. An empty variable counts as unset: a compose file passes on names without values.
 * @param hasUsers false when there is no embedded database yet, and so nobody who could log in
 * @param needsWebhookSecrets false for a command that may create the webhook endpoints, and with them the secrets
 * @throws ConfigError with every mistake at once
 */
export function readConfig(
  env: EnvironmentText,
  { hasUsers = true, needsWebhookSecrets = true } = {},
): ShopConfig {
  const given: EnvironmentText = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()))
  const { values, problems } = parseVariables(given)
  const { keys, problems: keyProblems } = readAccountKeys(given, values)
  problems.push(...keyProblems, ...findMisspeltNames(given))

  // Unreadable keys were still meant as keys: everything else that a shop with keys needs is asked for as well.
  const hasKeys = Object.keys(given).some((name) => /^STRIPE_(SECRET|PUBLISHABLE)_KEY(_|$)/.test(name))
  // An unreadable value most likely meant yes: no keys are asked for on top of that mistake.
  const isUnreadable = given.STRIPE_SANDBOX !== undefined && values.STRIPE_SANDBOX === undefined
  const isSandbox = values.STRIPE_SANDBOX ?? (!hasKeys && (isUnreadable || given.DATABASE_URL === undefined))
  if (!isSandbox) problems.push(...findMissingKeys(keys, { hasKeys, needsWebhookSecrets }))
  problems.push(...findContradictions(keys, given))
  problems.push(...findMissingSecrets(given, { needsAdministrator: !isSandbox && !hasUsers }))

  const config = isSandbox ? completeDemo(values) : completeShop(values, keys)
  problems.push(...findPortProblems(config), ...findCurrencyProblems(config, given))
  if (problems.length > 0) throw new ConfigError(problems)
  return { ...config, warnings: collectWarnings(config, given, hasKeys) }
}

function findMissingSecrets(
  given: EnvironmentText,
  { needsAdministrator }: { needsAdministrator: boolean },
): string[] {
  const { DATABASE_URL, PAYLOAD_SECRET, ADMIN_EMAIL, ADMIN_PASSWORD, SMTP_URL, MAIL_FROM } = given
  const problems: string[] = []
  if ((SMTP_URL === undefined) !== (MAIL_FROM === undefined)) {
    problems.push('SMTP_URL and MAIL_FROM must be set together.')
  }
  if (DATABASE_URL !== undefined && PAYLOAD_SECRET === undefined) {
    problems.push('PAYLOAD_SECRET must be set together with DATABASE_URL: sessions are signed with it.')
  }
  if ((ADMIN_EMAIL === undefined) !== (ADMIN_PASSWORD === undefined)) {
    problems.push('ADMIN_EMAIL and ADMIN_PASSWORD must be set together.')
  } else if (needsAdministrator && DATABASE_URL === undefined && ADMIN_EMAIL === undefined) {
    problems.push(NO_ADMINISTRATOR)
  }
  return problems
}

function findPortProblems({ port, sandbox }: ShopConfig): string[] {
  if (sandbox === null) return []
  if (sandbox.port === port) return ['SANDBOX_PORT must be another port than PORT.']
  if (sandbox.port > 65_535) {
    return [`SANDBOX_PORT must be set: PORT is ${port}, and there is no port after it.`]
  }
  return []
}

function findCurrencyProblems(config: ShopConfig, given: EnvironmentText): string[] {
  if (given.SHOP_CURRENCIES === undefined || config.accounts.length === 0) return []
  const without = currenciesWithoutAccount(config)
  if (without.length === 0) return []
  return [`SHOP_CURRENCIES holds ${without.join(', ')}, for which there is no Stripe account.`]
}
