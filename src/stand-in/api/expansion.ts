import { lineBreakdownOf, lineItemsOf, sessionBreakdownOf } from '../resources/checkout/line-items.ts'
import type { Work } from '../stand-in.ts'
import type { Kind } from '../store/records.ts'
import { ApiError } from './errors.ts'

type Fields = Record<string, unknown>

/** Which field of an object holds the id of what: the `string | …` unions of the SDK's types. */
const REFERENCES: Record<string, Record<string, Kind>> = {
  'checkout.session': { payment_intent: 'payment_intent' },
  payment_intent: { latest_charge: 'charge', payment_method: 'payment_method' },
  charge: { balance_transaction: 'balance_transaction', payment_intent: 'payment_intent' },
  refund: {
    balance_transaction: 'balance_transaction',
    charge: 'charge',
    failure_balance_transaction: 'balance_transaction',
    payment_intent: 'payment_intent',
  },
  dispute: { charge: 'charge', payment_intent: 'payment_intent' },
  balance_transaction: { source: 'charge' },
  product: { default_price: 'price' },
  promotion: { coupon: 'coupon' },
  discount: { promotion_code: 'promotion_code' },
  'discount.source': { coupon: 'coupon' },
  'session.discount': { coupon: 'coupon', promotion_code: 'promotion_code' },
  price: { product: 'product' },
}

/** Fields that are there only when asked for. */
const INCLUDED: Record<string, Record<string, (work: Work, chain: Chain) => unknown>> = {
  'checkout.session': {
    line_items: (work, [session]) => lineItemsOf(work, idOf(session), { limit: 10 }),
  },
  charge: {
    refunds: (work, [charge]) => refundsOf(work, idOf(charge)),
  },
  total_details: {
    breakdown: (work, [, session]) => sessionBreakdownOf(work, idOf(session)),
  },
  item: {
    discounts: (work, chain) => breakdownOfLine(work, chain).discounts,
    taxes: (work, chain) => breakdownOfLine(work, chain).taxes,
  },
  coupon: {
    currency_options: (work, [coupon]) => currencyOptionsOf(work, idOf(coupon)),
  },
}

/** Fields that hold objects already, whose own fields can be expanded; and what those objects are here. */
const NESTED: Record<string, Record<string, string>> = {
  'checkout.session': { total_details: 'total_details', discounts: 'session.discount' },
  total_details: { breakdown: 'breakdown' },
  breakdown: { discounts: 'discount_amount', taxes: 'tax_amount' },
  discount_amount: { discount: 'discount' },
  discount: { source: 'discount.source' },
  item: { price: 'price', discounts: 'discount_amount', taxes: 'tax_amount' },
  promotion_code: { promotion: 'promotion' },
}

const MAX_LEVELS = 4

/** Answers a copy of `object` with the paths of `expand[]` filled in. */
export function expandObject(work: Work, object: object, expand: unknown): object {
  if (expand === undefined) return object
  const paths = Array.isArray(expand) ? expand : [expand]
  let expanded: unknown = object
  for (const path of paths) {
    const levels = String(path).split('.')
    if (levels.length > MAX_LEVELS + 1) {
      throw new ApiError(
        `You cannot expand more than ${MAX_LEVELS} levels of a property. (Property: ${path})`,
        {
          param: 'expand',
        },
      )
    }
    expanded = expandPath(work, [expanded as Fields], levels, { path: String(path) })
  }
  return expanded as object
}

/** An object and those that it sits in, innermost first. */
type Chain = readonly Fields[]

interface Walk {
  /** The whole path, for the refusal. */
  path: string
  /** What an object is that does not say so itself. */
  type?: string | undefined
}

function expandPath(work: Work, chain: Chain, levels: string[], walk: Walk): unknown {
  const [object, ...around] = chain
  const [level, ...rest] = levels
  if (level === undefined || object === null || object === undefined) return object
  if (Array.isArray(object)) return object.map((entry) => expandPath(work, [entry, ...around], levels, walk))
  const type = String(object.object ?? walk.type)
  if (type === 'list') {
    if (level !== 'data') throw cannotExpand(walk.path, `data.${walk.path}`)
    const data = (object.data as Fields[]).map((entry) => expandPath(work, [entry, ...chain], rest, walk))
    return { ...object, data }
  }
  const field = readField(work, chain, type, level)
  if (field === undefined) throw cannotExpand(walk.path)
  const value = expandPath(work, [field.value as Fields, ...chain], rest, {
    path: walk.path,
    type: NESTED[type]?.[level],
  })
  return { ...object, [level]: value }
}

function readField(work: Work, chain: Chain, type: string, level: string): { value: unknown } | undefined {
  const kind = REFERENCES[type]?.[level]
  const value = chain[0]?.[level]
  if (kind) return { value: typeof value === 'string' ? (work.tx.find(kind, value)?.doc ?? value) : value }
  const include = INCLUDED[type]?.[level]
  // Already there when a longer path through the same field came first.
  if (include) return { value: value === undefined ? include(work, chain) : value }
  return NESTED[type]?.[level] ? { value } : undefined
}

function idOf(object: Fields | undefined): string {
  return String(object?.id)
}

/** A line sits in a list; where that was asked for by itself, its address names the session. */
function breakdownOfLine(work: Work, [line, list]: Chain) {
  const session = String(list?.url).split('/').at(-2)!
  return lineBreakdownOf(work, session, idOf(line))
}

/** Documentation: the ten newest. */
function refundsOf(work: Work, charge: string): object {
  const found = work.tx.list('refund', { where: { charge }, limit: 11 })
  const data = found.slice(0, 10).map(({ doc }) => doc)
  return { object: 'list', data, has_more: found.length > 10, url: `/v1/charges/${charge}/refunds` }
}

function currencyOptionsOf(work: Work, id: string): object {
  const coupon = work.tx.find('coupon', id)
  if (!coupon || coupon.doc.amount_off === null) return {}
  const amounts = { [coupon.doc.currency!]: coupon.doc.amount_off, ...coupon.extra.amountsOff }
  return Object.fromEntries(
    Object.entries(amounts).map(([currency, amount]) => [currency, { amount_off: amount }]),
  )
}

function cannotExpand(path: string, instead?: string): ApiError {
  const hint = instead ? ` You may want to try expanding '${instead}' instead.` : ''
  return new ApiError(`This property cannot be expanded (${path}).${hint}`, { param: 'expand' })
}
