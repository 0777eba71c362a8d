import { canBePaid, formatMoney, type OrderStatus } from 'payload-stripe-shop/storefront'
import type { PageHead } from './page-head.ts'

/** An order as the shop answers it in JSON. Amounts in the minor unit of its currency. */
export interface OrderInput {
  id: number | string
  number: string
  status: OrderStatus
  currency: string
  lines: readonly OrderLineInput[]
  subtotal: number
  discountAmount: number
  total: number
  amountRefunded: number
  discount: { name: string; amount: number } | null
  taxes: readonly OrderTaxInput[]
  customerEmail: string | null
  createdAt: string
  paidAt: string | null
}

/** What the rows under the lines are made of. */
type BillInput = Pick<
  OrderInput,
  'currency' | 'subtotal' | 'discountAmount' | 'discount' | 'taxes' | 'amountRefunded'
>

interface OrderLineInput {
  name: string
  quantity: number
  unitAmount: number
  amount: number
}

interface OrderTaxInput {
  displayName: string
  percentage: number
  inclusive: boolean
  amount: number
}

export interface OrderPageInput {
  order: OrderInput
  /** What the order's own link carries; null for staff, who come with a session. */
  token: string | null
  /** False where Stripe could not be asked whether an open payment has been made. */
  isUpToDate: boolean
  shopName: string
  /** Whether Stripe.js has brought the shopper back from a payment that was refused on the way. */
  isRefused?: boolean
}

export interface Amount {
  label: string
  text: string
}

export interface OrderPage {
  head: PageHead
  number: string
  status: OrderStatus
  statusLabel: string
  /** Picks the colour of the status, which never carries the meaning alone. */
  tone: 'waiting' | 'good' | 'bad' | 'neutral'
  heading: string
  message: string
  placedOn: { iso: string; text: string }
  lines: { name: string; quantity: number; unitPrice: string; amount: string }[]
  amounts: Amount[]
  total: string
  /** Tax that the total contains already, and what was given back. */
  notes: Amount[]
  customerEmail: string | null
  payUrl: string | null
  payText: string
  /** This page's own address, as a path. */
  orderUrl: string
  /** In the minor unit: what the page's own payment form asks for. */
  totalMinor: number
  /**
   * What the page asks again for by itself: the order's status, which Stripe is going to change; or, where Stripe
   * could not be asked, for itself.
   */
  polling: 'status' | 'page' | null
  alert: string
}

interface Wording {
  label: string
  tone: OrderPage['tone']
  heading: string
  message: string
}

const WAITING: Wording = {
  label: 'Waiting for payment',
  tone: 'waiting',
  heading: 'Your order is ready',
  message: 'Look it over, then go on to payment. Nothing has been charged yet.',
}

const WORDING: Record<OrderStatus, Wording> = {
  draft: WAITING,
  open: WAITING,
  processing: {
    label: 'Payment on its way',
    tone: 'waiting',
    heading: 'Thank you for your order',
    message:
      'Your bank is processing the payment. That can take a few days; this page will show when it has arrived.',
  },
  paid: {
    label: 'Paid',
    tone: 'good',
    heading: 'Thank you for your order',
    message:
      'We have received your payment. Keep the address of this page: it always shows the state of your order.',
  },
  partially_refunded: {
    label: 'Partly refunded',
    tone: 'neutral',
    heading: 'Part of your money is on its way back',
    message: 'It goes to the card or account that you paid with, usually within ten days.',
  },
  refunded: {
    label: 'Refunded',
    tone: 'neutral',
    heading: 'Your money is on its way back',
    message: 'It goes to the card or account that you paid with, usually within ten days.',
  },
  canceled: {
    label: 'Canceled',
    tone: 'bad',
    heading: 'This order was canceled',
    message: 'Nothing more will be charged for it.',
  },
  expired: {
    label: 'Expired',
    tone: 'bad',
    heading: 'This payment ran out of time',
    message: 'Nothing was charged. The order is still here if you would like to pay for it.',
  },
  failed: {
    label: 'Payment failed',
    tone: 'bad',
    heading: 'This payment did not go through',
    message: 'Nothing was charged. You can try again.',
  },
}

const UNSURE: Wording = {
  label: 'Confirming payment',
  tone: 'waiting',
  heading: 'One moment, please',
  message: 'We cannot check right now whether this order is paid. Nothing is lost: this page keeps trying.',
}

export function buildOrderPage(input: OrderPageInput): OrderPage {
  const { order, token, isUpToDate, shopName, isRefused = false } = input
  const isUnsure = !isUpToDate && order.status === 'open'
  const wording = isUnsure ? UNSURE : WORDING[order.status]
  const canPay = canBePaid(order.status) && !isUnsure
  const format = (amountMinor: number) => formatMoney(amountMinor, order.currency)
  return {
    head: {
      title: `Order ${order.number} · ${shopName}`,
      description: null,
      canonicalUrl: null,
      isIndexable: false,
      openGraph: null,
    },
    number: order.number,
    status: order.status,
    statusLabel: wording.label,
    tone: wording.tone,
    heading: wording.heading,
    message: wording.message,
    placedOn: { iso: order.createdAt, text: formatDay(order.createdAt) },
    lines: order.lines.map((line) => ({
      name: line.name,
      quantity: line.quantity,
      unitPrice: format(line.unitAmount),
      amount: format(line.amount),
    })),
    amounts: listAmounts(order),
    total: format(order.total),
    notes: listNotes(order),
    customerEmail: order.customerEmail,
    payUrl: canPay ? addressOf(order.id, { step: '/buy', token }) : null,
    payText: `Pay ${format(order.total)}`,
    orderUrl: addressOf(order.id, { token }),
    totalMinor: order.total,
    polling: isUnsure ? 'page' : order.status === 'processing' ? 'status' : null,
    alert: canPay && isRefused ? REFUSED : '',
  }
}

const REFUSED = 'The payment was not completed, and nothing was charged. You can try again.'

function addressOf(
  id: number | string,
  { step = '', token }: { step?: string; token: string | null },
): string {
  const path = `/order/${encodeURIComponent(id)}${step}`
  return token === null ? path : `${path}?token=${encodeURIComponent(token)}`
}

/** What lies between the lines and the total; nothing where the two are the same. */
export function listAmounts(order: BillInput): Amount[] {
  const format = (amountMinor: number) => formatMoney(amountMinor, order.currency)
  const exclusive = order.taxes.filter((tax) => !tax.inclusive)
  const amounts: Amount[] = []
  if (order.discountAmount > 0) {
    amounts.push({ label: order.discount?.name ?? 'Discount', text: format(-order.discountAmount) })
  }
  for (const tax of exclusive) amounts.push({ label: nameTax(tax), text: format(tax.amount) })
  return amounts.length > 0 ? [{ label: 'Subtotal', text: format(order.subtotal) }, ...amounts] : []
}

export function listNotes(order: BillInput): Amount[] {
  const format = (amountMinor: number) => formatMoney(amountMinor, order.currency)
  const notes = order.taxes
    .filter((tax) => tax.inclusive)
    .map((tax) => ({ label: `Includes ${nameTax(tax)}`, text: format(tax.amount) }))
  if (order.amountRefunded > 0) notes.push({ label: 'Refunded', text: format(order.amountRefunded) })
  return notes
}

function nameTax({ displayName, percentage }: OrderTaxInput): string {
  return `${displayName} ${percentage} %`
}

/** In UTC, so that the page reads the same wherever the server stands. */
function formatDay(iso: string): string {
  return DAY.format(new Date(iso))
}

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
