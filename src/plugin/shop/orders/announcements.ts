import { randomUUID } from 'node:crypto'
import type { PayloadRequest } from 'payload'
import { insertDocuments } from '../../database/database.ts'
import { slugOf } from '../../slugs.ts'
import type { OrderNewsKind } from '../callbacks.ts'
import type { Id } from '../records.ts'
import { shopOf } from '../shop.ts'
import { inOneCall } from '../side-by-side.ts'

/** Leaves a word for the host project in the transaction that makes it true; nothing where nobody listens. */
export async function announce(req: PayloadRequest, kind: OrderNewsKind, order: Id): Promise<void> {
  if (!shopOf(req.payload).callbacks[kind]) return
  const data = {
    eventId: randomUUID(),
    kind,
    order,
    status: 'waiting',
    attempts: 0,
    runAt: new Date().toISOString(),
  }
  await write(req, data)
}

const write = inOneCall<Record<string, unknown>, void>(async (req, documents) => {
  await insertDocuments(req, { collection: 'shop-outbox', documents })
  return documents.map(() => undefined)
})

/** Takes back words of an order that are true no more and that nobody has been told yet. */
export async function withdraw(req: PayloadRequest, kind: OrderNewsKind, order: Id): Promise<void> {
  if (!shopOf(req.payload).callbacks[kind]) return
  await req.payload.db.deleteMany({
    collection: slugOf(req.payload, 'shop-outbox'),
    where: {
      and: [
        { order: { equals: order } },
        { kind: { equals: kind } },
        { status: { equals: 'waiting' } },
        { attempts: { equals: 0 } },
      ],
    },
    req,
  })
}
