import { ShopError } from './errors.ts'

export const ORDER_STATUSES = [
  'draft',
  'open',
  'processing',
  'paid',
  'partially_refunded',
  'refunded',
  'canceled',
  'expired',
  'failed',
] as const

export type OrderStatus = (typeof ORDER_STATUSES)[number]

/**
 * The whole life of an order, on one screen. Money can arrive late, so every status that ends
 * without a payment still leads to `paid`; a refund can fail later, so refunds move back.
 */
const NEXT: Record<OrderStatus, readonly OrderStatus[]> = {
  draft: ['open', 'paid', 'canceled'], // straight to paid: an order with nothing to pay
  open: ['draft', 'processing', 'paid', 'failed', 'expired', 'canceled'], // back to draft: Stripe refused to begin
  processing: ['open', 'paid', 'failed', 'expired', 'canceled'],
  paid: ['partially_refunded', 'refunded'],
  partially_refunded: ['paid', 'refunded'],
  refunded: ['partially_refunded', 'paid'],
  canceled: ['processing', 'paid'],
  expired: ['open', 'processing', 'paid'],
  failed: ['open', 'processing', 'paid'],
}

export function canMove(from: OrderStatus, to: OrderStatus): boolean {
  return from === to || NEXT[from].includes(to)
}

/** Throws `order_state` (409) for a move that the table does not have. Staying is always allowed. */
export function assertTransition(from: OrderStatus, to: OrderStatus): void {
  if (canMove(from, to)) return
  throw new ShopError('order_state', `An order that is ${from} cannot become ${to}.`)
}

/** Whether the money of an order is in, whatever was given back since. */
export function hasBeenPaid(status: OrderStatus): boolean {
  return status === 'paid' || status === 'partially_refunded' || status === 'refunded'
}

/** Whether somebody can pay for an order at this moment, or has and the money is on its way. */
export function isBeingPaid(status: OrderStatus): boolean {
  return status === 'open' || status === 'processing'
}

/** Whether an order came to its end without money. Money that comes late still makes it paid. */
export function hasEnded(status: OrderStatus): boolean {
  return status === 'canceled' || status === 'expired' || status === 'failed'
}

/** Whether a payment of an order in this status can be started: not while money is on its way or in. */
export function canBePaid(status: OrderStatus): boolean {
  return status !== 'processing' && canMove(status, 'open')
}
