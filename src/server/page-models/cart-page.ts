import { type CartLineNow, type CartNow, type Id, sayRefusal } from 'payload-stripe-shop/storefront'
import type { Frame } from '../frame.ts'
import { type DeliveryChoice, toChoices } from './delivery.ts'
import { type Amount, listAmounts, listNotes } from './order-page.ts'
import type { PageHead } from './page-head.ts'

interface CartPageInput {
  cart: CartNow
  frame: Frame
  refused?: RefusedChange | undefined
}

/** What was just tried, and did not work. */
export interface RefusedChange {
  message: string
  /** What it was typed into; null for what is only a click. */
  field: 'quantity' | 'code' | null
  /** What was typed there. */
  value: string
  /** Whose quantity. */
  item: string
}

interface CartPageLine {
  item: Id
  name: string
  /** Null once the item has no page. */
  url: string | null
  /** As it was typed where that was refused. */
  quantity: string
  /** Why; empty otherwise. */
  quantityProblem: string
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
  /** A code that was refused. */
  typedCode: string
  codeProblem: string | null
  /** Why what it comes to cannot be paid. */
  totalProblem: string | null
  canPay: boolean
  payText: string
}

export function buildCartPage({ cart, frame, refused }: CartPageInput): CartPage {
  const { shop, words, format } = frame
  const { lines, code, codeProblem, priced, totalProblem, deliveries, draft } = cart
  const bill = priced && {
    ...priced,
    amountRefunded: 0,
    discount: priced.discountCopy,
    taxes: priced.taxCopies,
    shipping: priced.shippingCopy,
  }
  const typed = refused && hasField(cart, refused) ? refused : null
  const typedCode = typed?.field === 'code' ? typed : null
  const problemOfCode = typedCode?.message ?? codeProblem?.message ?? null
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
    alert: typed ? '' : sayRefusal(frame.language, refused?.message ?? ''),
    lines: lines.map((line) => buildLine(line, { frame, typed: isOf(line, typed) ? typed : null })),
    amounts: bill ? listAmounts(bill, frame) : [],
    total,
    totalMinor: priced?.total ?? 0,
    notes: bill ? listNotes(bill, frame) : [],
    deliveries:
      priced && deliveries.length > 1
        ? toChoices(deliveries, { currency: priced.currency, frame, chosen: draft.shippingRate })
        : [],
    code,
    typedCode: typedCode?.value ?? '',
    codeProblem: problemOfCode && sayRefusal(frame.language, problemOfCode),
    totalProblem: totalProblem && sayRefusal(frame.language, totalProblem.message),
    canPay: priced !== null && !codeProblem && !totalProblem && lines.every(({ problem }) => !problem),
    payText: priced?.total === 0 ? words.cart.placeOrder : words.bill.pay(total ?? ''),
  }
}

/** Whether what was typed has its place on the page. */
function hasField({ lines, code }: CartNow, refused: RefusedChange): boolean {
  if (refused.field === 'code') return code === null && lines.length > 0
  return lines.some((line) => line.sold && isOf(line, refused))
}

function isOf({ item }: CartLineNow, refused: RefusedChange | null): boolean {
  return refused?.field === 'quantity' && refused.item === String(item)
}

function buildLine(
  { item, quantity, sold, problem }: CartLineNow,
  { frame, typed }: { frame: Frame; typed: RefusedChange | null },
): CartPageLine {
  const { words, format, language } = frame
  const price = sold && format.money(sold.price, sold.currency)
  return {
    item,
    name: sold?.name ?? words.cart.gone,
    url: sold && `/item/${item}`,
    quantity: typed?.value ?? String(quantity),
    quantityProblem: sayRefusal(language, typed?.message ?? ''),
    each: price && words.cart.each(price),
    amount: sold && format.money(sold.price * quantity, sold.currency),
    problem: problem && sayRefusal(language, problem.message),
  }
}
