import { createHash, randomBytes } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

// One call to the system for many ids: asked for each, randomness costs more than the rest of an id.
const POOL_BYTES = 16 * 1024
let pool = randomBytes(POOL_BYTES)
let used = 0

/** Random letters and digits. Bytes are taken modulo 62: slightly uneven, which is enough for test ids. */
export function randomText(length: number): string {
  if (used + length > POOL_BYTES) {
    pool = randomBytes(POOL_BYTES)
    used = 0
  }
  let text = ''
  for (const end = used + length; used < end; used += 1) text += ALPHABET[pool[used]! % 62]
  return text
}

/** An id in Stripe's form, such as `pi_3T…`. */
export function newId(prefix: string, length = 24): string {
  return `${prefix}_${randomText(length)}`
}

/** The id of the account called `name`: the same after each restart, whatever its keys are. */
export function accountIdOf(name: string): string {
  return `acct_1${createHash('sha256').update(`sandbox account ${name}`).digest('hex').slice(0, 15)}`
}
