import type {
  CollectionAfterChangeHook,
  CollectionAfterDeleteHook,
  PayloadRequest,
  TaskConfig,
} from 'payload'
import { inTransaction } from '../database/database.ts'
import { ShopError } from '../domain/errors.ts'
import { isBeingPaid } from '../domain/order-status.ts'
import { slugOf } from '../slugs.ts'
import { findItemsOnSale } from './orders/items-on-sale.ts'
import { lockOrder, reviewOrder } from './orders/order-moves.ts'
import { endPayment } from './payments/live-attempt.ts'
import type { OrderRecord } from './records.ts'
import { queueWithdrawal, WITHDRAWAL, type Withdrawal } from './withdrawal-queue.ts'

/** Stripe could not be asked. */
const AGAIN_AFTER_MS = 30_000

type InPayment = Pick<OrderRecord, 'id' | 'status'>

/** What ends the payments of an item that is unpublished, put into the trash or deleted. The save does not wait for it. */
export const withdrawalHooks: {
  afterChange: CollectionAfterChangeHook
  afterDelete: CollectionAfterDeleteHook
} = {
  afterChange: async ({ doc, operation, req }) => {
    const isOffSale = doc._status === 'draft' || Boolean(doc.deletedAt)
    if (operation === 'update' && isOffSale)
      await queueWithdrawal(req, { item: String(doc.id), since: now() })
    return doc
  },
  afterDelete: async ({ id, req }) => {
    await queueWithdrawal(req, { item: String(id), since: now() })
  },
}

/** Runs in the worker, beside the sync of the item itself. */
export const withdrawalTask: TaskConfig<{ input: Withdrawal; output: Record<string, never> }> = {
  slug: WITHDRAWAL,
  inputSchema: [
    { name: 'item', type: 'text', required: true },
    { name: 'since', type: 'text', required: true },
  ],
  retries: { attempts: 5, backoff: { type: 'exponential', delay: 1_000 } },
  handler: async ({ input, req }) => {
    // A draft beside a published version: the item is sold as before.
    if ((await findItemsOnSale({ payload: req.payload }, [input.item])).has(input.item)) return { output: {} }
    try {
      for (const order of await findOrdersInPayment(req, input)) await withdraw(req, order, input.item)
    } catch (error) {
      if (!(error instanceof ShopError) || error.code !== 'payment_unavailable') throw error
      await queueWithdrawal(req, input, new Date(Date.now() + AGAIN_AFTER_MS))
    }
    return { output: {} }
  },
}

/** All that are being paid, and those for which the money came since. */
async function findOrdersInPayment(
  { payload }: PayloadRequest,
  { item, since }: Withdrawal,
): Promise<InPayment[]> {
  const { docs } = await payload.db.find<InPayment>({
    collection: slugOf(payload, 'orders'),
    where: {
      and: [
        { 'lines.soldItem': { equals: item } },
        {
          or: [{ status: { in: ['open', 'processing'] } }, { paidAt: { greater_than_equal: since } }],
        },
      ],
    },
    joins: false as unknown as undefined,
    select: { status: true },
    sort: 'id',
    limit: 0,
    pagination: false,
  })
  return docs
}

async function withdraw({ payload }: PayloadRequest, order: InPayment, item: string): Promise<void> {
  if (isBeingPaid(order.status)) await endPayment(payload, order.id)
  await inTransaction(payload, async (req) => {
    const ended = await lockOrder(req, order.id)
    if (!ended?.paidAt && ended?.status !== 'processing') return
    const name = ended.lines.find(({ soldItem }) => soldItem === item)?.name
    const problem = `“${name}” was taken off sale while it was being paid for. Deliver it, or refund the order.`
    if (!ended.review?.includes(problem)) await reviewOrder(req, ended, [problem])
  })
}

const now = () => new Date().toISOString()
