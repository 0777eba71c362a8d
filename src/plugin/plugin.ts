import type { CollectionConfig, Config, Endpoint, Plugin, TaskConfig } from 'payload'
import type Stripe from 'stripe'
import { discounts } from './collections/discounts/discounts.ts'
import { discountRedemptions } from './collections/discounts/redemptions.ts'
import { guardFilters } from './collections/filters/filter-guard.ts'
import { boundLists, orderTotally } from './collections/filters/list-bounds.ts'
import { fieldsInLanguages, inLanguages } from './collections/in-languages.ts'
import { installation } from './collections/installation.ts'
import { inventory } from './collections/inventory.ts'
import { items } from './collections/items/items.ts'
import { media } from './collections/media.ts'
import { warningsOfNeighbours } from './collections/neighbours.ts'
import { orderHistory } from './collections/order-history.ts'
import type { TaxRoundingOf } from './collections/orders/draft-order.ts'
import { findBySearch } from './collections/orders/order-search.ts'
import { orders } from './collections/orders/orders.ts'
import { outbox } from './collections/outbox.ts'
import {
  extended,
  type Overrides,
  type ShopCollection,
  withHooks,
  withOwnFields,
} from './collections/overrides.ts'
import { pages } from './collections/pages.ts'
import { disputes } from './collections/payments/disputes.ts'
import { payments } from './collections/payments/payments.ts'
import { refunds } from './collections/payments/refunds.ts'
import { priceHistory } from './collections/price-history.ts'
import { assertSlugs, renamed, usesOwn } from './collections/renaming.ts'
import { shopSettings } from './collections/settings/shop-settings.ts'
import { shippingRates } from './collections/shipping/shipping-rates.ts'
import { stockHolds } from './collections/stock-holds.ts'
import { stripeEvents } from './collections/stripe-events.ts'
import { stripeObjects } from './collections/stripe-objects.ts'
import { stripeSync } from './collections/sync-state/stripe-sync.ts'
import { taxes } from './collections/taxes/taxes.ts'
import { assertRoles, type RoleOf, warnOfRoles, withRoles } from './collections/user-roles.ts'
import { answerWhole, guardValueTypes, ignoreSentTimes } from './collections/value-types.ts'
import { assertSupportedDatabase, fitAdapter, fitCollections, prepareDatabase } from './database/database.ts'
import { isTimeZone } from './domain/days.ts'
import { InstallationError } from './domain/installation-name.ts'
import type { PaymentFlow } from './domain/payment-flows.ts'
import { accountingEndpoint, refundEndpoint, shopEndpoints, tasksEndpoint } from './http/endpoints.ts'
import { eventEndpoints } from './http/event-endpoints.ts'
import { answerRefusals } from './http/refusals.ts'
import { syncEndpoints } from './http/sync-endpoints.ts'
import type { MailCallback, OrderCallback } from './shop/callbacks.ts'
import type { EventHandlers } from './shop/events/event-handlers.ts'
import { startInstallation } from './shop/installation-start.ts'
import { assertHostFields } from './shop/orders/order-data.ts'
import { shipmentHooks } from './shop/orders/shipment-news.ts'
import { priceHistoryHooks } from './shop/prices/price-history.ts'
import { ensureShopSettings } from './shop/settings/shop-settings.ts'
import { asCustom, type OrderDataOption, type SessionParamsOption, type Shop } from './shop/shop.ts'
import { jobsWithSync, syncHooks } from './shop/sync/queue.ts'
import type { SyncedCollection } from './shop/sync/sync-records.ts'
import { withdrawalHooks, withdrawalTask } from './shop/withdrawals.ts'
import { CUSTOM_KEY, type Slugs } from './slugs.ts'
import { Accounts, type StripeAccount } from './stripe/accounts.ts'
import { findContradictions } from './stripe/session-additions.ts'

