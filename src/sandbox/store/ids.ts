import { createHash, randomBytes } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Random letters and digits. Bytes are taken modulo 62: slightly uneven, which is enough for test ids. */
export function randomText(length: number): string {
  const bytes = randomBytes(length)
  let text = ''
  for (const byte of bytes) text += ALPHABET[byte % 62]
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
