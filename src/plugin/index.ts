export { only, onlyField, ROLES, type Role, roleOf } from './collections/access.ts'
export { guardFilters } from './collections/filters/filter-guard.ts'
export { boundLists, orderTotally } from './collections/filters/list-bounds.ts'
export type { CollectionOverride, ShopCollection } from './collections/overrides.ts'
export type { RoleOf } from './collections/user-roles.ts'
export { guardValueTypes, ignoreSentTimes } from './collections/value-types.ts'
export { logRefusalsBriefly } from './http/refusals.ts'
export type { StripeShopOptions } from './plugin.ts'
export { stripeShop } from './plugin.ts'
export {
  type BackgroundOptions,
  runShopTasks,
  type ShopTasksReport,
  startBackground,
} from './shop/background.ts'
export type { MailCallback, OrderCallback, OrderNews, QueuedMail, RefundNews } from './shop/callbacks.ts'
export type { EventHandlers, EventNews } from './shop/events/event-handlers.ts'
export type { OrderDataOption, SessionOrder, SessionParamsOption, ShoppersSale } from './shop/shop.ts'
export type { Slugs } from './slugs.ts'
export type { StripeAccount } from './stripe/accounts.ts'
