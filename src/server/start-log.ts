import { destination, pino, stdTimeFunctions } from 'pino'
import type { ShopConfig } from './config/shop-config.ts'

/** What the process says of its start and its end. */
export interface StartLog {
  say(text: string): void
  warn(text: string): void
  /** `lines` for a person, `fields` for a program. */
  announce(text: string, told: { lines: readonly string[]; fields: Record<string, unknown> }): void
}

/**
 * Lines of JSON, as the shop's own log is; words on a terminal. A demo is always for people: where it is open, and who may
 * log in.
 */
export function openStartLog({ sandbox }: Pick<ShopConfig, 'sandbox'>): StartLog {
  return sandbox !== null || process.stdout.isTTY ? IN_WORDS : inJson()
}

const IN_WORDS: StartLog = {
  say: (text) => console.log(text),
  warn: (text) => console.warn(`Warning: ${text}`),
  announce: (text, { lines }) => console.log(['', text, ...lines, ''].join('\n')),
}

function inJson(): StartLog {
  const options = { timestamp: stdTimeFunctions.isoTime, formatters: { bindings: () => ({}) } }
  const logger = pino(options, destination({ fd: 1, sync: true }))
  return {
    say: (text) => logger.info(text),
    warn: (text) => logger.warn(text),
    announce: (text, { fields }) => logger.info(fields, text),
  }
}
