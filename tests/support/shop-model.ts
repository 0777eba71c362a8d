/**
 * A small shop as it should be, in memory: what histories of the real one are compared with. Amounts in the minor unit,
 * items, discounts and orders by their places. Stripe's side is as good as its word.
 */
export interface ModelItem {
  price: number
  /** Null: unlimited. */
  stock: number | null
  place: 'sold' | 'unpublished' | 'trash' | 'gone'
}

export interface ModelDiscount {
  percentOff?: number
  amountOff?: number
  /** Null: no limit. */
  limit: number | null
  place: 'granted' | 'trash' | 'gone'
}

export interface ModelLine {
  item: number
  quantity: number
}

export type Flow = 'hosted' | 'intent'
export type Status =
  | 'draft'
  | 'open'
  | 'processing'
  | 'paid'
  | 'partially_refunded'
  | 'refunded'
  | 'canceled'
  | 'expired'
  | 'failed'

/** Why staff have to look at an order. */
export type Concern = 'oversold' | 'overused' | 'off sale' | 'refund failed' | 'dispute'

export interface ModelRefund {
  amount: number
  isAlive: boolean
}

export interface ModelOrder {
  lines: ModelLine[]
  discount: number | null
  place: 'there' | 'trash' | 'gone'
  status: Status
  flow: Flow
  /** What the discount takes off, and what is left; of a draft what they were when it was last written. */
  discountAmount: number
  total: number
  /** Quantities by item. */
  holds: Map<number, number>
  /** The use of its discount. */
  use: 'none' | 'held' | 'taken'
  refunds: ModelRefund[]
  dispute: 'needs_response' | 'warning_needs_response' | 'won' | 'lost' | 'warning_closed' | null
  concerns: Set<Concern>
}

export const hasBeenPaid = ({ status }: ModelOrder) =>
  status === 'paid' || status === 'partially_refunded' || status === 'refunded'

export const refundedOf = ({ refunds }: ModelOrder) =>
  refunds.reduce((sum, { amount, isAlive }) => sum + (isAlive ? amount : 0), 0)

/** What each history begins with. */
export const ITEMS = [
  { price: 1000, stock: 3 },
  { price: 2500, stock: 8 },
  { price: 700, stock: null },
]

export const DISCOUNTS = [
  { percentOff: 10, limit: 2 },
  { amountOff: 500, limit: null },
  { percentOff: 100, limit: 1 },
]

export class ShopModel {
  readonly items: ModelItem[]
  readonly discounts: ModelDiscount[]
  readonly orders: ModelOrder[] = []

  constructor(
    items: readonly Omit<ModelItem, 'place'>[],
    discounts: readonly Omit<ModelDiscount, 'place'>[],
  ) {
    this.items = items.map((item) => ({ ...item, place: 'sold' }))
    this.discounts = discounts.map((discount) => ({ ...discount, place: 'granted' }))
  }

  item(place: number): ModelItem {
    return this.items[place] as ModelItem
  }

  heldOf(item: number): number {
    return this.orders.reduce((sum, { holds }) => sum + (holds.get(item) ?? 0), 0)
  }

  /** What nobody holds; less than none where somebody lowered the stock below what is held. */
  availableOf(item: number): number {
    return (this.item(item).stock ?? Number.POSITIVE_INFINITY) - this.heldOf(item)
  }

  usesOf(discount: number): number {
    return this.orders.filter((order) => order.discount === discount && order.use !== 'none').length
  }

  /** Null where nothing limits it any more, as after its deletion. */
  limitOf(discount: number): number | null {
    const { place, limit } = this.discounts[discount] as ModelDiscount
    return place === 'gone' ? null : limit
  }

