export { indexOrderLines } from './database.ts'
export { stripeShop } from './plugin.ts'
export type { CollectionOverride, ShopCollection, StripeShopOptions } from './plugin.ts'
export type { StripeAccount } from './stripe/accounts.ts'
