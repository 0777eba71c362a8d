import type { BasePayload } from 'payload'
import { idFormOf, isPossibleId, toDocumentId } from '../database/database.ts'
import { ShopError } from '../domain/errors.ts'
import { PAYMENT_FLOWS, type PaymentFlow } from '../domain/payment-flows.ts'
import type { Id } from '../shop/records.ts'

/**
 * An id as text, or in JSON as the number that it is. Throws `invalid_input` for what is no id at all, `not_found` for
 * one that no document can have.
 */
export function parseId(
  payload: BasePayload,
  value: unknown,
  collection: 'items' | 'orders' | 'shipping-rates' = 'items',
): Id {
  const { pattern, words } = idFormOf(payload, collection)
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || !pattern.test(text))
    throw new ShopError('invalid_input', `An id is ${words}.`)
  const id = toDocumentId(payload, { collection, id: text })
  if (!isPossibleId(payload, { collection, id }))
    throw new ShopError('not_found', 'There is nothing under this id.')
  return id
}

const MAX_QUANTITY = 99

/** Plain digits from 1 to 99, or such a number in JSON; 1 where nothing is said. */
export function parseQuantity(value: unknown): number {
  if (value === undefined) return 1
  const text = typeof value === 'number' ? String(value) : value
  const quantity = typeof text === 'string' && /^\d{1,2}$/.test(text) ? Number(text) : 0
  if (quantity >= 1 && quantity <= MAX_QUANTITY) return quantity
  throw new ShopError('invalid_input', `quantity must be a whole number from 1 to ${MAX_QUANTITY}.`)
}

/** The id of a way of delivery; null where none is chosen. */
export function parseShipping(payload: BasePayload, value: unknown): Id | null {
  if (value === undefined || value === '') return null
  return parseId(payload, typeof value === 'number' ? String(value) : value, 'shipping-rates')
}

export function parseFlow(text: unknown, unsaid: PaymentFlow = 'hosted'): PaymentFlow {
  if (text === undefined) return unsaid
  const flow = PAYMENT_FLOWS.find((known) => known === text)
  if (flow) return flow
  throw new ShopError('invalid_input', `flow must be one of ${PAYMENT_FLOWS.join(', ')}.`)
}

export function parsePage(text: unknown): number {
  return typeof text === 'string' && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1
}

const LIMIT = { default: 20, max: 100 }

/** `limit` from 1 to 100, 20 where nothing is said, and `after`, the previous answer's `next`. */
export function parsePageOfOrders(query: Record<string, unknown>): { limit: number; after: string | null } {
  const { limit, after } = query
  if (after !== undefined && typeof after !== 'string')
    throw new ShopError('invalid_input', 'after must be the "next" of the previous page.')
  if (limit === undefined) return { limit: LIMIT.default, after: after ?? null }
  const count = typeof limit === 'string' && /^\d{1,3}$/.test(limit) ? Number(limit) : 0
  if (count < 1 || count > LIMIT.max)
    throw new ShopError('invalid_input', `limit must be a whole number from 1 to ${LIMIT.max}.`)
  return { limit: count, after: after ?? null }
}

/** No discount has a longer one. */
const MAX_CODE_CHARS = 500

export function parseCode(text: unknown): string {
  if (typeof text === 'string' && text.length <= MAX_CODE_CHARS && !text.includes('\u0000')) return text
  throw new ShopError('invalid_input', 'This shop has no such code.')
}

/** What a shopper was shown, in the minor unit; null where nothing is said. */
export function parseTotal(value: unknown): number | null {
  if (value === undefined) return null
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text === 'string' && /^\d{1,12}$/.test(text)) return Number(text)
  throw new ShopError('invalid_input', 'total must be a whole number.')
}
