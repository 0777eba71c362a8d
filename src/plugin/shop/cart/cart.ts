import type { BasePayload } from 'payload'
import { priceDraft, shippingChoices } from '../../collections/orders/draft-order.ts'
import {
  type DraftSources,
  type GrantedDiscount,
  readDraftSources,
  type SoldItem,
} from '../../collections/orders/draft-sources.ts'
import { inForce } from '../../database/catalogue-terms.ts'
import { type Stock, UNLIMITED } from '../../database/database.ts'
import { findChargeProblem } from '../../domain/charge-limits.ts'
import { findRedemptionRefusal, normalizeDiscountCode } from '../../domain/discount-rules.ts'
import { ShopError, type ShopErrorCode } from '../../domain/errors.ts'
import { sumOf } from '../../domain/money.ts'
import type { ShippingCopy } from '../../domain/shipping.ts'
import { slugOf } from '../../slugs.ts'
import { type Buyer, findReadable } from '../buyer.ts'
import { findDefaultTaxes } from '../orders/default-taxes.ts'
import { findHeldBy } from '../orders/holds.ts'
import { assertEnough, readStock } from '../orders/stock.ts'
import type { Id, OrderLine } from '../records.ts'
import { taxRoundingOf } from '../shop.ts'

/** What a shopper has chosen: no names and no prices, which only the database knows. */
export interface Cart {
  lines: CartLine[]
  /** A discount's code as it was typed. */
  code: string | null
  /** The way of delivery; null for the cheapest. */
  shippingRate?: Id | null
  /** The order that was made of the cart when its payment was last started. */
  orderId: Id | null
}

export interface CartLine {
  item: Id
  /** From 1 to 99. */
  quantity: number
}

export const EMPTY_CART: Cart = { lines: [], code: null, orderId: null }

/** A signed cookie of this many stays well under the 4096 bytes that browsers keep. */
export const MAX_CART_LINES = 50
export const MAX_CART_QUANTITY = 99

export function countPieces({ lines }: Pick<Cart, 'lines'>): number {
  return sumOf(lines.map(({ quantity }) => quantity))
}

/** A line as the shop sees it now. Amounts in the minor unit of `currency`. */
export interface CartLineNow extends CartLine {
  /** Null where the item is not on sale any more. */
  sold: SoldItem | null
  /** Why it cannot be bought as it stands. */
  problem: ShopError | null
}

/** A cart at what it costs now. */
export interface CartNow {
  lines: CartLineNow[]
  code: string | null
  codeProblem: ShopError | null
  /** What an order of it consists of: the lines without a problem. */
  draft: { lines: CartLine[]; discount: Id | null; taxes: Id[]; shippingRate: Id | null }
  /** The ways of delivery that there are for what can be bought. */
  deliveries: ShippingCopy[]
  /** Null where nothing in it can be bought. */
  priced: ReturnType<typeof priceDraft> | null
  /** Why what it comes to cannot be paid. */
  totalProblem: ShopError | null
}

/** Prices a cart as an order of the same would be, with the taxes that go on whatever shoppers buy. */
export async function readCart(payload: BasePayload, cart: Cart, buyer: Buyer = {}): Promise<CartNow> {
  const itemIds = cart.lines.map(({ item }) => String(item))
  const [wanted, taxes, stock, held, readable] = await Promise.all([
    findDiscount(payload, cart.code),
    findDefaultTaxes(payload).then((found) => found.map(({ id }) => id)),
    readStock({ payload }, itemIds),
    findHeldBy(payload, cart.orderId),
    findReadable(payload, itemIds, buyer),
  ])
  const candidate = { lines: cart.lines, discount: wanted?.id ?? null, taxes }
  const offered = await readDraftSources({ payload, locale: buyer.locale ?? null }, [candidate])
  const sources = withoutHeld(onlyReadable(offered, readable), held.discount)
  const currency = currencyOf(sources, cart)
  const lines = cart.lines.map((line) =>
    lookAtLine(line, { sources, stock: withHeld(stock, held.stock), currency }),
  )
  const codeProblem = codeProblemOf(cart.code, { sources, discount: wanted, currency })
  const sold = lines.flatMap(({ sold, problem }) => (sold && !problem ? [sold] : []))
  const subtotal = sumOf(
    lines.map(({ sold, problem, quantity }) => (sold && !problem ? sold.price * quantity : 0)),
  )
  const deliveries = currency === null ? [] : shippingChoices(sources, { items: sold, currency, subtotal })
  const draft = {
    lines: lines.filter(({ problem }) => !problem).map(({ item, quantity }) => ({ item, quantity })),
    discount: codeProblem ? null : candidate.discount,
    taxes,
    shippingRate: chosenOf(cart, deliveries),
  }
  const priced = draft.lines.length > 0 ? priceDraft(sources, draft, taxRoundingOf(payload)) : null
  const totalProblem = priced && findChargeProblem(priced.total, priced.currency)
  return { lines, code: cart.code, codeProblem, draft, deliveries, priced, totalProblem }
}

