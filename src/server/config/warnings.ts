import { keyMode } from './account-keys.ts'
import { currenciesWithoutAccount, type ShopConfig } from './shop-config.ts'
import type { EnvironmentText } from './variables.ts'

/** RFC 7518 asks for as many bits as the hash of the signature has: 32 bytes for HS256. */
const PAYLOAD_SECRET_CHARACTERS = 32

/** What an operator should know although the shop can start. */
export function collectWarnings(config: ShopConfig, given: EnvironmentText, hasKeys: boolean): string[] {
  const ofStripe =
    config.sandbox === null
      ? findAccountDoubts(config)
      : findDemoDoubts(config, config.sandbox.publicUrl, given, hasKeys)
  return [...findExposure(config), ...ofStripe]
}

function findExposure({ publicUrl, payloadSecret }: ShopConfig): string[] {
  const warnings: string[] = []
  const { protocol, hostname } = new URL(publicUrl)
  if (protocol === 'http:' && !isLocal(hostname)) {
    warnings.push(`PUBLIC_URL (${publicUrl}) is plain http: passwords and orders travel unencrypted.`)
  }
  if (payloadSecret !== null && payloadSecret.length < PAYLOAD_SECRET_CHARACTERS) {
    warnings.push(
      `PAYLOAD_SECRET is shorter than ${PAYLOAD_SECRET_CHARACTERS} characters and can be guessed.`,
    )
  }
  return warnings
}

function findDemoDoubts(
  { publicUrl }: ShopConfig,
  sandboxUrl: string,
  given: EnvironmentText,
  hasKeys: boolean,
): string[] {
  const warnings: string[] = []
  if (publicUrl.startsWith('https:') && sandboxUrl.startsWith('http:')) {
    warnings.push(
      'SANDBOX_PUBLIC_URL should be https as PUBLIC_URL is: browsers load no script from plain http.',
    )
  }
  const ignored = ['STRIPE_API_BASE', 'STRIPE_JS_URL', 'STRIPE_TAX_ROUNDING'].filter(
    (name) => given[name] !== undefined,
  )
  if (hasKeys) ignored.unshift('the Stripe keys')
  if (ignored.length > 0) {
    warnings.push(`The demo uses its own stand-in for Stripe and ignores ${ignored.join(', ')}.`)
  }
  return warnings
}

function findAccountDoubts(config: ShopConfig): string[] {
  const warnings: string[] = []
  if (new Set(config.accounts.map(({ secretKey }) => keyMode(secretKey))).size > 1) {
    warnings.push(
      'Some Stripe accounts have live keys and others test keys: some orders will be paid with no real money.',
    )
  }
  const secrets = config.accounts.flatMap(({ webhookSecrets }) => webhookSecrets)
  if (new Set(secrets).size < secrets.length) {
    warnings.push(
      'Two Stripe accounts have the same webhook secret. Each endpoint has its own: payments to one of the accounts would not be confirmed.',
    )
  }
  const without = currenciesWithoutAccount(config)
  if (without.length > 0) {
    warnings.push(`Nothing can be sold in ${without.join(', ')}: set STRIPE_SECRET_KEY, or SHOP_CURRENCIES.`)
  }
  return warnings
}

function isLocal(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}
