import { causesOf, isRefusedAsTaken } from '../shop-database.ts'

/** Whether the error is a unique index refusing a second row. Payload wraps the driver's. */
export function isUniqueViolation(error: unknown): boolean {
  return hasCode(error, /^23505$/) || isRefusedAsTaken(error)
}

/**
 * Class 22: a null byte, half a character, a number that is none or too large, a word that is no option. 23503: an id
 * that no document has.
 */
export function isUnusableValue(error: unknown): boolean {
  return hasCode(error, /^(22...|23503)$/)
}

/** A deadlock, or two transactions that cannot both be. */
export function isConflict(error: unknown): boolean {
  return hasCode(error, /^(40P01|40001)$/)
}

/**
 * Whether PostgreSQL understood the statement and wrote nothing of it: a value, a limit, a constraint, a trigger,
 * another transaction or the time was in the way. A lost connection leaves open what was written.
 */
export function isRefusal(error: unknown): boolean {
  return hasCode(error, /^((22|23|53|54|P0)...|40001|40P01|57014|55P03)$/)
}

/**
 * What a connection comes to that is refused, lost, or not answered in time; a server that goes down or
 * comes up, and one that has no room left.
 */
const AWAY = /^(08...|57P0[1-3]|53[1-3]00|ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH)$/
/** The driver has words alone for some, and Payload puts its own before them. */
const AWAY_WORDS =
  /^(Error: cannot begin transaction|Connection terminated|Connection ended|timeout exceeded when trying to connect|Query read timeout|Client was closed|Client has encountered a connection error)/

export function isAway(error: unknown): boolean {
  if (hasCode(error, AWAY)) return true
  return causesOf(error).some(({ message }) => typeof message === 'string' && AWAY_WORDS.test(message))
}

function hasCode(error: unknown, codes: RegExp): boolean {
  return causesOf(error).some(({ code }) => typeof code === 'string' && codes.test(code))
}
