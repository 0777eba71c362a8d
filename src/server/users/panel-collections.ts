import type { Access, CollectionBeforeOperationHook, PayloadHandler, SanitizedConfig } from 'payload'
import { guardFilters } from 'payload-stripe-shop'
import { ShopError } from 'payload-stripe-shop/storefront'

/** Payload's own collections, which it adds after all plugins: what people do in the panel. */
const OF_THE_PANEL: ReadonlySet<string> = new Set(['payload-locked-documents', 'payload-preferences'])

/**
 * Lets nobody hold a document in somebody else's name, or let go of what somebody else holds. Taking a document over is
 * the panel's own way, and puts oneself in.
 */
export function guardPanelCollections(config: SanitizedConfig): SanitizedConfig {
  for (const { slug, hooks, access, endpoints } of config.collections) {
    if (!OF_THE_PANEL.has(slug)) continue
    hooks.beforeOperation = [guardFilters, ...(hooks.beforeOperation ?? [])]
    if (slug === 'payload-preferences') {
      // Only Payload's own one of preferences: those after it are the same objects in every collection.
      const ownDelete = (endpoints || []).find(({ method, path }) => method === 'delete' && path === '/:key')
      if (ownDelete) ownDelete.handler = ofKnownPreference(ownDelete.handler)
    } else {
      hooks.beforeOperation.push(onlyInOwnName)
      access.delete = ownLocks
    }
  }
  return config
}

/** Payload 3.90 on PostgreSQL answers 500 where there is none: its query fails (findings/delete-one-of-none.sh). */
function ofKnownPreference(handler: PayloadHandler): PayloadHandler {
  return async (req) => {
    if (!req.user) return handler(req)
    const { totalDocs } = await req.payload.count({
      collection: 'payload-preferences',
      where: {
        key: { equals: req.routeParams?.key },
        'user.value': { equals: req.user.id },
        'user.relationTo': { equals: req.user.collection },
      },
      req,
    })
    if (totalDocs === 0) throw new ShopError('not_found', 'There is no such preference.')
    return handler(req)
  }
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
