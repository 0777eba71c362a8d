import type { BasePayload, PayloadRequest } from 'payload'
import { driverOf } from './connection.ts'
import { ignoreTaken } from './errors.ts'

export const COUNTERS = 'stripe_shop_counters'

type Counter = { _id: string; value: number }

const ORDER_NUMBER = 'order-number'
/** The first one is the next. */
const BEFORE_FIRST_NUMBER = 1000

export async function prepareOrderNumbers(payload: BasePayload): Promise<void> {
  await ignoreTaken(
    driverOf(payload)
      .collection<Counter>(COUNTERS)
      .updateOne({ _id: ORDER_NUMBER }, { $setOnInsert: { value: BEFORE_FIRST_NUMBER } }, { upsert: true }),
  )
}

/** Outside the transaction, which would hold the counter until its end and with it everybody else. */
export async function drawOrderNumber({ payload }: Pick<PayloadRequest, 'payload'>): Promise<string> {
  const counters = driverOf(payload).collection<Counter>(COUNTERS)
  const counter = await counters.findOneAndUpdate(
    { _id: ORDER_NUMBER },
    { $inc: { value: 1 } },
    { returnDocument: 'after' },
  )
  if (!counter) throw new Error('The counter of order numbers is gone.')
  return String(counter.value)
}
