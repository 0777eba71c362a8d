import assert from 'node:assert/strict'
import fc from 'fast-check'
import { ShopError } from '../../src/plugin/domain/errors.ts'
import { buyCart } from '../../src/plugin/shop/cart/cart-purchase.ts'
import type { StartedPayment } from '../../src/plugin/shop/payments/answer.ts'
import { sweepPayments } from '../../src/plugin/shop/sweep.ts'
import type { RealOrder, RealShop } from './history-world.ts'
import { CARD, controlsOf, payByBankDebit, payByCard } from './payment-page.ts'
import {
  DISCOUNTS,
  type Flow,
  hasBeenPaid,
  ITEMS,
  type ModelLine,
  type ModelOrder,
  type ShopModel,
} from './shop-model.ts'
import type { Answer } from './test-shop.ts'

export type Step = fc.AsyncCommand<ShopModel, RealShop>

/** One that is printed as it is written, so that a failing history can be kept. */
export abstract class Written implements Step {
  readonly #parameters: unknown[]
  constructor(...parameters: unknown[]) {
    this.#parameters = parameters
  }
  check(_model: Readonly<ShopModel>): boolean {
    return true
  }
  abstract run(model: ShopModel, real: RealShop): Promise<void>
  toString(): string {
    return `new ${this.constructor.name}(${this.#parameters.map((each) => JSON.stringify(each)).join(', ')})`
  }
}

