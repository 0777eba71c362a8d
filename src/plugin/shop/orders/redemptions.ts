import type { PayloadRequest } from 'payload'
import type { Reader } from '../../collections/orders/draft-sources.ts'
import { countRedemptions, lockName } from '../../database/database.ts'
import { ShopError } from '../../domain/errors.ts'
import { slugOf } from '../../slugs.ts'
import type { Id, OrderRecord } from '../records.ts'
import { oneAtATime } from '../side-by-side.ts'

type RedemptionRow = { id: Id; discount: string; isHold?: boolean | null }
type Discounted = Pick<OrderRecord, 'id' | 'discountCopy'>

/**
 * Holds one use of a discount that has a limit while somebody pays, one order at a time. The discount's own row is left
 * alone, because who deletes it holds it and waits for the order. Throws `discount_used_up` (409).
 */
export async function holdRedemption(req: PayloadRequest, order: Discounted): Promise<void> {
  const copy = redeemedBy(order)
  if (
    !copy ||
    (await findLimit(req, copy.id)) === null ||
    (await findRedemption({ payload: req.payload, req }, order.id))
  )
    return
  const { count, limit } = await countUses(req, copy.id)
  if (limit !== null && count >= limit) {
    throw new ShopError('discount_used_up', `The discount “${copy.name}” has been used up.`)
  }
  await writeRedemption(req, { discount: String(copy.id), order: String(order.id), isHold: true })
}

/** Gives back a use that is only held, where nobody can pay any more. */
export async function releaseRedemption(req: PayloadRequest, orderId: Id): Promise<void> {
  await deleteRedemptions(req, [{ order: { equals: String(orderId) } }, { isHold: { equals: true } }])
}

/** Gives back the use of an order that was refunded as a whole. */
export async function returnRedemption(req: PayloadRequest, orderId: Id): Promise<void> {
  await deleteRedemptions(req, [{ order: { equals: String(orderId) } }])
}

/**
 * Counts a paid order against its discount's `maxRedemptions` and answers a sentence for staff when it was used more
 * often than it may be. In the transaction that settles the order.
 */
export async function recordRedemption(req: PayloadRequest, order: Discounted): Promise<string[]> {
  const copy = redeemedBy(order)
  return copy ? oneByOne(req, () => record(req, order, copy)) : []
}

const oneByOne = oneAtATime<string[]>()

async function record(
  req: PayloadRequest,
  order: Discounted,
  copy: NonNullable<Discounted['discountCopy']>,
): Promise<string[]> {
  const held = await findRedemption({ payload: req.payload, req }, order.id)
  if (held) {
    const data = { isHold: false }
    await req.payload.db.updateOne({
      collection: slugOf(req.payload, 'discount-redemptions'),
      id: held.id,
      data,
      req,
      returning: false,
    })
    return []
  }
  const { count, limit } = await countUses(req, copy.id)
  await writeRedemption(req, { discount: String(copy.id), order: String(order.id), isHold: false })
  return limit !== null && count >= limit
    ? [`The discount “${copy.name}” was used by ${count + 1} orders, of at most ${limit}.`]
    : []
}

/** A discount that took nothing off was not used. */
function redeemedBy({ discountCopy }: Discounted) {
  return discountCopy && discountCopy.amount > 0 ? discountCopy : null
}

/** Until the transaction ends, nobody else counts the uses of the same discount. */
async function countUses(
  req: PayloadRequest,
  discountId: Id,
): Promise<{ count: number; limit: number | null }> {
  const id = String(discountId)
  await lockName(req, `redemptions of ${id}`)
  const uses = await countRedemptions({ payload: req.payload, req }, [id])
  return { count: uses.get(id) ?? 0, limit: await findLimit(req, discountId) }
}

async function findLimit(req: PayloadRequest, discountId: Id): Promise<number | null> {
  const discount = await req.payload.db.findOne<{ id: Id; maxRedemptions?: number | null }>({
    collection: slugOf(req.payload, 'discounts'),
    where: { id: { equals: discountId } },
    req,
  })
  return discount?.maxRedemptions ?? null
}

/** The use of a discount that an order has or holds. */
export function findRedemption({ payload, req }: Reader, orderId: Id): Promise<RedemptionRow | null> {
  return payload.db.findOne<RedemptionRow>({
    collection: slugOf(payload, 'discount-redemptions'),
    where: { order: { equals: String(orderId) } },
    ...(req && { req }),
  })
}

async function writeRedemption(
  req: PayloadRequest,
  data: { discount: string; order: string; isHold: boolean },
): Promise<void> {
  await req.payload.db.create({
    collection: slugOf(req.payload, 'discount-redemptions'),
    data,
    req,
    returning: false,
  })
}

async function deleteRedemptions(
  req: PayloadRequest,
  conditions: Record<string, { equals: string | boolean }>[],
): Promise<void> {
  await req.payload.db.deleteMany({
    collection: slugOf(req.payload, 'discount-redemptions'),
    where: { and: conditions },
    req,
  })
}
