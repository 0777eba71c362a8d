export { indexOrderLines } from './database.ts'
export type { CollectionOverride, ShopCollection, StripeShopOptions } from './plugin.ts'
export { stripeShop } from './plugin.ts'
export type { StripeAccount } from './stripe/accounts.ts'
