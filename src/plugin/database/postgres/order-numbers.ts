import type { BasePayload, PayloadRequest } from 'payload'
import { postgresOf, run, runWithin } from './connection.ts'
import { withLock } from './locks.ts'
import { inSchema, tableOf } from './schema.ts'

/** What order numbers are drawn from. */
export const ORDER_NUMBERS = 'stripe_shop_order_number'

const FIRST_NUMBER = 1001

export const orderNumbersOf = (payload: BasePayload) => inSchema(payload, ORDER_NUMBERS)

/**
 * The sequence is no part of Payload's schema: made where there is none, above every number in use, in case the
 * database was restored without it.
 */
export async function prepareOrderNumbers(payload: BasePayload): Promise<void> {
  await withLock(payload, 'order-numbers', async () => {
    if (await exists(payload, orderNumbersOf(payload))) return
    const first = Math.max(FIRST_NUMBER, (await largestNumber(payload)) + 1)
    await run(postgresOf(payload).drizzle, `create sequence ${orderNumbersOf(payload)} start with ${first}`)
  })
}

/** 0 also before the first migration, when there is no table of orders yet. */
async function largestNumber(payload: BasePayload): Promise<number> {
  const orders = tableOf(payload, 'orders')
  if (!(await exists(payload, orders))) return 0
  const [row] = await run(
    postgresOf(payload).drizzle,
    `select max(number::int8)::text as largest from ${orders} where number ~ '^[0-9]{1,15}$'`,
  )
  return Number(row?.largest ?? 0)
}

async function exists(payload: BasePayload, relation: string): Promise<boolean> {
  const [row] = await run(postgresOf(payload).drizzle, 'select to_regclass($1) is not null as "isThere"', [
    relation,
  ])
  return row?.isThere === true
}

/** Unique and increasing over all processes; a number drawn by a write that fails is a gap. */
export async function drawOrderNumber(req: PayloadRequest): Promise<string> {
  const [row] = await runWithin(req, 'select nextval($1::regclass)::text as number', [
    orderNumbersOf(req.payload),
  ])
  return String(row?.number)
}
