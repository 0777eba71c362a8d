import { type CartLineNow, type CartNow, type Id, sayRefusal } from 'payload-stripe-shop/storefront'
import type { Frame } from '../frame.ts'
import { type DeliveryChoice, toChoices } from './delivery.ts'
import { type Amount, listAmounts, listNotes } from './order-page.ts'
import type { PageHead } from './page-head.ts'

interface CartPageInput {
  cart: CartNow
  frame: Frame
  /** Why what was just tried did not work. */
  alert?: string
}

interface CartPageLine {
  item: Id
  name: string
  /** Null once the item has no page. */
  url: string | null
  quantity: number
  each: string | null
  amount: string | null
  problem: string | null
}

export interface CartPage {
  head: PageHead
  alert: string
  lines: CartPageLine[]
  amounts: Amount[]
  /** Null where nothing in the cart can be bought. */
  total: string | null
  /** In the minor unit: what the shopper agrees to by paying. */
  totalMinor: number
  notes: Amount[]
  /** Nothing where there is no choice. */
  deliveries: DeliveryChoice[]
  code: string | null
  codeProblem: string | null
  /** Why what it comes to cannot be paid. */
  totalProblem: string | null
  canPay: boolean
  payText: string
}

export function buildCartPage({ cart, frame, alert = '' }: CartPageInput): CartPage {
  const { shop, words, format } = frame
  const { lines, code, codeProblem, priced, totalProblem, deliveries, draft } = cart
  const bill = priced && {
    ...priced,
    amountRefunded: 0,
    discount: priced.discountCopy,
    taxes: priced.taxCopies,
    shipping: priced.shippingCopy,
  }
  const total = priced && format.money(priced.total, priced.currency)
  return {
    head: {
      title: `${words.cart.title} · ${shop.name}`,
      description: null,
      canonicalUrl: null,
      path: '/cart',
      isIndexable: false,
      openGraph: null,
    },
    alert: sayRefusal(frame.language, alert),
    lines: lines.map((line) => buildLine(line, frame)),
    amounts: bill ? listAmounts(bill, frame) : [],
    total,
    totalMinor: priced?.total ?? 0,
    notes: bill ? listNotes(bill, frame) : [],
    deliveries:
      priced && deliveries.length > 1
        ? toChoices(deliveries, { currency: priced.currency, frame, chosen: draft.shippingRate })
        : [],
    code,
    codeProblem: codeProblem && sayRefusal(frame.language, codeProblem.message),
    totalProblem: totalProblem && sayRefusal(frame.language, totalProblem.message),
    canPay: priced !== null && !codeProblem && !totalProblem && lines.every(({ problem }) => !problem),
    payText: priced?.total === 0 ? words.cart.placeOrder : words.bill.pay(total ?? ''),
  }
}

function buildLine(
  { item, quantity, sold, problem }: CartLineNow,
  { words, format, language }: Frame,
): CartPageLine {
  const price = sold && format.money(sold.price, sold.currency)
  return {
    item,
    name: sold?.name ?? words.cart.gone,
    url: sold && `/item/${item}`,
    quantity,
    each: price && words.cart.each(price),
    amount: sold && format.money(sold.price * quantity, sold.currency),
    problem: problem && sayRefusal(language, problem.message),
  }
}
