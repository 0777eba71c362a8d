import type { DiscountCopy, TaxCopy } from '../collections/orders/draft-order.ts'
import type { PAYMENT_STATUSES } from '../collections/payments/payments.ts'
import type { Address } from '../domain/address.ts'
import type { Id } from '../domain/id.ts'
import type { OrderLine } from '../domain/order-line.ts'
import type { OrderStatus } from '../domain/order-status.ts'
import type { PaymentFlow } from '../domain/payment-flows.ts'
import type { Fulfilment, ShippingCopy } from '../domain/shipping.ts'
import type { PaymentRequest } from '../stripe/flows/flow.ts'

export type { Id, OrderLine }

export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

export interface OrderRecord {
  id: Id
  number: string
  status: OrderStatus
  review?: string | null
  currency: string
  lines: OrderLine[]
  discount?: Id | null
  taxes?: Id[] | null
  discountCopy?: DiscountCopy | null
  taxCopies?: TaxCopy[] | null
  shippingRate?: Id | null
  shippingCopy?: ShippingCopy | null
  /** Null in a shop that sends nothing anywhere. */
  fulfilment?: Fulfilment | null
  carrier?: string | null
  trackingNumber?: string | null
  trackingUrl?: string | null
  subtotal: number
  discountAmount: number
  taxAmount: number
  shippingAmount?: number | null
  total: number
  amountRefunded: number
  customerName?: string | null
  customerEmail?: string | null
  customerPhone?: string | null
  shippingName?: string | null
  shippingAddress?: Address | null
  buyKey?: string | null
  paidAt?: string | null
  createdAt: string
  updatedAt: string
}

/**
 * What Stripe is sent, as it is stored: without the order's token, which is made again when it is sent, and
 * without the amount, which is the payment's. No `cancelUrl` stands for the order's own page.
 */
export type StoredRequest = Omit<PaymentRequest, 'amount' | 'returnUrl' | 'cancelUrl' | 'expiresAt'> & {
  cancelUrl: string | null
  expiresAt: string
  /** Of the account as it was then: another one now means other keys, perhaps of another account. */
  publishableKey: string
  /** Another attempt takes its place: its end is not the order's, whoever tells of it first. */
  isSuperseded?: boolean
}

export interface PaymentRecord {
  id: Id
  order: Id
  attempt: string
  status: PaymentStatus
  flow: PaymentFlow
  account: string
  amount: number
  /** What Stripe has collected. */
  amountReceived?: number | null
  currency: string
  sessionId?: string | null
  intentId?: string | null
  url?: string | null
  clientSecret?: string | null
  expiresAt?: string | null
  params: StoredRequest
  idempotencyKey: string
  reason?: string | null
  createdAt: string
}