export interface StripeShopOptions {
  /** The Stripe accounts, at least one. An account with a `currency` is used for it, the default one for the rest. */
  accounts: readonly StripeAccount[]
  /** What editors may choose for an item: ISO 4217 codes, lower case. */
  currencies: readonly string[]
  /** The address that shoppers see; Stripe sends them back there. */
  publicUrl: string
  /** Sends Stripe API calls to another origin, a stand-in server for tests. Default: Stripe. */
  stripeApiBase?: string | null
  /**
   * What this installation is called, for a database that was copied or a shop that has moved. A database that starts
   * under a name it has not had is a new installation: it lets go of what the one it was copied from has in Stripe.
   * Default: the host of `publicUrl` at the first start; where that changes, a start asks for a name.
   */
  installation?: string
  /** Is told when an order is paid: the place to send mail or to book goods. */
  onOrderPaid?: OrderCallback
  /** Is told whenever a refund of an order is on its way, done or failed. `refunds` tells them apart. */
  onOrderRefunded?: OrderCallback
  /** Is told when an order has failed, expired or was canceled. It can still be paid, or paid late. */
  onOrderEnded?: OrderCallback
  /** Is told when there is a new reason why staff should look at an order, such as a dispute: see `order.review`. */
  onOrderReviewed?: OrderCallback
  /** Is told when staff have said that an order is shipped, with where it can be followed: see `order.tracking`. */
  onOrderShipped?: OrderCallback
  /**
   * Sends a mail that was queued with `queueMail`, which gives it the outbox’s repeats. The plugin queues none by
   * itself. Default: nothing is queued.
   */
  sendMail?: MailCallback
  /**
   * Whether stock, and the uses of a discount that has a limit, are held from the start of a payment until Stripe confirms
   * its end. Without it whoever pays first gets them, and an order that is paid beyond them goes to review. Default: true.
   */
  holdWhilePaying?: boolean
  /** Where the shop's days end, such as `Europe/Berlin`: a discount is good to the end of its last one. Default: `UTC`. */
  timeZone?: string
  /**
   * What the project does with Stripe's events itself, by their type: `{ 'invoice.paid': async ({ event }) => … }`.
   * Runs after the shop, and Stripe is answered once it is done. The webhook has to be subscribed to these types.
   */
  webhooks?: EventHandlers
  /**
   * Opens `POST /api/shop/tasks` to whoever sends it as a bearer token: one round of what `startBackground` does, for
   * a project on a host where no process lives long enough, called by its timer. Default: there is no such route.
   */
  tasksSecret?: string
  /**
   * What else the orders of shoppers have, in fields that the project added: a function of what is bought and of who
   * buys, such as the tenant of the items. Defaults of such fields are filled in without it.
   */
  orderData?: OrderDataOption
  /** Adds to each Checkout Session: a function of the order, or the same for all. */
  sessionParams?: SessionParamsOption | Stripe.Checkout.SessionCreateParams
  /**
   * How people pay where a call of `/api/shop` names no `flow`: on Stripe's page (`hosted`), with Stripe's page inside
   * one of yours (`embedded`), or with the Payment Element (`intent`). Default: `hosted`.
   */
  flow?: PaymentFlow
  /**
   * Whether the shop answers under Payload's own REST, at `/api/shop`: buying, paying, looking up, webhooks.
   * Default: true. A server that has routes of its own for these, with limits on how often, turns it off.
   */
  restEndpoints?: boolean
  /**
   * Which role a signed-in user has in the shop: `admin`, `editor` (the catalogue, discounts, taxes), `support` (orders
   * and refunds), or null for none. Default: what a field `role` of the panel's users says; where they have none,
   * whoever may enter the panel is an admin.
   */
  roleOf?: RoleOf
  /**
   * Other names for collections and globals of the plugin, where a project or another plugin of its has one of that name:
   * `{ orders: 'shop-orders' }`. Tables and addresses (`/api/shop-orders`) go by them; options and overrides do not.
   */
  slugs?: Slugs
  /**
   * Changes to collections: more fields, other labels, more hooks. What holds the shop's invariants (locks,
   * guards, the slug) is put back after it. Mind what `CollectionOverride` says of hooks of orders and payments.
   */
  overrides?: Overrides
}

