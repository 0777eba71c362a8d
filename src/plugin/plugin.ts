import type { CollectionConfig, Config, Endpoint, Field, Plugin, TaskConfig } from 'payload'
import type Stripe from 'stripe'
import { discounts } from './collections/discounts/discounts.ts'
import { discountRedemptions } from './collections/discounts/redemptions.ts'
import { guardFilters } from './collections/filters/filter-guard.ts'
import { boundLists, orderTotally } from './collections/filters/list-bounds.ts'
import { installation } from './collections/installation.ts'
import { inventory } from './collections/inventory.ts'
import { items } from './collections/items/items.ts'
import { media } from './collections/media.ts'
import { orderHistory } from './collections/order-history.ts'
import type { TaxRoundingOf } from './collections/orders/draft-order.ts'
import { orders } from './collections/orders/orders.ts'
import { outbox } from './collections/outbox.ts'
import { disputes } from './collections/payments/disputes.ts'
import { payments } from './collections/payments/payments.ts'
import { refunds } from './collections/payments/refunds.ts'
import { stockHolds } from './collections/stock-holds.ts'
import { stripeEvents } from './collections/stripe-events.ts'
import { stripeObjects } from './collections/stripe-objects.ts'
import { SYNCED_COLLECTIONS, stripeSync } from './collections/sync-state/stripe-sync.ts'
import { taxes } from './collections/taxes/taxes.ts'
import { type RoleOf, withRoles } from './collections/user-roles.ts'
import { guardValueTypes } from './collections/value-types.ts'
import { assertSupportedDatabase, fitAdapter, fitCollections, prepareDatabase } from './database/database.ts'
import { isTimeZone } from './domain/days.ts'
import type { PaymentFlow } from './domain/payment-flows.ts'
import { refundEndpoint, shopEndpoints } from './http/endpoints.ts'
import { answerRefusals } from './http/refusals.ts'
import { syncEndpoints } from './http/sync-endpoints.ts'
import type { OrderCallback } from './shop/callbacks.ts'
import { asCustom, type SessionParamsOption, type Shop } from './shop/shop.ts'
import { jobsWithSync, syncHooks } from './shop/sync/queue.ts'
import { withdrawalHooks, withdrawalTask } from './shop/withdrawals.ts'
import { Accounts, type StripeAccount } from './stripe/accounts.ts'
import { findContradictions } from './stripe/session-additions.ts'

/** The collections that a host may extend. */
export type ShopCollection = 'items' | 'orders' | 'discounts' | 'taxes' | 'payments' | 'media'

/** Takes a collection as the plugin made it and answers what the host wants instead. */
export type CollectionOverride = (collection: CollectionConfig) => CollectionConfig

export interface StripeShopOptions {
  /** The Stripe accounts, at least one. An account with a `currency` is used for it, the default one for the rest. */
  accounts: readonly StripeAccount[]
  /** What editors may choose for an item: ISO 4217 codes, lower case. */
  currencies: readonly string[]
  /** The address that shoppers see; Stripe sends them back there. */
  publicUrl: string
  /** Sends Stripe API calls to another origin, a stand-in server for tests. Default: Stripe. */
  stripeApiBase?: string | null
  /** Is told when an order is paid: the place to send mail or to book goods. */
  onOrderPaid?: OrderCallback
  /** Is told whenever a refund of an order is on its way, done or failed. `refunds` tells them apart. */
  onOrderRefunded?: OrderCallback
  /** Is told when an order has failed, expired or was canceled. It can still be paid, or paid late. */
  onOrderEnded?: OrderCallback
  /**
   * Whether stock, and the uses of a discount that has a limit, are held from the start of a payment until Stripe confirms
   * its end. Without it whoever pays first gets them, and an order that is paid beyond them goes to review. Default: true.
   */
  holdWhilePaying?: boolean
  /** Where the shop's days end, such as `Europe/Berlin`: a discount is good to the end of its last one. Default: `UTC`. */
  timeZone?: string
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
   * Changes to collections: more fields, other labels, more hooks. What holds the shop's invariants (locks,
   * guards, the slug) is put back after it.
   */
  overrides?: Partial<Record<ShopCollection, CollectionOverride>>
}

