import type { BasePayload, CollectionBeforeOperationHook, Field, PayloadRequest, Where } from 'payload'
import { ShopError } from '../../domain/errors.ts'
import { parseMoney } from '../../domain/money-text.ts'
import { slugOf } from '../../slugs.ts'

export const SEARCH = 'search'

/**
 * What the search above the list of orders asks for. Payload looks for a text in fields of the document alone; this one
 * stands for all that an order is found by, over REST as well (`where[search][like]=`), and is nowhere stored.
 */
export const searchField: Field = {
  name: SEARCH,
  type: 'text',
  virtual: true,
  label: 'number, e-mail, name, item, amount or Stripe’s id',
  admin: { hidden: true, disableListColumn: true, disableListFilter: true, disableBulkEdit: true },
}

/** `currencies` are those in which an amount is looked for. */
export function findBySearch(currencies: readonly string[]): CollectionBeforeOperationHook {
  return async ({ args, overrideAccess, req }) => {
    const { where } = args as { where?: Where }
    // To a stranger it is a field that there is not, and nothing is looked for.
    if (!where || (!overrideAccess && !req.user)) return args
    return { ...args, where: await resolve(where, (text) => ordersFoundBy(text, currencies, req)) }
  }
}

/** A filter with each condition on the search in the words of real fields. What is no filter is left for others to refuse. */
async function resolve(where: Where, find: (text: string) => Promise<Where>): Promise<Where> {
  if (typeof where !== 'object' || where === null || Array.isArray(where)) return where
  const { [SEARCH]: asked, ...others } = where
  const entries = await Promise.all(
    Object.entries(others).map(async ([path, wanted]) =>
      Array.isArray(wanted)
        ? [path, await Promise.all(wanted.map((each) => resolve(each, find)))]
        : [path, wanted],
    ),
  )
  const resolved: Where = Object.fromEntries(entries)
  if (asked === undefined) return resolved
  const { like } = asked as { like?: unknown }
  if (typeof like !== 'string' || like.trim() === '') return where
  const found = await find(like.trim())
  return entries.length === 0 ? found : { and: [resolved, found] }
}

const PAYMENT_ID = /^(pi|cs)_\w+$/
const REFUND_ID = /^(re|pyr)_\w+$/
const DISPUTE_ID = /^(du|dp)_\w+$/

async function ordersFoundBy(
  text: string,
  currencies: readonly string[],
  req: PayloadRequest,
): Promise<Where> {
  if (PAYMENT_ID.test(text)) {
    return ordersOf(req, 'payments', {
      or: [{ intentId: { equals: text } }, { sessionId: { equals: text } }],
    })
  }
  if (REFUND_ID.test(text)) return ordersOf(req, 'refunds', { refundId: { equals: text } })
  if (DISPUTE_ID.test(text)) return ordersOf(req, 'disputes', { disputeId: { equals: text } })
  if (text.includes('@')) return { customerEmail: { like: text } }
  const texts = ['number', 'customerEmail', 'customerName', 'lines.name'].map((path) => ({
    [path]: { like: text },
  }))
  return { or: [...texts, ...amountsIn(text, currencies)] }
}

async function ordersOf(
  { payload, transactionID }: PayloadRequest,
  collection: 'payments' | 'refunds' | 'disputes',
  where: Where,
): Promise<Where> {
  const { docs } = await (payload as BasePayload).db.find<{ order?: string | number | null }>({
    collection: slugOf(payload, collection),
    where,
    pagination: false,
    req: { transactionID },
  })
  return { id: { in: docs.flatMap(({ order }) => order ?? []) } }
}

/** The sum of an order as people write it, `12.50`, `€12,50` or `12.50 EUR`. */
function amountsIn(text: string, currencies: readonly string[]): Where[] {
  const amount = text.replace(/\p{Sc}|\s/gu, '')
  const named = currencies.filter((currency) => amount.toLowerCase().endsWith(currency))
  return (named.length > 0 ? named : currencies).flatMap((currency) => {
    const total = readAmount(amount.replace(/[a-z]{3}$/i, ''), currency)
    return total === null ? [] : [{ currency: { equals: currency }, total: { equals: total } }]
  })
}

function readAmount(text: string, currency: string): number | null {
  try {
    return parseMoney(text, currency)
  } catch (error) {
    if (error instanceof ShopError) return null
    throw error
  }
}
