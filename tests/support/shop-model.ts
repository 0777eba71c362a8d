/**
 * A small shop as it should be, in memory: what histories of the real one are compared with. Amounts in the minor unit.
 * One unit price and one line to an order; Stripe's side is as good as its word.
 */
export interface ModelItem {
  price: number
  stock: number
}

export interface ModelOrder {
  item: number
  quantity: number
  status: 'open' | 'expired' | 'paid' | 'partially_refunded' | 'refunded'
  refunded: number
}

export class ShopModel {
  readonly items: ModelItem[]
  readonly orders: ModelOrder[] = []

  constructor(items: readonly ModelItem[]) {
    this.items = items.map((item) => ({ ...item }))
  }

  heldOf(item: number): number {
    return this.orders
      .filter((order) => order.item === item && order.status === 'open')
      .reduce((sum, { quantity }) => sum + quantity, 0)
  }

  availableOf(item: number): number {
    return (this.items[item]?.stock ?? 0) - this.heldOf(item)
  }

  totalOf({ item, quantity }: ModelOrder): number {
    return (this.items[item]?.price ?? 0) * quantity
  }

  /** Answers whether there was enough. */
  buy(item: number, quantity: number): boolean {
    if (this.availableOf(item) < quantity) return false
    this.orders.push({ item, quantity, status: 'open', refunded: 0 })
    return true
  }

  pay(order: ModelOrder): void {
    const item = this.items[order.item] as ModelItem
    order.status = 'paid'
    // Somebody may have lowered the stock below what was held.
    item.stock = Math.max(0, item.stock - order.quantity)
  }

  expire(order: ModelOrder): void {
    order.status = 'expired'
  }

  /** Answers whether so much can go back. */
  refund(order: ModelOrder, amount: number): boolean {
    if (order.status !== 'paid' && order.status !== 'partially_refunded') return false
    if (order.refunded + amount > this.totalOf(order)) return false
    order.refunded += amount
    order.status = order.refunded === this.totalOf(order) ? 'refunded' : 'partially_refunded'
    return true
  }

  restock(item: number, stock: number): void {
    ;(this.items[item] as ModelItem).stock = stock
  }
}