/** Adds to what there is of the item. Throws where the cart cannot have it: the message is for the shopper. */
export async function addToCart(
  payload: BasePayload,
  cart: Cart,
  added: CartLine,
  buyer: Buyer = {},
): Promise<Cart> {
  const known = cart.lines.find(({ item }) => item === added.item)
  const quantity = (known?.quantity ?? 0) + added.quantity
  if (quantity > MAX_CART_QUANTITY) {
    throw new ShopError('invalid_input', `A cart holds at most ${MAX_CART_QUANTITY} of one item.`)
  }
  if (!known && cart.lines.length >= MAX_CART_LINES) {
    throw new ShopError('invalid_input', `A cart holds at most ${MAX_CART_LINES} different items.`)
  }
  const line = { item: added.item, quantity }
  const lines = known ? replaceLine(cart, line) : [...cart.lines, line]
  return withSellableLine(payload, { cart: { ...cart, lines }, item: added.item, buyer })
}

export async function changeQuantity(
  payload: BasePayload,
  cart: Cart,
  line: CartLine,
  buyer: Buyer = {},
): Promise<Cart> {
  if (!cart.lines.some(({ item }) => item === line.item)) {
    throw new ShopError('not_found', 'That item is not in your cart any more.')
  }
  const lines = replaceLine(cart, line)
  return withSellableLine(payload, { cart: { ...cart, lines }, item: line.item, buyer })
}

export function removeFromCart(cart: Cart, item: Id): Cart {
  return { ...cart, lines: cart.lines.filter((line) => line.item !== item) }
}

/** Takes a discount's code, or none for an empty text. Throws where the cart cannot have it. */
export async function enterCode(
  payload: BasePayload,
  cart: Cart,
  text: string,
  buyer: Buyer = {},
): Promise<Cart> {
  const code = text.trim()
  if (code === '') return { ...cart, code: null }
  if (cart.lines.length === 0) throw new ShopError('order_state', 'Your cart is empty.')
  const changed = { ...cart, code }
  const { codeProblem } = await readCart(payload, changed, buyer)
  if (codeProblem) throw codeProblem
  return changed
}

/** One that there is no more gives way to the cheapest: the page shows what that comes to before it is paid. */
function chosenOf({ shippingRate = null }: Cart, deliveries: readonly ShippingCopy[]): Id | null {
  return deliveries.find(({ id }) => String(id) === String(shippingRate))?.id ?? null
}

/** Takes a way of delivery, or the cheapest for null. Throws where the cart cannot have it. */
export async function chooseDelivery(
  payload: BasePayload,
  cart: Cart,
  shippingRate: Id | null,
  buyer: Buyer = {},
): Promise<Cart> {
  const changed = { ...cart, shippingRate }
  const { draft } = await readCart(payload, changed, buyer)
  if (draft.shippingRate === shippingRate) return changed
  throw new ShopError('not_found', 'That delivery option is not there for your cart any more.')
}

/** What is left once an order was paid: what was put into the cart since its payment was started. */
export function withoutSold(cart: Cart, sold: readonly Pick<OrderLine, 'soldItem' | 'quantity'>[]): Cart {
  const left = cart.lines.map(({ item, quantity }) => {
    const line = sold.find(({ soldItem }) => soldItem === String(item))
    return { item, quantity: quantity - (line?.quantity ?? 0) }
  })
  return { lines: left.filter(({ quantity }) => quantity > 0), code: null, orderId: null }
}