/** A step on one of the orders that there are. */
export abstract class OnOrder extends Written {
  readonly #pick: number
  constructor(pick: number, ...more: unknown[]) {
    super(pick, ...more)
    this.#pick = pick
  }
  abstract isFor(order: ModelOrder): boolean
  abstract act(model: ShopModel, order: ModelOrder, real: RealOrder, shop: RealShop): Promise<void>
  #find({ orders }: Readonly<ShopModel>): number {
    const places = orders.flatMap((order, place) => (this.isFor(order) ? [place] : []))
    return places.length === 0 ? -1 : (places[this.#pick % places.length] as number)
  }
  override check(model: Readonly<ShopModel>): boolean {
    return this.#find(model) >= 0
  }
  override async run(model: ShopModel, shop: RealShop): Promise<void> {
    const place = this.#find(model)
    await this.act(model, model.orders[place] as ModelOrder, shop.orders[place] as RealOrder, shop)
  }
}

const send = (
  { world: { shop, admin } }: RealShop,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> => shop.send(method, `/api/${path}`, body, admin)

// biome-ignore lint/suspicious/noExplicitAny: an answer of any flow
function realOrder({ orderId, url = null, sessionId = null, paymentIntentId = null }: any): RealOrder {
  return { id: orderId, url, sessionId, intentId: paymentIntentId }
}

const now = () => new Date().toISOString()

export class Buy extends Written {
  readonly line: ModelLine
  readonly flow: Flow
  constructor(item: number, quantity: number, flow: Flow = 'hosted') {
    super(item, quantity, flow)
    this.line = { item, quantity }
    this.flow = flow
  }
  async run(model: ShopModel, shop: RealShop) {
    // What was freed is known to the shop once Stripe has told.
    await shop.catchUp()
    const { item, quantity } = this.line
    const { status, json } = await shop.world.shop.send(
      'POST',
      `/api/shop/buy/${shop.items[item]}?quantity=${quantity}&flow=${this.flow}`,
    )
    const refusal = model.item(item).place === 'sold' ? 409 : 404
    assert.equal(status, model.buy([this.line], this) ? 200 : refusal)
    if (status === 200) shop.orders.push(realOrder(json))
  }
}

/** A cart with a code, or without one. */
export class BuyCart extends Written {
  readonly lines: ModelLine[]
  readonly discount: number | null
  readonly flow: Flow
  constructor(lines: ModelLine[], discount: number | null, flow: Flow = 'hosted') {
    super(lines, discount, flow)
    this.lines = lines
    this.discount = discount
    this.flow = flow
  }
  async run(model: ShopModel, shop: RealShop) {
    await shop.catchUp()
    const started = await buyCart(shop.world.shop.payload, {
      cart: {
        lines: linesOf(shop, this.lines),
        code: this.discount === null ? null : (shop.discounts[this.discount]?.code ?? null),
        orderId: null,
      },
      flow: this.flow,
      buyerKey: null,
      cancelPath: '/cart',
      shownTotal: null,
    }).catch(refusalOf)
    assert.equal(started !== null, model.buy(this.lines, this))
    if (started) shop.orders.push(realOrder(started))
  }
}

function refusalOf(error: unknown): null {
  if (error instanceof ShopError && error.status < 500) return null
  throw error
}

const linesOf = ({ items }: RealShop, lines: readonly ModelLine[]) =>
  lines.map(({ item, quantity }) => ({ item: items[item] as string | number, quantity }))

/** Staff put an order together, with a discount or without one. */
export class Draft extends Written {
  readonly lines: ModelLine[]
  readonly discount: number | null
  constructor(lines: ModelLine[], discount: number | null) {
    super(lines, discount)
    this.lines = lines
    this.discount = discount
  }
  async run(model: ShopModel, shop: RealShop) {
    await shop.catchUp()
    const discount = this.discount === null ? null : shop.discounts[this.discount]?.id
    const { status, json } = await send(shop, 'POST', 'orders', {
      lines: linesOf(shop, this.lines),
      discount,
    })
    assert.equal(status, model.draft(this.lines, this.discount) ? 201 : 400)
    if (status === 201) shop.orders.push(realOrder({ orderId: json.doc.id }))
  }
}

export class EditOrder extends OnOrder {
  readonly lines: ModelLine[]
  constructor(pick: number, lines: ModelLine[]) {
    super(pick, lines)
    this.lines = lines
  }
  isFor = ({ place }: ModelOrder) => place === 'there'
  async act(model: ShopModel, order: ModelOrder, { id }: RealOrder, shop: RealShop) {
    await shop.catchUp()
    const isDraft = order.status === 'draft'
    const { status } = await send(shop, 'PATCH', `orders/${id}`, { lines: linesOf(shop, this.lines) })
    const isDone = model.editDraft(order, this.lines)
    assert.equal(status, isDone ? 200 : isDraft ? 400 : 409)
  }
}

/** Staff start, or start anew, the payment of a whole order. */
export class StartPayment extends OnOrder {
  readonly flow: Flow
  constructor(pick: number, flow: Flow) {
    super(pick, flow)
    this.flow = flow
  }
  isFor = () => true
  async act(model: ShopModel, order: ModelOrder, real: RealOrder, shop: RealShop) {
    // Of one that is being paid the shop asks Stripe itself; for the others it must know what was freed.
    if (order.status !== 'open' && order.status !== 'processing') await shop.catchUp()
    const { status, json } = await send(shop, 'POST', `shop/orders/${real.id}/pay?flow=${this.flow}`)
    const before = { ...order }
    assert.equal(status, model.startPayment(order, this.flow))
    if (status !== 200) return
    const { sessionId } = real
    Object.assign(real, realOrder(json as StartedPayment))
    if (before.status === 'open' && before.flow === 'hosted' && this.flow === 'hosted')
      assert.equal(real.sessionId, sessionId)
  }
}

type Method = 'card' | 'disputed' | 'inquired' | 'debit'

const METHODS = {
  card: { card: CARD.pays, method: 'pm_card_visa' },
  disputed: { card: CARD.disputed, method: 'pm_card_createDispute' },
  inquired: { card: CARD.inquired, method: 'pm_card_createDisputeInquiry' },
  declined: { card: CARD.declined, method: 'pm_card_chargeDeclined' },
} as const

const DISPUTES = { disputed: 'needs_response', inquired: 'warning_needs_response' } as const

const isOpen = ({ status }: ModelOrder) => status === 'open'

export class Pay extends OnOrder {
  readonly method: Method
  constructor(pick: number, method: Method) {
    super(pick, method)
    this.method = method
  }
  isFor = isOpen
  async act(model: ShopModel, order: ModelOrder, real: RealOrder, shop: RealShop) {
    const { method } = this
    if (method === 'debit') {
      if (real.intentId) await confirm(shop, real.intentId, 'pm_usBankAccount_success')
      else await payByBankDebit(String(real.url))
      order.status = 'processing'
      return
    }
    const isTight = model.isTight(order)
    if (isTight) await shop.catchUp()
    if (real.intentId) await confirm(shop, real.intentId, METHODS[method].method)
    else await payByCard(String(real.url), METHODS[method].card)
    model.pay(order)
    if (method !== 'card') {
      order.dispute = DISPUTES[method]
      order.concerns.add('dispute')
    }
    if (isTight) await shop.catchUp()
  }
}

export class Decline extends OnOrder {
  isFor = isOpen
  async act(_model: ShopModel, _order: ModelOrder, real: RealOrder, shop: RealShop) {
    if (!real.intentId) await payByCard(String(real.url), METHODS.declined.card)
    else await confirm(shop, real.intentId, METHODS.declined.method).catch(() => {})
  }
}

async function confirm({ world }: RealShop, intentId: string, method: string): Promise<void> {
  const params = { payment_method: method, return_url: 'https://shop.example/' }
  await world.shop.stripe.paymentIntents.confirm(intentId, params)
}

/** Days later the bank says how a debit ended. */
export class EndDebit extends OnOrder {
  readonly isGood: boolean
  constructor(pick: number, isGood: boolean) {
    super(pick, isGood)
    this.isGood = isGood
  }
  isFor = ({ status }: ModelOrder) => status === 'processing'
  async act(model: ShopModel, order: ModelOrder, real: RealOrder, shop: RealShop) {
    const isTight = model.isTight(order)
    if (isTight) await shop.catchUp()
    const controls = controlsOf(shop.world.sandbox)
    const intentId = await intentOf(real, shop)
    await (this.isGood ? controls.settleDebit(intentId) : controls.failDebit(intentId))
    if (this.isGood) model.pay(order)
    else if (order.flow === 'hosted') model.end(order, 'failed')
    else {
      model.reopen(order)
      // Until the shop knows of it, the money is on its way, and nothing else can be paid with.
      await shop.catchUp()
      if (order.status !== 'open') await shop.world.withdraw()
    }
    if (isTight) await shop.catchUp()
  }
}

export async function intentOf({ sessionId, intentId }: RealOrder, { world }: RealShop): Promise<string> {
  if (sessionId === null) return String(intentId)
  return String((await world.shop.stripe.checkout.sessions.retrieve(sessionId)).payment_intent)
}

/** Nobody pays a session in time; an intent is canceled in Stripe. */
export class End extends OnOrder {
  isFor = isOpen
  async act(model: ShopModel, order: ModelOrder, real: RealOrder, { world }: RealShop) {
    if (real.sessionId) await controlsOf(world.sandbox).expire(real.sessionId)
    else await world.shop.stripe.paymentIntents.cancel(String(real.intentId))
    model.end(order, real.sessionId ? 'expired' : 'canceled')
  }
}

/** Stripe gives nothing back of what a bank has taken; of an inquiry's it does. */
export const isRefundable = ({ dispute }: ModelOrder) => dispute === null || dispute.startsWith('warning_')

export class RefundHere extends OnOrder {
  readonly amount: number | null
  constructor(pick: number, amount: number | null) {
    super(pick, amount)
    this.amount = amount
  }
  isFor = ({ place }: ModelOrder) => place === 'there'
  async act(model: ShopModel, order: ModelOrder, { id }: RealOrder, shop: RealShop) {
    await shop.catchUp()
    const { status } = await send(shop, 'POST', `orders/${id}/refund`, { amount: this.amount })
    assert.equal(status < 300, isRefundable(order) && model.refund(order, this.amount))
  }
}

export class RefundInStripe extends OnOrder {
  readonly amount: number
  constructor(pick: number, amount: number) {
    super(pick, amount)
    this.amount = amount
  }
  isFor = (order: ModelOrder) => hasBeenPaid(order) && order.total > 0
  async act(model: ShopModel, order: ModelOrder, real: RealOrder, shop: RealShop) {
    const params = { payment_intent: await intentOf(real, shop), amount: this.amount }
    const { stripe } = shop.world.shop
    const isDone = await stripe.refunds.create(params).then(
      () => true,
      () => false,
    )
    assert.equal(isDone, isRefundable(order) && model.refund(order, this.amount))
  }
}

/** The customer's bank sends it back. */
export class FailRefund extends OnOrder {
  isFor = ({ refunds }: ModelOrder) => refunds.some(({ isAlive }) => isAlive)
  async act(model: ShopModel, order: ModelOrder, real: RealOrder, shop: RealShop) {
    const { world } = shop
    // Somebody else may have got its use of the discount meanwhile.
    await shop.catchUp()
    const payment_intent = await intentOf(real, shop)
    const { data } = await world.shop.stripe.refunds.list({ payment_intent, limit: 100 })
    const place = order.refunds.findIndex(({ isAlive }) => isAlive)
    await controlsOf(world.sandbox).failRefund(String(data.toReversed()[place]?.id))
    model.failRefund(order, order.refunds[place] as ModelOrder['refunds'][number])
    await shop.catchUp()
  }
}

export class CloseDispute extends OnOrder {
  readonly outcome: 'won' | 'lost'
  constructor(pick: number, outcome: 'won' | 'lost') {
    super(pick, outcome)
    this.outcome = outcome
  }
  isFor = ({ dispute }: ModelOrder) => dispute?.endsWith('needs_response') === true
  async act(_model: ShopModel, order: ModelOrder, real: RealOrder, shop: RealShop) {
    const { sandbox } = shop.world
    const payment_intent = await intentOf(real, shop)
    const { data } = await shop.world.shop.stripe.disputes.list({ payment_intent })
    await controlsOf(sandbox).closeDispute(String(data[0]?.id), this.outcome)
    order.dispute = order.dispute === 'needs_response' ? this.outcome : 'warning_closed'
  }
}

/** A step of an editor's on an item, who sees what has been sold by then. */
abstract class OnItem extends Written {
  readonly item: number
  constructor(item: number, ...more: unknown[]) {
    super(item, ...more)
    this.item = item
  }
  protected async write(shop: RealShop, data: Record<string, unknown> | null, query = ''): Promise<void> {
    await shop.catchUp()
    const path = `items/${shop.items[this.item]}${query}`
    const { status, text } = await send(shop, data ? 'PATCH' : 'DELETE', path, data ?? undefined)
    assert.deepEqual([status, status === 200 ? '' : text], [200, ''])
  }
}

export class Restock extends OnItem {
  readonly stock: number | null
  constructor(item: number, stock: number | null) {
    super(item, stock)
    this.stock = stock
  }
  override check = (model: ShopModel) => model.item(this.item).place === 'sold'
  async run(model: ShopModel, shop: RealShop) {
    await this.write(shop, { stock: this.stock })
    model.item(this.item).stock = this.stock
  }
}

export class Reprice extends OnItem {
  readonly price: number
  constructor(item: number, price: number) {
    super(item, price)
    this.price = price
  }
  override check = (model: ShopModel) => model.item(this.item).place === 'sold'
  async run(model: ShopModel, shop: RealShop) {
    await this.write(shop, { price: this.price })
    model.item(this.item).price = this.price
  }
}

export class TakeOffSale extends OnItem {
  readonly place: 'unpublished' | 'trash' | 'gone'
  constructor(item: number, place: 'unpublished' | 'trash' | 'gone') {
    super(item, place)
    this.place = place
  }
  override check = (model: ShopModel) => {
    const { place } = model.item(this.item)
    return place === 'sold' || (place === 'trash' && this.place === 'gone')
  }
  async run(model: ShopModel, shop: RealShop) {
    const data = { unpublished: { _status: 'draft' }, trash: { deletedAt: now() }, gone: null }[this.place]
    await this.write(shop, data, model.item(this.item).place === 'trash' ? '?trash=true' : '')
    await shop.world.withdraw()
    model.takeOffSale(this.item, this.place)
  }
}

export class PutOnSale extends OnItem {
  override check = (model: ShopModel) => ['unpublished', 'trash'].includes(model.item(this.item).place)
  async run(model: ShopModel, shop: RealShop) {
    const isInTrash = model.item(this.item).place === 'trash'
    await this.write(
      shop,
      isInTrash ? { deletedAt: null } : { _status: 'published' },
      isInTrash ? '?trash=true' : '',
    )
    model.item(this.item).place = 'sold'
  }
}

export class MoveDiscount extends Written {
  readonly discount: number
  readonly place: 'granted' | 'trash' | 'gone'
  constructor(discount: number, place: 'granted' | 'trash' | 'gone') {
    super(discount, place)
    this.discount = discount
    this.place = place
  }
  override check = ({ discounts }: ShopModel) => {
    const place = discounts[this.discount]?.place
    return this.place === 'granted' ? place === 'trash' : place === 'granted'
  }
  async run(model: ShopModel, shop: RealShop) {
    await shop.catchUp()
    const isBack = this.place === 'granted'
    const path = `discounts/${shop.discounts[this.discount]?.id}${isBack ? '?trash=true' : ''}`
    const { status } =
      this.place === 'gone'
        ? await send(shop, 'DELETE', path)
        : await send(shop, 'PATCH', path, { deletedAt: isBack ? null : now() })
    assert.equal(status, 200)
    Object.assign(model.discounts[this.discount] ?? {}, { place: this.place })
    if (this.place === 'gone') model.forgetDiscount(this.discount)
  }
}

/** Only drafts can be thrown away. */
export class MoveOrder extends OnOrder {
  readonly place: 'there' | 'trash' | 'gone'
  constructor(pick: number, place: 'there' | 'trash' | 'gone') {
    super(pick, place)
    this.place = place
  }
  isFor = ({ place }: ModelOrder) => place === (this.place === 'there' ? 'trash' : 'there')
  async act(model: ShopModel, order: ModelOrder, { id }: RealOrder, shop: RealShop) {
    await shop.catchUp()
    const isBack = this.place === 'there'
    const { status } =
      this.place === 'gone'
        ? await send(shop, 'DELETE', `orders/${id}`)
        : await send(shop, 'PATCH', `orders/${id}${isBack ? '?trash=true' : ''}`, {
            deletedAt: isBack ? null : now(),
          })
    assert.equal(status, order.status === 'draft' ? 200 : 409)
    if (status !== 200) return
    order.place = this.place
    if (this.place !== 'gone') model.touchDraft(order)
  }
}

export class Deliveries extends Written {
  readonly kind: string
  readonly times: number
  constructor(kind: string, times: number) {
    super(kind, times)
    this.kind = kind
    this.times = times
  }
  async run(_model: ShopModel, { world }: RealShop) {
    await controlsOf(world.sandbox).failDeliveries({ kind: this.kind, times: this.times, delayMs: 50 })
  }
}

export class Sweep extends Written {
  async run(_model: ShopModel, { world }: RealShop) {
    await sweepPayments(world.shop.payload)
  }
}

const pick = fc.nat(50)
const item = fc.nat(ITEMS.length - 1)
const discount = fc.nat(DISCOUNTS.length - 1)
const quantity = fc.integer({ min: 1, max: 3 })
const flow = fc.constantFrom<Flow>('hosted', 'intent')
const amount = fc.constantFrom(100, 500, 1000, 2500, 5000)
const lines = fc.uniqueArray(fc.record({ item, quantity }), {
  minLength: 1,
  maxLength: 2,
  selector: (line) => line.item,
})
const code = fc.option(discount)

/** Those that there are several of come more often. */
export const STEPS: fc.Arbitrary<Step>[] = [
  ...Array.from({ length: 3 }, () =>
    fc.tuple(item, quantity, flow).map(([which, many, how]) => new Buy(which, many, how)),
  ),
  ...Array.from({ length: 2 }, () =>
    fc.tuple(lines, code, flow).map(([what, less, how]) => new BuyCart(what, less, how)),
  ),
  fc.tuple(lines, code).map(([what, less]) => new Draft(what, less)),
  fc.tuple(pick, lines).map(([which, what]) => new EditOrder(which, what)),
  ...Array.from({ length: 2 }, () =>
    fc.tuple(pick, flow).map(([which, how]) => new StartPayment(which, how)),
  ),
  ...Array.from({ length: 3 }, () => pick.map((which) => new Pay(which, 'card'))),
  fc
    .tuple(pick, fc.constantFrom<Method>('disputed', 'inquired', 'debit', 'debit'))
    .map(([which, how]) => new Pay(which, how)),
  pick.map((which) => new Decline(which)),
  fc.tuple(pick, fc.boolean()).map(([which, isGood]) => new EndDebit(which, isGood)),
  pick.map((which) => new End(which)),
  fc.tuple(pick, fc.option(amount)).map(([which, much]) => new RefundHere(which, much)),
  fc.tuple(pick, amount).map(([which, much]) => new RefundInStripe(which, much)),
  pick.map((which) => new FailRefund(which)),
  fc
    .tuple(pick, fc.constantFrom('won' as const, 'lost' as const))
    .map(([which, how]) => new CloseDispute(which, how)),
  fc.tuple(item, fc.option(fc.nat(10))).map(([which, many]) => new Restock(which, many)),
  fc.tuple(item, fc.constantFrom(700, 1000, 2500)).map(([which, much]) => new Reprice(which, much)),
  fc
    .tuple(item, fc.constantFrom('unpublished' as const, 'trash' as const, 'gone' as const))
    .map(([which, where]) => new TakeOffSale(which, where)),
  item.map((which) => new PutOnSale(which)),
  fc
    .tuple(discount, fc.constantFrom('granted' as const, 'trash' as const, 'gone' as const))
    .map(([which, where]) => new MoveDiscount(which, where)),
  fc
    .tuple(pick, fc.constantFrom('there' as const, 'trash' as const, 'gone' as const))
    .map(([which, where]) => new MoveOrder(which, where)),
  fc
    .tuple(fc.constantFrom('drop', 'duplicate', 'delay', 'reorder'), fc.integer({ min: 1, max: 6 }))
    .map(([kind, times]) => new Deliveries(kind, times)),
  fc.constant(new Sweep()),
]
