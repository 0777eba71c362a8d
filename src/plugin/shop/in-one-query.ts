import DataLoader from 'dataloader'
import type { BasePayload } from 'payload'

/** More would hold up the event loop while they are made. */
const MOST = 200

/**
 * Asks once for all that is asked for while the last question is under way, or in one turn of the event loop. `ask`
 * answers one value for each of `wanted`, in the same order, and can be asked again: where it fails, each is asked for
 * alone, and only what is at fault fails. For what stands by itself; within a transaction there is `inOneCall`.
 */
export function inOneQuery<Wanted, Value>(
  ask: (payload: BasePayload, wanted: readonly Wanted[]) => Promise<readonly Value[]>,
): (payload: BasePayload, wanted: Wanted) => Promise<Value> {
  const loaders = new WeakMap<BasePayload, DataLoader<Wanted, Value>>()
  const create = (payload: BasePayload) => {
    let last: Promise<unknown> = Promise.resolve()
    return new DataLoader<Wanted, Value>(
      (wanted) => {
        const asked = last.then(() => askTogether(payload, wanted))
        last = asked.catch(() => {})
        return asked
      },
      {
        cache: false,
        maxBatchSize: MOST,
        // What comes while one question is under way is the next one: however many there are, they take one connection.
        batchScheduleFn: (send) => void last.then(() => setImmediate(send)),
      },
    )
  }
  async function askTogether(payload: BasePayload, wanted: readonly Wanted[]) {
    try {
      return await ask(payload, wanted)
    } catch (error) {
      if (wanted.length === 1) throw error
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

  return (payload, wanted) => {
    const loader = loaders.get(payload) ?? create(payload)
    loaders.set(payload, loader)
    return loader.load(wanted)
  }
}