/** The shop as a Payload plugin: a pure map from config to config. It reads no environment. */
export const stripeShop =
  (options: StripeShopOptions): Plugin =>
  (config: Config): Config => {
    assertSupportedDatabase(config)
    const slugs = slugsGiven(options)
    assertSlugs(config, slugs)
    const warnings: string[] = []
    const accounts = new Accounts(options.accounts, { apiBase: options.stripeApiBase ?? null })
    const shop = {
      accounts,
      publicUrl: options.publicUrl.replace(/\/+$/, ''),
      installation: installationOf(options),
      isStandIn: Boolean(options.stripeApiBase),
      callbacks: callbacksOf(options),
      sendMail: options.sendMail ?? null,
      sessionParams: sessionParamsOf(options),
      flow: options.flow ?? 'hosted',
      holdsWhilePaying: options.holdWhilePaying ?? true,
      slugs,
      webhooks: options.webhooks ?? {},
      orderData: options.orderData ?? null,
    }
    const settings = { ...shopSettings, fields: fieldsInLanguages(shopSettings.fields) }
    const taxRoundingOf: TaxRoundingOf = (currency) => accounts.taxRoundingOf(currency)
    const collections = fitCollections(
      config,
      collectionsOf(options, config, { taxRoundingOf, warn: (words) => warnings.push(words) })
        .map(exactlyAsked)
        .map((collection) => searchedWhole(collection, options)),
    )
    return {
      ...config,
      db: fitAdapter(config),
      admin: withSetup({ ...config.admin, custom: { ...config.admin?.custom, [CUSTOM_KEY]: { slugs } } }),
      collections: [...withRoles(config, options.roleOf), ...collections],
      globals: [...(config.globals ?? []), renamed(settings, slugs)],
      // An expected refusal is no error of the shop's, and needs no stack in the log.
      loggingLevels: { ...config.loggingLevels, ...({ ShopError: 'info' } as Config['loggingLevels']) },
      endpoints: [...(config.endpoints ?? []), ...endpointsOf(options)],
      jobs: jobsWithSync(config.jobs, [withdrawalTask as unknown as TaskConfig]),
      custom: { ...config.custom, ...asCustom(shop) },
      hooks: {
        ...config.hooks,
        afterError: [...(config.hooks?.afterError ?? []), answerRefusals],
      },
      onInit: async (payload) => {
        assertRoles(payload.config, config, options.roleOf)
        assertHostFields(payload)
        warnOfRoles(payload, options.roleOf)
        for (const warning of [...warnings, ...warningsOfNeighbours(payload)]) payload.logger.warn(warning)
        await prepareDatabase(
          payload,
          collections.map(({ slug }) => slug),
        )
        await startInstallation(payload)
        await ensureShopSettings(payload)
        await config.onInit?.(payload)
      },
    }
  }

/** Above the dashboard rather than a widget of it: who has arranged the widgets before sees no new ones. */
function withSetup(admin: NonNullable<Config['admin']>): NonNullable<Config['admin']> {
  const { components } = admin
  const ours = ['payload-stripe-shop/rsc#SetupChecklist', 'payload-stripe-shop/rsc#ShopFigures']
  const beforeDashboard = [...(components?.beforeDashboard ?? []), ...ours]
  return { ...admin, components: { ...components, beforeDashboard } }
}

function installationOf({ installation }: StripeShopOptions): string | null {
  if (installation === undefined || /^\S{1,100}$/.test(installation)) return installation ?? null
  throw new InstallationError('must be a name of 1 to 100 characters without spaces.')
}

function timeZoneOf({ timeZone = 'UTC' }: StripeShopOptions): string {
  if (isTimeZone(timeZone)) return timeZone
  throw new Error(`stripeShop: timeZone "${timeZone}" is no time zone. It is a name such as "Europe/Berlin".`)
}

/** What is the same for all orders is known at the start to be possible. */
function sessionParamsOf({ sessionParams = {} }: StripeShopOptions): SessionParamsOption {
  if (typeof sessionParams === 'function') return sessionParams
  const [name] = findContradictions(sessionParams)
  if (name === undefined) return () => sessionParams
  throw new Error(`stripeShop: sessionParams must not have "${name}", which the shop decides itself.`)
}

