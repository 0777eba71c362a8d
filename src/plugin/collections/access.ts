import type { Access, FieldAccess, PayloadRequest } from 'payload'

export const ROLES = ['admin', 'editor', 'support'] as const
export type Role = (typeof ROLES)[number]

type MaybeUser = PayloadRequest['user']

/** Where `withRoles` has put a user's role, unless the users have a field `role` of their own. */
export const ROLE_FIELD = 'shopRole'

/** Which of the shop's roles a signed-in user has; null for a stranger or a user of another kind. */
export function roleOf(user: MaybeUser | undefined): Role | null {
  const { [ROLE_FIELD]: given, role: own } = (user ?? {}) as Record<string, unknown>
  const role = given === undefined ? own : given
  return ROLES.find((known) => known === role) ?? null
}

export function isStaff(user: MaybeUser | undefined): boolean {
  return roleOf(user) !== null
}

function hasRole(user: MaybeUser, roles: readonly Role[]): boolean {
  const role = roleOf(user)
  return role !== null && roles.includes(role)
}

/** Lets only users with one of the roles pass. */
export const only =
  (...roles: Role[]): Access =>
  ({ req }) =>
    hasRole(req.user, roles)

export const onlyField =
  (...roles: Role[]): FieldAccess =>
  ({ req }) =>
    hasRole(req.user, roles)

export const nobody: Access = () => false

export const staff = only('admin', 'editor', 'support')
export const catalogueStaff = only('admin', 'editor')
export const orderStaff = only('admin', 'support')

/** Everybody reads what is published; those who keep the catalogue read drafts too. */
export const publishedOrStaff: Access = ({ req }) => {
  if (isStaff(req.user)) return true
  return { _status: { equals: 'published' } }
}
