import { completeDemo, deriveDemoWebhookSecret } from './defaults.ts'
import type { SettledConfig, ShopConfig } from './shop-config.ts'

/** Completes a configuration with what is known only once the shop starts. */
export function settleConfig(
  config: ShopConfig,
  known: { databaseUrl: string; payloadSecret: string },
): SettledConfig {
  if (config.sandbox === null) return { ...config, ...known }
  const accounts = config.accounts.map((account) => ({
    ...account,
    webhookSecrets: [deriveDemoWebhookSecret(known.payloadSecret, account.name)],
  }))
  return { ...config, ...known, accounts }
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
 * Before one is set (`next build`, Payload's command line) this is a demo's, with a database that is never
 * connected to.
 */
export function currentConfig(): SettledConfig {
  return (globalThis as Carrier)[SETTLED] ?? settleForTools()
}

function settleForTools(): SettledConfig {
  return settleConfig(completeDemo({}), {
    databaseUrl: 'postgres://nobody@127.0.0.1:1/none',
    payloadSecret: 'only for tools that never serve a request',
  })
}
