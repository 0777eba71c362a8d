import type { CollectionConfig } from 'payload'
import type { StripeShopOptions } from '../../src/plugin/index.ts'
import { type PlainPayload, startPlainPayload } from './plain-payload.ts'
import { shopOptions } from './plugin-shop.ts'

const withTrash = (collection: CollectionConfig): CollectionConfig => ({ ...collection, trash: true })

/** The project that histories happen in: one with a trash. */
export const HISTORY_PROJECT = {
  overrides: { items: withTrash, orders: withTrash, discounts: withTrash },
  currencies: ['usd'],
} satisfies Partial<StripeShopOptions>

/** Another process of it, on a database that has its tables. Stripe tells it nothing. */
export function startHistoryPayload({
  databaseUrl,
  sandboxUrl,
}: {
  databaseUrl: string
  sandboxUrl: string
}): Promise<PlainPayload> {
  return startPlainPayload({
    databaseUrl,
    options: () => shopOptions({ stripeApiBase: sandboxUrl, webhookSecrets: [], more: HISTORY_PROJECT }),
  })
}
