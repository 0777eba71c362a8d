import { describe } from '@jest/globals'

/** A suite that the machine may lack something for. `reason` says what, and is printed with the suite that is left out. */
export function describeUnless(reason: string | null, name: string, suite: () => void): void {
  if (reason === null) return void describe(name, suite)
  process.stderr.write(`skipped: ${name}, because ${reason}\n`)
  describe.skip(`${name} (skipped: ${reason})`, suite)
}
