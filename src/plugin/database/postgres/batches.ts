import DataLoader from 'dataloader'
import type { BasePayload } from 'payload'
import { isRefusal } from './errors.ts'

/** More would only make the first of them wait for the last. */
const MAX_BATCH = 100

/**
 * Makes one query of all that is asked for in one turn of the event loop. A single shopper waits no longer for it, and
 * in a rush many share the way to the database and one commit. `ask` answers one value for each of `wanted`, in the
 * same order. What is refused concerns one of them: then each is asked for alone, and only that one fails.
 */
export function inBatches<Wanted, Value>(
  ask: (payload: BasePayload, wanted: readonly Wanted[]) => Promise<readonly Value[]>,
): (payload: BasePayload, wanted: Wanted) => Promise<Value> {
  const loaders = new WeakMap<BasePayload, DataLoader<Wanted, Value>>()

  async function askTogether(payload: BasePayload, wanted: readonly Wanted[]) {
    try {
      return await ask(payload, wanted)
    } catch (error) {
      if (wanted.length === 1 || !isRefusal(error)) throw error
      return Promise.all(wanted.map((one) => askAlone(payload, one)))
    }
  }

  async function askAlone(payload: BasePayload, one: Wanted): Promise<Value | Error> {
    try {
      const [value] = await ask(payload, [one])
      return value as Value
    } catch (error) {
      // DataLoader takes anything else for a value.
      return error instanceof Error ? error : new Error('The database refused it.', { cause: error })
    }
  }

  function loaderOf(payload: BasePayload): DataLoader<Wanted, Value> {
    const known = loaders.get(payload)
    if (known) return known
    const loader = new DataLoader<Wanted, Value>((wanted) => askTogether(payload, wanted), {
      cache: false,
      maxBatchSize: MAX_BATCH,
      batchScheduleFn: (send) => setImmediate(send),
    })
    loaders.set(payload, loader)
    return loader
  }

  return (payload, wanted) => loaderOf(payload).load(wanted)
}
