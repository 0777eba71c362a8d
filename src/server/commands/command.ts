import type { BasePayload } from 'payload'

/** What a command works with. Its answer is the exit code of the process. */
export type Command = (shop: {
  payload: BasePayload
  options: readonly string[]
  /** Aborted when the process is told to stop. */
  signal: AbortSignal
  log: (line: string) => void
}) => Promise<number>
