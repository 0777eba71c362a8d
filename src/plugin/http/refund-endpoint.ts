import { addDataAndFileToRequest, type Endpoint } from 'payload'
import { roleOf } from '../collections/access.ts'
import { isPossibleId, toDocumentId } from '../database/database.ts'
import { ShopError } from '../domain/errors.ts'
import { readOrderJson } from '../shop/orders/look-up.ts'
import { refundOrder } from '../shop/refunds/order-refund.ts'

/**
 * `POST /api/orders/:id/refund` with `{amount}` in the minor unit of the order's currency, or without for all
 * that is left. For administrators and support; answers the order. An `Idempotency-Key` makes the same person's repeats
 * one refund.
 */
export const refundEndpoint: Endpoint = {
  path: '/:id/refund',
  method: 'post',
  handler: async (req) => {
    const { payload, user } = req
    if (!user) throw new ShopError('unauthorized', 'Sign in, or send an API key.')
    if (!['admin', 'support'].includes(roleOf(user) ?? ''))
      throw new ShopError('forbidden', 'Refunds are for administrators and support.')
    const orderId = toDocumentId(payload, String(req.routeParams?.id))
    if (!isPossibleId(payload, orderId)) throw new ShopError('not_found', 'There is no such order.')
    await addDataAndFileToRequest(req)
    const amount = parseAmount(req.data?.amount)
    const key = req.headers.get('idempotency-key')
    await refundOrder(payload, { orderId, amount, key, requestedBy: String(user.email ?? user.id) })
    return Response.json(await readOrderJson(payload, orderId))
  },
}

function parseAmount(amount: unknown): number | null {
  if (amount === undefined || amount === null) return null
  if (typeof amount === 'number' && Number.isSafeInteger(amount) && amount > 0) return amount
  throw new ShopError('invalid_input', '"amount" is a whole number above 0, in the minor unit.')
}
