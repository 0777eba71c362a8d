import { setTimeout as pause } from 'node:timers/promises'

const STEP_MS = 20

/** Resolves with the first truthy answer of `look`; rejects when there is none in time. */
export async function waitFor<T>(
  look: () => Promise<T> | T,
  { timeoutMs = 5_000, what = 'what was waited for' } = {},
): Promise<NonNullable<T>> {
  const until = Date.now() + timeoutMs
  for (;;) {
    const seen = await look()
    if (seen) return seen
    if (Date.now() > until) throw new Error(`${what} did not come within ${timeoutMs} ms.`)
    await pause(STEP_MS)
  }
}
