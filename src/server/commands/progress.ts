import { progress } from '@clack/prompts'

export interface Progress {
  /** How much is done, 1 being all of it. */
  show(share: number, what: string): void
  /** Prints a line without disturbing the bar. */
  say(line: string): void
  end(line: string): void
}

const STEPS = 200

/** A bar on a terminal; elsewhere, as in a log, only lines. */
export function openProgress(log: (line: string) => void): Progress {
  if (!process.stdout.isTTY) return { show: () => {}, say: log, end: log }
  const bar = progress({ max: STEPS })
  let shown = 0
  bar.start('')
  return {
    show: (share, what) => {
      const done = Math.floor(share * STEPS)
      bar.advance(done - shown, what)
      shown = done
    },
    say: (line) => {
      bar.clear()
      log(line)
    },
    end: (line) => bar.stop(line),
  }
}
