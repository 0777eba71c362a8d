import { type CartLineNow, type CartNow, formatMoney, type Id } from 'payload-stripe-shop/storefront'
import { type Amount, listAmounts, listNotes } from './order-page.ts'
import type { PageHead } from './page-head.ts'

interface CartPageInput {
  cart: CartNow
  shopName: string
  /** Why what was just tried did not work. */
  alert?: string
}

interface CartPageLine {
  item: Id
  name: string
  /** Null once the item has no page. */
  url: string | null
  quantity: number
  unitPrice: string | null
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
  code: string | null
  codeProblem: string | null
  /** Why what it comes to cannot be paid. */
  totalProblem: string | null
  canPay: boolean
  payText: string
}

export function buildCartPage({ cart, shopName, alert = '' }: CartPageInput): CartPage {
  const { lines, code, codeProblem, priced, totalProblem } = cart
  const bill = priced && {
    ...priced,
    amountRefunded: 0,
    discount: priced.discountCopy,
    taxes: priced.taxCopies,
  }
  const total = priced && formatMoney(priced.total, priced.currency)
  return {
    head: {
      title: `Cart · ${shopName}`,
      description: null,
      canonicalUrl: null,
      isIndexable: false,
      openGraph: null,
    },
    alert,
    lines: lines.map(buildLine),
    amounts: bill ? listAmounts(bill) : [],
    total,
    totalMinor: priced?.total ?? 0,
    notes: bill ? listNotes(bill) : [],
    code,
    codeProblem: codeProblem?.message ?? null,
    totalProblem: totalProblem?.message ?? null,
    canPay: priced !== null && !codeProblem && !totalProblem && lines.every(({ problem }) => !problem),
    payText: priced?.total === 0 ? 'Place the order' : `Pay ${total ?? ''}`,
  }
}

function buildLine({ item, quantity, sold, problem }: CartLineNow): CartPageLine {
  const format = (amountMinor: number) => (sold ? formatMoney(amountMinor, sold.currency) : null)
  return {
    item,
    name: sold?.name ?? 'An item that is no longer sold',
    url: sold && `/item/${item}`,
    quantity,
    unitPrice: sold && format(sold.price),
    amount: sold && format(sold.price * quantity),
    problem: problem?.message ?? null,
  }
}
