import { AuthenticationError, type CollectionBeforeOperationHook, type TextField } from 'payload'
import { ShopError } from 'payload-stripe-shop/storefront'

/** Sent along with a change of one's own password; never stored and never answered. */
export const currentPasswordField: TextField = {
  name: 'currentPassword',
  type: 'text',
  virtual: true,
  admin: {
    components: { Field: '/src/server/admin/current-password.tsx#CurrentPassword' },
    disableBulkEdit: true,
    disableListColumn: true,
    disableListFilter: true,
  },
}

interface Change {
  email?: unknown
  password?: unknown
  currentPassword?: unknown
}

/**
 * Whoever finds a signed-in browser must not take the account over with it: one's own password and e-mail address, to
 * which a new password can be sent, are changed with the password alone. Administrators set those of other people, and a
 * link to reset a forgotten one works by itself.
 */
export const guardOwnPassword: CollectionBeforeOperationHook<'users'> = async (call) => {
  const { args, operation, overrideAccess, req } = call
  const { user } = req
  if (operation !== 'update' || overrideAccess || !user) return args
  const { currentPassword, ...data } = ('data' in args ? (args.data ?? {}) : {}) as Change
  const { email, password } = data
  const isOther = 'id' in args && String(args.id) !== String(user.id)
  const isEmailKept = email === undefined || fold(email) === fold(user.email)
  if (isOther || (!isGiven(password) && isEmailKept)) return { ...args, data }
  if (!('id' in args)) {
    throw new ShopError('invalid_input', 'Passwords and e-mail addresses are changed one user at a time.')
  }
  if (!isGiven(currentPassword)) {
    throw new ShopError(
      'invalid_input',
      'currentPassword is needed to change your password or e-mail address.',
    )
  }
  await assertPassword(req.payload, { email: user.email, password: String(currentPassword) })
  return { ...args, data }
}

async function assertPassword(
  payload: {
    login: (options: { collection: 'users'; data: { email: string; password: string } }) => Promise<unknown>
  },
  data: { email: string; password: string },
): Promise<void> {
  try {
    await payload.login({ collection: 'users', data })
  } catch (error) {
    if (!(error instanceof AuthenticationError)) throw error
    throw new ShopError('forbidden', 'currentPassword is not your password.')
  }
}

const isGiven = (value: unknown) => value !== undefined && value !== null && value !== ''

const fold = (email: unknown) => String(email).trim().toLowerCase()
