import { pbkdf2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { CollectionBeforeOperationHook } from 'payload'

/** As Payload hashes a password today. */
const HASH = { iterations: 600_000, bytes: 32, digest: 'sha256' }
const derive = promisify(pbkdf2)

/**
 * Takes as long over a name that nobody has as over one that somebody has: Payload compares the password only where
 * there is one, and the time would tell which accounts there are.
 */
export const takeTimeForUnknown: CollectionBeforeOperationHook<'users'> = async ({
  args,
  operation,
  req,
}) => {
  if (operation !== 'login') return args
  const { email, password } = ('data' in args ? (args.data ?? {}) : {}) as {
    email?: unknown
    password?: unknown
  }
  if (typeof email !== 'string' || typeof password !== 'string') return args
  const where = { email: { equals: email.toLowerCase().trim() } }
  if (!(await req.payload.db.findOne({ collection: 'users', where, select: { id: true } }))) {
    await derive(password, randomBytes(32), HASH.iterations, HASH.bytes, HASH.digest)
  }
  return args
}
