import { lineBreakdownOf, lineItemsOf, sessionBreakdownOf } from '../resources/checkout/line-items.ts'
import { type References, referencesOf } from '../schema/references.ts'
import type { Work } from '../stand-in.ts'
import type { Kind } from '../store/records.ts'
import { ApiError, notSimulated } from './errors.ts'

type Fields = Record<string, unknown>

/** Fields that are there only when asked for. */
const INCLUDED: Record<string, Record<string, (work: Work, chain: Chain) => unknown>> = {
  'checkout.session': {
    line_items: (work, [session]) => lineItemsOf(work, idOf(session), { limit: 10 }),
  },
  charge: {
    refunds: (work, [charge]) => refundsOf(work, idOf(charge)),
  },
  'checkout.session.total_details': {
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
    const start = { path: String(path), type: '', fields: undefined }
    expanded = expandPath(work, [expanded as Fields], levels, start)
  }
  return expanded as object
}

/** An object and those that it sits in, innermost first. */
type Chain = readonly Fields[]

interface Walk {
  /** The whole path, for the refusal. */
  path: string
  /** What an object is that does not say so itself: `checkout.session.total_details`. */
  type: string
  /** What can be expanded in it; undefined for objects of which the stand-in has none. */
  fields: References | undefined
}

function expandPath(work: Work, chain: Chain, levels: string[], around: Walk): unknown {
  const [object, ...outer] = chain
  const [level, ...rest] = levels
  if (level === undefined) return object
  if (Array.isArray(object)) return object.map((entry) => expandPath(work, [entry, ...outer], levels, around))
  const walk = object && typeof object.object === 'string' ? walkOf(object.object, around.path) : around
  if (object && walk.type === 'list') {
    if (level !== 'data') throw cannotExpand(walk.path, `data.${walk.path}`)
    const data = (object.data as Fields[]).map((entry) => expandPath(work, [entry, ...chain], rest, walk))
    return { ...object, data }
  }
  // What is always sent whole, such as a line's price, may be asked for as well.
  if (rest.length === 0 && isResource(object?.[level])) return object
  const inner = walkInto(walk, level, rest.length === 0)
  // Nothing there, or nothing that could be there: the path is a right one, and stays null.
  if (object === null || object === undefined) {
    expandPath(work, [object as never, ...chain], rest, inner)
    return object
  }
  const value = readField(work, chain, walk, level)
  const expanded = expandPath(work, [value as Fields, ...chain], rest, inner)
  return value === undefined ? object : { ...object, [level]: expanded }
}

function isResource(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as Fields).object === 'string'
}

function walkOf(type: string, path: string): Walk {
  return { path, type, fields: referencesOf(type) }
}

/** @throws ApiError where Stripe has no such field to expand, or the stand-in does not fill it in */
function walkInto({ path, type, fields }: Walk, level: string, isEnd: boolean): Walk {
  // Of objects that it never has the stand-in does not know the fields.
  if (type === '') return { path, type, fields }
  const field = fields && Object.hasOwn(fields, level) ? fields[level] : undefined
  if (INCLUDED[type]?.[level]) return { path, type: `${type}.${level}`, fields: field?.fields ?? {} }
  if (!field) throw cannotExpand(path)
  if (isEnd && !field.to) throw field.isIncluded ? notSimulated('expand', path) : cannotExpand(path)
  if (!field.to) return { path, type: `${type}.${level}`, fields: field.fields ?? {} }
  const known = field.to.find((name) => referencesOf(name))
  return known ? walkOf(known, path) : { path, type: '', fields: undefined }
}

function readField(work: Work, chain: Chain, { type, fields, path }: Walk, level: string): unknown {
  const value = chain[0]?.[level]
  const include = INCLUDED[type]?.[level]
  // Already there when a longer path through the same field came first.
  if (include) return value === undefined ? include(work, chain) : value
  const kinds = fields?.[level]?.to
  if (!kinds || typeof value !== 'string') return value
  const known = kinds.filter((kind): kind is Kind => referencesOf(kind) !== undefined)
  if (known.length === 0) throw notSimulated('expand', path)
  for (const kind of known) {
    const found = work.tx.find(kind as Kind, value)
    if (found) return found.doc
  }
  // Deleted since.
  return value
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