function endpointsOf({ restEndpoints, tasksSecret }: StripeShopOptions): Endpoint[] {
  if (tasksSecret === '') {
    throw new Error(
      'stripeShop: the option tasksSecret is empty; leave it out where no timer calls the shop.',
    )
  }
  return [
    ...(restEndpoints === false ? [] : shopEndpoints),
    ...(tasksSecret === undefined ? [] : [tasksEndpoint(tasksSecret)]),
  ]
}

/** Those that differ from the collections' own names. */
function slugsGiven({ slugs = {} }: StripeShopOptions): Slugs {
  return Object.fromEntries(Object.entries(slugs).filter(([, slug]) => slug !== undefined))
}

function callbacksOf(options: StripeShopOptions): Shop['callbacks'] {
  const { onOrderPaid, onOrderRefunded, onOrderEnded, onOrderReviewed, onOrderShipped } = options
  return {
    ...(onOrderPaid && { orderPaid: onOrderPaid }),
    ...(onOrderRefunded && { orderRefunded: onOrderRefunded }),
    ...(onOrderEnded && { orderEnded: onOrderEnded }),
    ...(onOrderReviewed && { orderReviewed: onOrderReviewed }),
    ...(onOrderShipped && { orderShipped: onOrderShipped }),
  }
}

function collectionsOf(
  options: StripeShopOptions,
  config: Config,
  { taxRoundingOf, warn }: { taxRoundingOf: TaxRoundingOf; warn: (words: string) => void },
): CollectionConfig[] {
  const host = { overrides: options.overrides ?? {}, warn }
  const slugs = slugsGiven(options)
  const named = (collection: CollectionConfig) => inLanguages(renamed(collection, slugs))
  const own = (name: ShopCollection, collection: CollectionConfig) =>
    extended(name, withOwnFields(named(collection)), host)
  const synced = (name: SyncedCollection, collection: CollectionConfig) =>
    withHooks(own(name, collection), {
      beforeOperation: [ignoreSentTimes, guardValueTypes, answerWhole],
      ...syncHooks(name),
    })
  return [
    withHooks(withHooks(synced('items', items(options)), withdrawalHooks), priceHistoryHooks),
    withEndpoints(
      withHooks(own('orders', orders({ ...options, taxRoundingOf })), {
        beforeOperation: [guardValueTypes, answerWhole],
        ...shipmentHooks,
      }),
      [refundEndpoint, accountingEndpoint],
    ),
    synced('discounts', discounts({ ...options, timeZone: timeZoneOf(options) })),
    synced('taxes', taxes),
    withHooks(own('shipping-rates', shippingRates(options)), {
      beforeOperation: [ignoreSentTimes, guardValueTypes],
    }),
    own('payments', payments),
    ...(usesOwn('media', config, slugs) ? [] : [own('media', media)]),
    ...(usesOwn('pages', config, slugs) ? [] : [own('pages', pages)]),
    ...[
      refunds,
      disputes,
      inventory,
      stockHolds,
      discountRedemptions,
      orderHistory,
      priceHistory,
      withEndpoints(stripeEvents, eventEndpoints),
      stripeObjects,
      withEndpoints(stripeSync, syncEndpoints),
      outbox,
      installation,
    ].map(named),
  ]
}

/** On every collection, whatever the host changed: before the rows that a filter finds are locked. */
function exactlyAsked(collection: CollectionConfig): CollectionConfig {
  return withHooks(collection, { beforeOperation: [guardFilters, boundLists, orderTotally] })
}

/** Before everybody else who reads a filter, since what is searched is no field of an order. */
function searchedWhole(collection: CollectionConfig, options: StripeShopOptions): CollectionConfig {
  const isSearched = collection.slug === (options.slugs?.orders ?? 'orders')
  return isSearched
    ? withHooks(collection, { beforeOperation: [findBySearch(options.currencies)] })
    : collection
}

function withEndpoints(collection: CollectionConfig, added: Endpoint[]): CollectionConfig {
  return { ...collection, endpoints: [...(collection.endpoints || []), ...added] }
}
