import { randomBytes } from 'node:crypto'
import type {
  CollectionAfterChangeHook,
  CollectionBeforeOperationHook,
  Endpoint,
  PayloadRequest,
} from 'payload'
import { roleOf, ShopError } from 'payload-stripe-shop/storefront'

const KEY_BYTES = 32

/** Refuses a key that somebody chose: it could be guessed, or be another system's too. */
export const refuseSentKeys: CollectionBeforeOperationHook<'users'> = ({
  args,
  operation,
  overrideAccess,
  req,
}) => {
  if (overrideAccess || (operation !== 'create' && operation !== 'update')) return args
  const sent = ('data' in args ? (args.data ?? {}) : {}) as Record<string, unknown>
  const { apiKey, apiKeyIndex, enableAPIKey } = sent
  if (apiKey || apiKeyIndex) {
    throw new ShopError('forbidden', 'API keys are made by the shop: POST /api/users/:id/api-key.')
  }
  req.context.isKeyWanted = enableAPIKey === true
  return args
}

/**
 * Whoever switches a user's key on over REST is answered the key, once, as `apiKey`. A user that has one keeps it.
 */
export const makeKeyWhenEnabled: CollectionAfterChangeHook = async ({ doc, previousDoc, req }) => {
  if (req.context.isKeyWanted !== true) return doc
  req.context.isKeyWanted = false
  if (previousDoc?.enableAPIKey) return doc
  const apiKey = newKey()
  await writeKey(req, String(doc.id), { apiKey, enableAPIKey: true })
  return { ...doc, enableAPIKey: true, apiKey }
}

const newKey = () => randomBytes(KEY_BYTES).toString('base64url')

/** `POST /api/users/:id/api-key` makes a new key and answers it, once; `DELETE` takes the key away. */
export const apiKeyEndpoints: Endpoint[] = [
  {
    path: '/:id/api-key',
    method: 'post',
    handler: async (req) => {
      const apiKey = newKey()
      await writeKey(req, String(req.routeParams?.id), { apiKey, enableAPIKey: true })
      const message = 'This is the new key. Keep it now: it is not shown again.'
      return Response.json({ apiKey, message }, { status: 201 })
    },
  },
  {
    path: '/:id/api-key',
    method: 'delete',
    handler: async (req) => {
      await writeKey(req, String(req.routeParams?.id), { apiKey: null, enableAPIKey: false })
      return Response.json({ message: 'This user has no key any more.' })
    },
  },
]

async function writeKey(
  req: PayloadRequest,
  id: string,
  data: { apiKey: string | null; enableAPIKey: boolean },
): Promise<void> {
  if (!req.user) throw new ShopError('unauthorized', 'Sign in first.')
  const isOwn = String(req.user.id) === id && roleOf(req.user) !== null
  const isByKey = (req.user as { _strategy?: string })._strategy === 'api-key'
  if (isByKey || (!isOwn && roleOf(req.user) !== 'admin')) {
    throw new ShopError('forbidden', 'Keys are made by an administrator, or by oneself, when signed in.')
  }
  if (!/^[1-9]\d{0,8}$/.test(id)) throw new ShopError('not_found', 'There is no such user.')
  await req.payload.update({ collection: 'users', id: Number(id), data, depth: 0, req })
}
