import type { Access, CollectionBeforeOperationHook, SanitizedConfig } from 'payload'
import { guardFilters } from 'payload-stripe-shop'
import { ShopError } from 'payload-stripe-shop/storefront'

/** Payload's own collections, which it adds after all plugins: what people do in the panel. */
const OF_THE_PANEL: ReadonlySet<string> = new Set(['payload-locked-documents', 'payload-preferences'])

/**
 * Lets nobody hold a document in somebody else's name, or let go of what somebody else holds. Taking a document over is
 * the panel's own way, and puts oneself in.
 */
export function keepLocksOwn(config: SanitizedConfig): SanitizedConfig {
  for (const { slug, hooks, access } of config.collections) {
    if (!OF_THE_PANEL.has(slug)) continue
    hooks.beforeOperation = [guardFilters, ...(hooks.beforeOperation ?? [])]
    if (slug !== 'payload-locked-documents') continue
    hooks.beforeOperation.push(onlyInOwnName)
    access.delete = ownLocks
  }
  return config
}

const ownLocks: Access = ({ req }) =>
  req.user
    ? { 'user.value': { equals: req.user.id }, 'user.relationTo': { equals: req.user.collection } }
    : false

const onlyInOwnName: CollectionBeforeOperationHook = ({ args, operation, overrideAccess, req }) => {
  if (overrideAccess || (operation !== 'create' && operation !== 'update') || !req.user) return args
  const { user } = ('data' in args ? (args.data ?? {}) : {}) as {
    user?: { value?: unknown } | string | number
  }
  const id = typeof user === 'object' && user !== null ? user.value : user
  if (id === undefined || String(id) === String(req.user.id)) return args
  throw new ShopError('forbidden', 'A document is held in one’s own name only.')
}