  /** Buying one item, or a cart with a code. Answers whether it could be; then the order is the newest. */
  buy(lines: ModelLine[], { discount = null, flow }: { discount?: number | null; flow: Flow }): boolean {
    const order = this.#newOrder(lines, discount, flow)
    const isThere = lines.every(({ item, quantity }) => this.availableOf(item) >= quantity)
    if (!this.#isPriceable(order) || !isThere) return false
    this.orders.push(order)
    this.#start(order)
    return true
  }

  /** Staff put an order together. */
  draft(lines: ModelLine[], discount: number | null): boolean {
    const order = this.#newOrder(lines, discount, 'hosted')
    if (!this.#isPriceable(order)) return false
    this.orders.push(order)
    return true
  }

  editDraft(order: ModelOrder, lines: ModelLine[]): boolean {
    const edited = { ...order, lines }
    if (order.status !== 'draft' || !this.#isPriceable(edited)) return false
    Object.assign(order, { lines, ...this.#priceOf(edited) })
    return true
  }

  /** Whatever is saved of a draft, its amounts are those of now, where it can still be sold. */
  touchDraft(order: ModelOrder): void {
    if (order.status === 'draft' && this.#isPriceable(order)) Object.assign(order, this.#priceOf(order))
  }

  /** Answers what HTTP would. */
  startPayment(order: ModelOrder, flow: Flow): 200 | 404 | 409 {
    if (order.place !== 'there') return 404
    if (hasBeenPaid(order) || order.status === 'processing' || order.status === 'canceled') return 409
    if (order.status === 'open') {
      if (order.flow !== flow && !this.#canHold(order)) {
        this.end(order, 'expired')
        return 409
      }
      order.flow = flow
      return 200
    }
    const isOnSale = order.lines.every(({ item }) => this.item(item).place === 'sold')
    const isDraft = order.status === 'draft'
    if (isDraft ? !this.#isPriceable(order) : !isOnSale) return 409
    const priced = isDraft ? { ...order, ...this.#priceOf(order) } : order
    if (!this.#canHold(priced)) return 409
    Object.assign(order, priced, { flow })
    this.#start(order)
    return 200
  }

  pay(order: ModelOrder): void {
    const { discount } = order
    if (discount !== null && order.discountAmount > 0) this.#takeUse(order, discount)
    for (const { item, quantity } of order.lines) this.#takeFromStock(order, item, quantity)
    order.holds.clear()
    order.status = 'paid'
  }

  /** Its end without money, whichever it is. */
  end(order: ModelOrder, status: 'expired' | 'failed' | 'canceled'): void {
    order.status = status
    this.#release(order)
  }

  /** The bank debit of an intent has failed, which can be paid in another way; not what is not sold any more. */
  reopen(order: ModelOrder): void {
    order.status = 'open'
    if (order.lines.some(({ item }) => this.item(item).place !== 'sold')) this.end(order, 'expired')
  }

  /** Answers whether so much can go back; `null` is all that is left. */
  refund(order: ModelOrder, wanted: number | null): boolean {
    const left = order.total - refundedOf(order)
    const amount = wanted ?? left
    if (!hasBeenPaid(order) || amount > left || left === 0) return false
    order.refunds.push({ amount, isAlive: true })
    this.#followRefunds(order)
    return true
  }

  failRefund(order: ModelOrder, refund: ModelRefund): void {
    refund.isAlive = false
    order.concerns.add('refund failed')
    this.#followRefunds(order)
  }

  /** Unpublished, into the trash, or deleted: whoever is paying for it cannot any more. */
  takeOffSale(item: number, place: 'unpublished' | 'trash' | 'gone'): void {
    const before = this.item(item).place
    this.item(item).place = place
    if (place === 'gone') this.item(item).stock = null
    if (before !== 'sold') return
    for (const order of this.orders) {
      if (!order.lines.some((line) => line.item === item)) continue
      if (order.status === 'open') this.end(order, 'expired')
      else if (order.status === 'processing') order.concerns.add('off sale')
    }
  }

  /** Drafts that were to have a discount which is deleted cost what they cost without it. */
  forgetDiscount(discount: number): void {
    for (const order of this.orders)
      if (order.status === 'draft' && order.discount === discount) order.discount = null
  }

  /** Whether it matters in which order payments come to be known: some get what others then lack. */
  isTight({ lines, discount }: ModelOrder): boolean {
    const isShort = lines.some(({ item }) => this.availableOf(item) < 0 || this.#isUnheld(item))
    return isShort || (discount !== null && this.limitOf(discount) !== null)
  }

  /** Somebody pays for a limited item without holding it: it was unlimited when he began. */
  #isUnheld(item: number): boolean {
    if (this.item(item).stock === null) return false
    return this.orders.some(
      ({ status, lines, holds }) =>
        (status === 'open' || status === 'processing') &&
        lines.some((line) => line.item === item) &&
        !holds.has(item),
    )
  }

  #newOrder(lines: ModelLine[], discount: number | null, flow: Flow): ModelOrder {
    return {
      lines,
      discount,
      flow,
      place: 'there',
      status: 'draft',
      ...this.#priceOf({ lines, discount }),
      holds: new Map(),
      use: 'none',
      refunds: [],
      dispute: null,
      concerns: new Set(),
    }
  }

  #priceOf({ lines, discount }: Pick<ModelOrder, 'lines' | 'discount'>) {
    const amounts = lines.map(({ item, quantity }) => this.item(item).price * quantity)
    const subtotal = amounts.reduce((sum, amount) => sum + amount, 0)
    const { percentOff = null, amountOff = 0 } = this.discounts[discount ?? -1] ?? {}
    const discountAmount =
      percentOff === null
        ? Math.min(amountOff, subtotal)
        : amounts.reduce((sum, amount) => sum + Math.round((amount * percentOff) / 100), 0)
    return { discountAmount, total: subtotal - discountAmount }
  }

  #isPriceable({ lines, discount }: ModelOrder): boolean {
    const isGranted =
      discount === null ||
      (this.discounts[discount]?.place === 'granted' &&
        this.usesOf(discount) < (this.limitOf(discount) ?? Number.POSITIVE_INFINITY))
    return isGranted && lines.every(({ item }) => this.item(item).place === 'sold')
  }

  #canHold({ lines, discount, discountAmount, holds, use }: ModelOrder): boolean {
    const limit = discount === null || discountAmount === 0 || use !== 'none' ? null : this.limitOf(discount)
    if (limit !== null && this.usesOf(discount as number) >= limit) return false
    return lines.every(({ item, quantity }) => holds.has(item) || this.availableOf(item) >= quantity)
  }

  /** A payment begins; where nothing is due, it ends at once. */
  #start(order: ModelOrder): void {
    for (const { item, quantity } of order.lines)
      if (this.item(item).stock !== null) order.holds.set(item, quantity)
    const { discount } = order
    if (discount !== null && order.discountAmount > 0 && this.limitOf(discount) !== null) order.use = 'held'
    order.status = 'open'
    if (order.total === 0) this.pay(order)
  }

  #release(order: ModelOrder): void {
    order.holds.clear()
    if (order.use === 'held') order.use = 'none'
  }

  #takeUse(order: ModelOrder, discount: number): void {
    const limit = this.limitOf(discount)
    if (order.use === 'none' && limit !== null && this.usesOf(discount) >= limit)
      order.concerns.add('overused')
    order.use = 'taken'
  }

  #takeFromStock(order: ModelOrder, place: number, quantity: number): void {
    const item = this.item(place)
    if (item.stock === null) return
    const most = order.holds.has(place) ? item.stock : Math.max(0, this.availableOf(place))
    const taken = Math.min(quantity, most)
    item.stock -= taken
    if (taken < quantity) order.concerns.add('oversold')
  }

  #followRefunds(order: ModelOrder): void {
    const refunded = refundedOf(order)
    const before = order.status
    order.status = refunded === 0 ? 'paid' : refunded === order.total ? 'refunded' : 'partially_refunded'
    const { discount } = order
    if (discount === null || order.discountAmount === 0) return
    // Whoever got everything back has not used the discount; when the refund fails later, he has.
    if (order.status === 'refunded') order.use = 'none'
    else if (before === 'refunded') this.#takeUse(order, discount)
  }
}