/** The shop as a Payload plugin: a pure map from config to config. It reads no environment. */
export const stripeShop =
  (options: StripeShopOptions): Plugin =>
  (config: Config): Config => {
    assertSupportedDatabase(config)
    const accounts = new Accounts(options.accounts, { apiBase: options.stripeApiBase ?? null })
    const shop = {
      accounts,
      publicUrl: options.publicUrl.replace(/\/+$/, ''),
      callbacks: callbacksOf(options),
      sessionParams: sessionParamsOf(options),
      flow: options.flow ?? 'hosted',
      holdsWhilePaying: options.holdWhilePaying ?? true,
    }
    const taxRoundingOf: TaxRoundingOf = (currency) => accounts.taxRoundingOf(currency)
    const collections = fitCollections(
      config,
      collectionsOf(options, config, taxRoundingOf).map(exactlyAsked),
    )
    return {
      ...config,
      db: fitAdapter(config),
      collections: [...withRoles(config, options.roleOf), ...collections],
      // An expected refusal is no error of the shop's, and needs no stack in the log.
      loggingLevels: { ...config.loggingLevels, ...({ ShopError: 'info' } as Config['loggingLevels']) },
      endpoints: [...(config.endpoints ?? []), ...(options.restEndpoints === false ? [] : shopEndpoints)],
      jobs: jobsWithSync(config.jobs, [withdrawalTask as unknown as TaskConfig]),
      custom: { ...config.custom, ...asCustom(shop) },
      hooks: {
        ...config.hooks,
        afterError: [...(config.hooks?.afterError ?? []), answerRefusals],
      },
      onInit: async (payload) => {
        await prepareDatabase(
          payload,
          collections.map(({ slug }) => slug),
        )
        await config.onInit?.(payload)
      },
    }
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

function callbacksOf({ onOrderPaid, onOrderRefunded, onOrderEnded }: StripeShopOptions): Shop['callbacks'] {
  return {
    ...(onOrderPaid && { orderPaid: onOrderPaid }),
    ...(onOrderRefunded && { orderRefunded: onOrderRefunded }),
    ...(onOrderEnded && { orderEnded: onOrderEnded }),
  }
}

function collectionsOf(
  options: StripeShopOptions,
  host: Config,
  taxRoundingOf: TaxRoundingOf,
): CollectionConfig[] {
  const { overrides = {} } = options
  const hasOwnMedia = host.collections?.some(({ slug }) => slug === 'media') ?? false
  return [
    endingPayments(keptInStep(exactlyTyped(extended(items(options), overrides.items)))),
    withEndpoints(exactlyTyped(extended(orders({ ...options, taxRoundingOf }), overrides.orders)), [
      refundEndpoint,
    ]),
    keptInStep(
      exactlyTyped(extended(discounts({ ...options, timeZone: timeZoneOf(options) }), overrides.discounts)),
    ),
    keptInStep(exactlyTyped(extended(taxes, overrides.taxes))),
    extended(payments, overrides.payments),
    refunds,
    disputes,
    ...(hasOwnMedia ? [] : [extended(media, overrides.media)]),
    inventory,
    stockHolds,
    discountRedemptions,
    orderHistory,
    stripeEvents,
    stripeObjects,
    withEndpoints(stripeSync, syncEndpoints),
    outbox,
    installation,
  ]
}

/**
 * The host's version of a collection with the plugin's guards put back: its hooks run after the host's, and what the
 * host says nothing of keeps its access rule. Throws when a field is gone that the shop lives on.
 */
function extended(own: CollectionConfig, override: CollectionOverride | undefined): CollectionConfig {
  if (!override) return own
  const changed = override(own)
  assertIds(own.slug, changed.fields)
  const kept = namesOf(changed.fields)
  const lost = [...namesOf(own.fields)].filter((name) => !kept.has(name))
  if (lost.length > 0) {
    throw new Error(`stripeShop: the override of "${own.slug}" must keep its fields: ${lost.join(', ')}.`)
  }
  return {
    ...changed,
    slug: own.slug,
    access: { ...own.access, ...changed.access },
    lockDocuments: own.lockDocuments,
    disableDuplicate: own.disableDuplicate,
    hooks: withOwnHooks(own.hooks ?? {}, changed.hooks ?? {}),
  }
}

/** Payments are written without asking anybody for an id, and orders with one that nobody was asked for. */
function assertIds(slug: string, fields: readonly Field[]): void {
  const id = fields.find((field) => 'name' in field && field.name === 'id')
  if (!id) return
  if (slug === 'payments')
    throw new Error(
      'stripeShop: the option overrides.payments must leave payments the ids that Payload gives.',
    )
  const isMade = 'defaultValue' in id && typeof id.defaultValue === 'function'
  if (slug === 'orders' && id.type === 'number' && !isMade)
    throw new Error(
      'stripeShop: with numbers as ids the option overrides.orders needs a defaultValue that makes them.',
    )
}

/** The fields of a collection, those in rows and tabs included; fields of an array or a group are its own. */
function namesOf(fields: readonly Field[]): Set<string> {
  return new Set(
    fields.flatMap((field) => {
      if ('name' in field) return [field.name]
      if (field.type === 'tabs') return field.tabs.flatMap((tab) => [...namesOf(tab.fields)])
      return 'fields' in field ? [...namesOf(field.fields)] : []
    }),
  )
}

/** Comes after what the host changed: no override drops it. */
function keptInStep(collection: CollectionConfig): CollectionConfig {
  const slug = SYNCED_COLLECTIONS.find((one) => one === collection.slug)
  if (!slug) return collection
  const { afterChange, afterDelete } = syncHooks(slug)
  const { hooks } = collection
  return {
    ...collection,
    hooks: {
      ...hooks,
      afterChange: [...(hooks?.afterChange ?? []), afterChange],
      afterDelete: [...(hooks?.afterDelete ?? []), afterDelete],
    },
  }
}

/** Comes after what the host changed: no override drops it. */
function endingPayments(items: CollectionConfig): CollectionConfig {
  const { afterChange, afterDelete } = withdrawalHooks
  const { hooks } = items
  return {
    ...items,
    hooks: {
      ...hooks,
      afterChange: [...(hooks?.afterChange ?? []), afterChange],
      afterDelete: [...(hooks?.afterDelete ?? []), afterDelete],
    },
  }
}

/** Comes after what the host changed, so that it knows the host's fields too. */
function exactlyTyped(collection: CollectionConfig): CollectionConfig {
  const { hooks } = collection
  return {
    ...collection,
    hooks: { ...hooks, beforeOperation: [guardValueTypes, ...(hooks?.beforeOperation ?? [])] },
  }
}

/** On every collection, whatever the host changed: before the rows that a filter finds are locked. */
function exactlyAsked(collection: CollectionConfig): CollectionConfig {
  const { hooks } = collection
  return {
    ...collection,
    hooks: {
      ...hooks,
      beforeOperation: [guardFilters, boundLists, orderTotally, ...(hooks?.beforeOperation ?? [])],
    },
  }
}

function withEndpoints(collection: CollectionConfig, added: Endpoint[]): CollectionConfig {
  return { ...collection, endpoints: [...(collection.endpoints || []), ...added] }
}

type Hooks = NonNullable<CollectionConfig['hooks']>

function withOwnHooks(own: Hooks, changed: Hooks): Hooks {
  const merged: Record<string, unknown[]> = { ...(changed as Record<string, unknown[]>) }
  for (const [event, hooks] of Object.entries(own) as [string, unknown[]][]) {
    const others = (merged[event] ?? []).filter((hook) => !hooks.includes(hook))
    // The lock comes first, everything else after what the host added.
    merged[event] = event === 'beforeOperation' ? [...hooks, ...others] : [...others, ...hooks]
  }
  return merged as Hooks
}
