import type { OrderStatus } from './order-status.ts'

/**
 * What a paid order is once `refunded` of the money `received` was given back. Money beyond the `total`, paid
 * twice by mistake, can go back without the order being refunded. All in the same minor unit.
 */
export function statusAfterRefunds({
  received,
  refunded,
  total,
}: {
  received: number
  refunded: number
  total: number
}): OrderStatus {
  const kept = received - refunded
  if (refunded === 0 || kept >= total) return 'paid'
  return kept > 0 ? 'partially_refunded' : 'refunded'
}
