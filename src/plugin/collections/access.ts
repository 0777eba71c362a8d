import type { Access, FieldAccess, PayloadRequest } from 'payload'
import { onlyInForce } from '../database/catalogue-terms.ts'

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

/** Their own field counts for the panel's users alone: others can come in without the plugin having seen them. */
function hasRole({ user, payload }: PayloadRequest, roles: readonly Role[]): boolean {
  const { [ROLE_FIELD]: given, collection } = (user ?? {}) as Record<string, unknown>
  if (given === undefined && collection !== undefined && collection !== payload.config.admin.user)
    return false
  const role = roleOf(user)
  return role !== null && roles.includes(role)
}

/** Lets only users with one of the roles pass. */
export const only =
  (...roles: Role[]): Access =>
  ({ req }) =>
    hasRole(req, roles)

export const onlyField =
  (...roles: Role[]): FieldAccess =>
  ({ req }) =>
    hasRole(req, roles)

export const nobody: Access = () => false

export const staff = only('admin', 'editor', 'support')
export const catalogueStaff = only('admin', 'editor')
export const orderStaff = only('admin', 'support')

/** Everybody reads what is on sale; those who keep the catalogue read drafts too. */
export const onSaleOrStaff: Access = ({ req }) => {
  if (hasRole(req, ROLES)) return true
  return onlyInForce(req.payload, 'items')
}
