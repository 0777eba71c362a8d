import type { BasePayload } from 'payload'
import { roleOf } from '../collections/access.ts'
import { isPossibleId, toDocumentId } from '../database/database.ts'
import { ShopError } from '../domain/errors.ts'
import { readOrderJson } from '../shop/orders/look-up.ts'
import { assertMayChangeOrder } from '../shop/orders/order-access.ts'
import type { Id } from '../shop/records.ts'
import { refundOrder } from '../shop/refunds/order-refund.ts'
import { actorOf } from './actor.ts'
import { answerJson } from './answers.ts'
import { readBody } from './fields.ts'
import type { Handler, Visit } from './handler.ts'

/**
 * Gives back `amount` of the order `params.id`, in the minor unit of its currency, or without it all that was
 * received. For administrators and support; answers the order, and under `refund` how the refund stands. An `Idempotency-Key` makes the same person's repeats one refund.
 */
export const refund: Handler = async (request, visit) => {
  const { payload, params } = visit
  const requestedBy = assertMayRefund(visit.user)
  const orderId = parseOrderId(payload, params.id)
  await assertMayChangeOrder(payload, orderId, actorOf(request, visit))
  const amount = parseAmount((await readBody(request)).amount)
  const key = request.headers.get('idempotency-key')
  const refund = await refundOrder(payload, { orderId, amount, key, requestedBy })
  return answerJson({ ...(await readOrderJson(payload, orderId)), refund })
}

/** Answers who it is, for the refund's record. */
function assertMayRefund(user: Visit['user']): string {
  if (!user) throw new ShopError('unauthorized', 'Sign in, or send an API key.')
  if (['admin', 'support'].includes(roleOf(user) ?? '')) return String(user.email ?? user.id)
  throw new ShopError('forbidden', 'Refunds are for administrators and support.')
}

/** As Payload's own REST has it: what cannot be an id is an order that is not there. */
function parseOrderId(payload: BasePayload, text: unknown): Id {
  const id = toDocumentId(payload, { collection: 'orders', id: String(text) })
  if (isPossibleId(payload, { collection: 'orders', id })) return id
  throw new ShopError('not_found', 'There is no such order.')
}

function parseAmount(amount: unknown): number | null {
  if (amount === undefined || amount === null) return null
  if (typeof amount === 'number' && Number.isSafeInteger(amount) && amount > 0) return amount
  throw new ShopError('invalid_input', '"amount" is a whole number above 0, in the minor unit.')
}
