import type { BasePayload, Endpoint } from 'payload'
import { ofAll } from '../collections/access.ts'
import { isPossibleId, toDocumentId } from '../database/database.ts'
import { ShopError } from '../domain/errors.ts'
import { replayStored } from '../shop/events/event-replay.ts'
import type { Id } from '../shop/records.ts'
import { slugOf } from '../slugs.ts'

const mayRetry = ofAll(['orders'], ['admin'])

/** Of the collection `stripe-events`: applies a stored event as if Stripe had sent it once more. For administrators. */
export const eventEndpoints: Endpoint[] = [
  {
    path: '/:id/retry',
    method: 'post',
    handler: async (req) => {
      if (!(await mayRetry({ req }))) {
        throw req.user
          ? new ShopError('forbidden', 'Retrying events is for administrators.')
          : new ShopError('unauthorized', 'Sign in, or send an API key.')
      }
      const event = await findEvent(req.payload, String(req.routeParams?.id))
      if (!event) throw new ShopError('not_found', 'There is no such event.')
      return Response.json({ reason: await replayStored(req.payload, event) })
    },
  },
]

async function findEvent(payload: BasePayload, text: string): Promise<{ id: Id; eventId: string } | null> {
  const id = toDocumentId(payload, { collection: 'stripe-events', id: text })
  if (!isPossibleId(payload, { collection: 'stripe-events', id })) return null
  return payload.db.findOne<{ id: Id; eventId: string }>({
    collection: slugOf(payload, 'stripe-events'),
    where: { id: { equals: id } },
  })
}
