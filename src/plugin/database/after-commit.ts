import type { PayloadRequest } from 'payload'

const TELLINGS = Symbol('after commit')

type Telling = () => void
type Told = PayloadRequest & { [TELLINGS]?: Telling[] }

/** Runs `work` and then what it wants to be told once all of it is committed. A repeat of `work` begins anew. */
export async function tellingAfter<T>(
  run: (work: (req: PayloadRequest) => Promise<T>) => Promise<T>,
  work: (req: PayloadRequest) => Promise<T>,
): Promise<T> {
  let tellings: Telling[] = []
  const result = await run((req) => {
    tellings = []
    ;(req as Told)[TELLINGS] = tellings
    return work(req)
  })
  for (const tell of tellings) tell()
  return result
}

/** Tells what is written in the transaction of `req` once it is committed: the log must not say what did not happen. */
export function afterCommit(req: PayloadRequest, tell: Telling): void {
  const tellings = (req as Told)[TELLINGS]
  if (tellings) tellings.push(tell)
  else tell()
}