function replaceLine(cart: Cart, line: CartLine): CartLine[] {
  return cart.lines.map((known) => (known.item === line.item ? line : known))
}

async function withSellableLine(
  payload: BasePayload,
  { cart, item, buyer }: { cart: Cart; item: Id; buyer: Buyer },
): Promise<Cart> {
  const { lines } = await readCart(payload, cart, buyer)
  const problem = lines.find((line) => line.item === item)?.problem
  if (problem) throw problem
  return cart
}

async function findDiscount(payload: BasePayload, code: string | null): Promise<GrantedDiscount | null> {
  if (code === null) return null
  return payload.db.findOne<GrantedDiscount>({
    collection: slugOf(payload, 'discounts'),
    where: { and: [{ codeKey: { equals: normalizeDiscountCode(code) } }, ...inForce(payload, 'discounts')] },
  })
}

/** What the cart's own order holds is there for the cart. */
function withHeld(
  stock: ReadonlyMap<string, Stock>,
  held: ReadonlyMap<string, number>,
): ReadonlyMap<string, Stock> {
  return new Map(
    [...stock].map(([item, { quantity, available }]) => [
      item,
      { quantity, available: available === null ? null : available + (held.get(item) ?? 0) },
    ]),
  )
}

function withoutHeld(sources: DraftSources, discount: string | null): DraftSources {
  if (discount === null) return sources
  const uses = sources.redemptions.get(discount) ?? 0
  return { ...sources, redemptions: new Map([...sources.redemptions, [discount, uses - 1]]) }
}

function onlyReadable(sources: DraftSources, readable: ReadonlySet<string>): DraftSources {
  return { ...sources, items: new Map([...sources.items].filter(([id]) => readable.has(id))) }
}

/** The currency of what was put in first, of all that is still on sale. */
function currencyOf({ items }: DraftSources, { lines }: Cart): string | null {
  const first = lines.find(({ item }) => items.has(String(item)))
  return (first && items.get(String(first.item))?.currency) ?? null
}

interface LookAt {
  sources: DraftSources
  stock: ReadonlyMap<string, Stock>
  currency: string | null
}

function lookAtLine(line: CartLine, { sources, stock, currency }: LookAt): CartLineNow {
  const sold = sources.items.get(String(line.item)) ?? null
  return { ...line, sold, problem: problemOf(line, { sold, currency, stock }) }
}

function problemOf(
  { item, quantity }: CartLine,
  { sold, currency, stock }: { sold: SoldItem | null } & Omit<LookAt, 'sources'>,
): ShopError | null {
  if (!sold) return new ShopError('not_found', 'This item is no longer sold.')
  const [own, others] = [sold.currency, currency ?? sold.currency].map((code) => code.toUpperCase())
  if (own !== others) {
    return new ShopError(
      'mixed_currencies',
      `“${sold.name}” is sold in ${own} and your cart is in ${others}. A payment has one currency: pay for your cart first, or remove what is in it.`,
    )
  }
  try {
    assertEnough({ soldItem: String(item), name: sold.name, quantity }, stock.get(String(item)) ?? UNLIMITED)
    return null
  } catch (error) {
    if (error instanceof ShopError) return error
    throw error
  }
}

function codeOf({ reason }: { reason: string }): ShopErrorCode {
  return reason === 'exhausted' ? 'discount_used_up' : 'order_state'
}

const CODE_REFUSALS = {
  expired: 'has expired',
  exhausted: 'has been used up',
  other_currency: 'is for another currency than your cart’s',
}

function codeProblemOf(
  code: string | null,
  {
    sources,
    discount,
    currency,
  }: { sources: DraftSources; discount: GrantedDiscount | null; currency: string | null },
): ShopError | null {
  if (code === null || (discount && currency === null)) return null
  const refusal =
    discount &&
    findRedemptionRefusal(discount, {
      currency: currency ?? '',
      redemptions: sources.redemptions.get(String(discount.id)) ?? 0,
      now: new Date(),
    })
  // That there is such a code, only not yet or not any more, is nobody's to guess.
  if (!discount || refusal?.reason === 'inactive') {
    return new ShopError('invalid_input', `The code “${code}” is not valid.`)
  }
  return refusal && new ShopError(codeOf(refusal), `The code “${code}” ${CODE_REFUSALS[refusal.reason]}.`)
}
