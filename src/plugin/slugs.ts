/**
 * The plugin's collections by the names that the code calls them by, and that are the slugs where a project says
 * nothing else.
 */
export const SHOP_COLLECTIONS = [
  'items',
  'orders',
  'discounts',
  'taxes',
  'payments',
  'refunds',
  'disputes',
  'media',
  'pages',
  'shipping-rates',
  'inventory',
  'stock-holds',
  'discount-redemptions',
  'order-history',
  'price-history',
  'stripe-events',
  'stripe-objects',
  'stripe-sync',
  'shop-outbox',
  'shop-installation',
] as const

export type ShopCollectionName = (typeof SHOP_COLLECTIONS)[number]

/** What the plugin has one document of. */
export const SHOP_GLOBALS = ['shop-settings'] as const

export type ShopGlobalName = (typeof SHOP_GLOBALS)[number]

/** What a project calls collections and globals of the plugin instead. */
export type Slugs = Partial<Record<ShopCollectionName | ShopGlobalName, string>>

/** Where the plugin leaves what it knows in Payload's config; `custom` never reaches a browser. */
export const CUSTOM_KEY = 'stripeShop'

type Configured = { config: { custom?: Record<string, unknown> | undefined } }

function slugsOf({ config }: Configured): Slugs {
  return (config.custom?.[CUSTOM_KEY] as { slugs?: Slugs } | undefined)?.slugs ?? {}
}

/**
 * What a collection of the plugin's is called in this project. Any other slug is answered as it is, and so is one that
 * was asked for already. The type is that of the name: the plugin's own types know no other.
 */
export function slugOf<T extends string>(payload: Configured, name: T): T {
  const slugs: Record<string, string | undefined> = slugsOf(payload)
  return (slugs[name] ?? name) as T
}

/** The name of a collection of the plugin's by its slug here. */
export function nameOf(payload: Configured, slug: string): string {
  return Object.entries(slugsOf(payload)).find(([, given]) => given === slug)?.[0] ?? slug
}
