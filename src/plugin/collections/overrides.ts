import type {
  CollectionAfterChangeHook,
  CollectionAfterDeleteHook,
  CollectionBeforeOperationHook,
  CollectionConfig,
  Field,
} from 'payload'
import { asOwnFields } from '../database/host-fields.ts'

/** The collections that a host may extend. */
export type ShopCollection =
  | 'items'
  | 'orders'
  | 'discounts'
  | 'taxes'
  | 'payments'
  | 'media'
  | 'pages'
  | 'shipping-rates'

/**
 * Takes a collection as the plugin made it, under the slug that it has here, and answers what the host wants instead.
 * The hooks of orders and payments run for what staff save. What shoppers and Stripe do is written past them, in one
 * statement: `onOrderPaid`, `onOrderRefunded`, `onOrderEnded` and `webhooks` tell of that.
 */
export type CollectionOverride = (collection: CollectionConfig) => CollectionConfig

export type Overrides = Partial<Record<ShopCollection, CollectionOverride>>

const WRITTEN_PAST_HOOKS: ReadonlySet<ShopCollection> = new Set(['orders', 'payments'])

const sizeOf = ({ hooks }: CollectionConfig) => hooks?.afterChange?.length ?? 0

const unheardHooks = (name: ShopCollection) =>
  `stripeShop: an afterChange in the option overrides.${name} runs for what staff save, and not for what shoppers and Stripe do; the options onOrderPaid, onOrderRefunded and onOrderEnded tell of that.`

/**
 * The host's version of a collection with the plugin's guards put back: its hooks run after the host's, and what the
 * host says nothing of keeps its access rule. Throws when a field is gone that the shop lives on.
 */
export function extended(
  name: ShopCollection,
  own: CollectionConfig,
  { overrides, warn }: { overrides: Overrides; warn: (words: string) => void },
): CollectionConfig {
  const changed = overrides[name]?.(own)
  if (!changed) return own
  assertIds(name, changed.fields)
  assertLanguages(name, own, changed)
  if (WRITTEN_PAST_HOOKS.has(name) && sizeOf(changed) > sizeOf(own)) warn(unheardHooks(name))
  const kept = namesOf(changed.fields)
  const lost = [...namesOf(own.fields)].filter((name) => !kept.has(name))
  if (lost.length > 0) {
    throw new Error(`stripeShop: the option overrides.${name} must keep its fields: ${lost.join(', ')}.`)
  }
  return {
    ...changed,
    slug: own.slug,
    custom: { ...changed.custom, ...own.custom },
    access: { ...own.access, ...changed.access },
    lockDocuments: own.lockDocuments,
    disableDuplicate: own.disableDuplicate,
    hooks: withOwnHooks(own.hooks ?? {}, changed.hooks ?? {}),
  }
}

/** Payments are written without asking anybody for an id, and orders with one that nobody was asked for. */
function assertIds(name: ShopCollection, fields: readonly Field[]): void {
  const id = fields.find((field) => 'name' in field && field.name === 'id')
  if (!id) return
  if (name === 'payments')
    throw new Error(
      'stripeShop: the option overrides.payments must leave payments the ids that Payload gives.',
    )
  const isMade = 'defaultValue' in id && typeof id.defaultValue === 'function'
  if (name === 'orders' && id.type === 'number' && !isMade)
    throw new Error(
      'stripeShop: with numbers as ids the option overrides.orders needs a defaultValue that makes them.',
    )
}

/** What people read, and no rule of the shop's is about. */
const TEXTS: ReadonlySet<string> = new Set([
  'name',
  'displayName',
  'description',
  'images',
  'metadata',
  'title',
  'content',
])

/** A price, a code or a status is one in all languages. */
function assertLanguages(name: ShopCollection, own: CollectionConfig, changed: CollectionConfig): void {
  const ours = namesOf(own.fields)
  const [wrong] = localizedOf(changed.fields).filter((field) => ours.has(field) && !TEXTS.has(field))
  if (wrong !== undefined)
    throw new Error(
      `stripeShop: the option overrides.${name} must not localize "${wrong}", which is the same in all languages.`,
    )
  const { versions } = changed
  const drafts = typeof versions === 'object' && typeof versions.drafts === 'object' ? versions.drafts : {}
  if ('localizeStatus' in drafts && drafts.localizeStatus)
    throw new Error(
      `stripeShop: the option overrides.${name} must not set versions.drafts.localizeStatus: what is published is on sale in all languages.`,
    )
}

function localizedOf(fields: readonly Field[]): string[] {
  return fields.flatMap((field) => {
    const own = 'name' in field && 'localized' in field && field.localized ? [field.name] : []
    if (field.type === 'tabs') return field.tabs.flatMap((tab) => localizedOf(tab.fields))
    return 'fields' in field ? [...own, ...localizedOf(field.fields)] : own
  })
}

/** The collection with a word of which fields are the plugin's, for those who write rows without asking for others. */
export function withOwnFields(collection: CollectionConfig): CollectionConfig {
  return {
    ...collection,
    custom: { ...collection.custom, ...asOwnFields(namesOf(collection.fields)) },
  }
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

interface AddedHooks {
  beforeOperation?: CollectionBeforeOperationHook[]
  afterChange?: CollectionAfterChangeHook
  afterDelete?: CollectionAfterDeleteHook
}

/**
 * Added to what the host has changed, so that no override drops them and they know the host's fields too. What comes
 * before an operation is the first to see what was sent, everything else the last.
 */
export function withHooks(
  collection: CollectionConfig,
  { beforeOperation = [], afterChange, afterDelete }: AddedHooks,
): CollectionConfig {
  const { hooks } = collection
  return {
    ...collection,
    hooks: {
      ...hooks,
      beforeOperation: [...beforeOperation, ...(hooks?.beforeOperation ?? [])],
      afterChange: [...(hooks?.afterChange ?? []), ...(afterChange ? [afterChange] : [])],
      afterDelete: [...(hooks?.afterDelete ?? []), ...(afterDelete ? [afterDelete] : [])],
    },
  }
}
