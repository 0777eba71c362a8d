import { canBePaid, type Fulfilment, hasBeenPaid, type OrderStatus } from 'payload-stripe-shop/storefront'
import type { Frame } from '../frame.ts'
import { costOf } from './delivery.ts'
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
  shipping?: { name: string; amount: number } | null
  fulfilment?: Fulfilment
  tracking?: { carrier: string | null; number: string | null; url: string | null } | null
  customerEmail: string | null
  createdAt: string
  paidAt: string | null
}

/** What the rows under the lines are made of. */
type BillInput = Pick<
  OrderInput,
  'currency' | 'subtotal' | 'discountAmount' | 'discount' | 'taxes' | 'shipping' | 'amountRefunded'
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
  frame: Frame
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
  /** Null until it is paid: from then on the page is a receipt, too. */
  paidOn: { iso: string; text: string } | null
  lines: { name: string; quantity: number; unitPrice: string; amount: string }[]
  amounts: Amount[]
  total: string
  /** Tax that the total contains already, and what was given back. */
  notes: Amount[]
  customerEmail: string | null
  /** How far the goods are; null where nothing is sent, or nothing is paid yet. */
  parcel: { text: string; url: string | null; linkText: string } | null
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

type Tone = OrderPage['tone']

const TONES: Record<OrderStatus, Tone> = {
  draft: 'waiting',
  open: 'waiting',
  processing: 'waiting',
  paid: 'good',
  partially_refunded: 'neutral',
  refunded: 'neutral',
  canceled: 'bad',
  expired: 'bad',
  failed: 'bad',
}

type Settled = Exclude<OrderStatus, 'draft' | 'open'>

export function buildOrderPage(input: OrderPageInput): OrderPage {
  const { order, token, isUpToDate, frame, isRefused = false } = input
  const { shop, words } = frame
  const isUnsure = !isUpToDate && order.status === 'open'
  const isWaiting = order.status === 'draft' || order.status === 'open'
  const wording = words.order.states[isUnsure ? 'unsure' : isWaiting ? 'waiting' : (order.status as Settled)]
  const orderUrl = addressOf(order.id, { token })
  const canPay = canBePaid(order.status) && !isUnsure
  const format = (amountMinor: number) => frame.format.money(amountMinor, order.currency)
  return {
    head: {
      title: `${words.order.title(order.number)} · ${shop.name}`,
      description: null,
      canonicalUrl: null,
      path: orderUrl,
      isIndexable: false,
      openGraph: null,
    },
    number: order.number,
    status: order.status,
    statusLabel: wording.label,
    tone: TONES[order.status],
    heading: wording.heading,
    message: wording.message,
    placedOn: { iso: order.createdAt, text: frame.format.day(order.createdAt) },
    paidOn: order.paidAt === null ? null : { iso: order.paidAt, text: frame.format.day(order.paidAt) },
    lines: order.lines.map((line) => ({
      name: line.name,
      quantity: line.quantity,
      unitPrice: format(line.unitAmount),
      amount: format(line.amount),
    })),
    amounts: listAmounts(order, frame),
    total: format(order.total),
    notes: listNotes(order, frame),
    customerEmail: order.customerEmail,
    parcel: describeParcel(order, frame),
    payUrl: canPay ? addressOf(order.id, { step: '/buy', token }) : null,
    payText: words.bill.pay(format(order.total)),
    orderUrl,
    totalMinor: order.total,
    polling: isUnsure ? 'page' : order.status === 'processing' ? 'status' : null,
    alert: canPay && isRefused ? words.order.refused : '',
  }
}

/** What is to be said of goods that were paid for. */
function describeParcel({ status, fulfilment, tracking }: OrderInput, { words }: Frame): OrderPage['parcel'] {
  if (!fulfilment || fulfilment === 'none' || !hasBeenPaid(status)) return null
  // The money is on its way back, and nobody packs it any more.
  if (fulfilment === 'to_pack' && status === 'refunded') return null
  const { states, track } = words.delivery
  const parcel = [tracking?.carrier, tracking?.number].filter(Boolean).join(' ')
  const isSent = fulfilment !== 'to_pack'
  return {
    text: [states[fulfilment], isSent && parcel].filter(Boolean).join(' '),
    url: isSent ? (tracking?.url ?? null) : null,
    linkText: track,
  }
}

function addressOf(
  id: number | string,
  { step = '', token }: { step?: string; token: string | null },
): string {
  const path = `/order/${encodeURIComponent(id)}${step}`
  return token === null ? path : `${path}?token=${encodeURIComponent(token)}`
}

/** What lies between the lines and the total; nothing where the two are the same. */
export function listAmounts(order: BillInput, frame: Frame): Amount[] {
  const { bill } = frame.words
  const format = (amountMinor: number) => frame.format.money(amountMinor, order.currency)
  const exclusive = order.taxes.filter((tax) => !tax.inclusive)
  const amounts: Amount[] = []
  if (order.discountAmount > 0) {
    amounts.push({ label: order.discount?.name ?? bill.discount, text: format(-order.discountAmount) })
  }
  if (order.shipping) {
    amounts.push({ label: order.shipping.name, text: costOf(order.shipping, order.currency, frame) })
  }
  for (const tax of exclusive) amounts.push({ label: nameTax(tax, frame), text: format(tax.amount) })
  return amounts.length > 0 ? [{ label: bill.subtotal, text: format(order.subtotal) }, ...amounts] : []
}

export function listNotes(order: BillInput, frame: Frame): Amount[] {
  const { bill } = frame.words
  const format = (amountMinor: number) => frame.format.money(amountMinor, order.currency)
  const notes = order.taxes
    .filter((tax) => tax.inclusive)
    .map((tax) => ({ label: bill.includes(nameTax(tax, frame)), text: format(tax.amount) }))
  if (order.amountRefunded > 0) notes.push({ label: bill.refunded, text: format(order.amountRefunded) })
  return notes
}

function nameTax({ displayName, percentage }: OrderTaxInput, { format }: Frame): string {
  return `${displayName} ${format.percent(percentage)}`
}
