import type { Access, CollectionSlug, FieldAccess, PayloadRequest, Where } from 'payload'
import { onlyInForce } from '../database/catalogue-terms.ts'
import { slugOf } from '../slugs.ts'

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

/** What the shop's collections have where a project says nothing else: they go by the role, and by what is on sale. */
export const OWN_RULES: ReadonlySet<Access> = new Set([staff, catalogueStaff, orderStaff, onSaleOrStaff])

type Ruled = 'items' | 'orders' | 'discounts' | 'taxes'

/** What a project's rule lets somebody read, who has one of the shop's roles; true where the project has none. */
async function readableTo(req: PayloadRequest, collection: Ruled): Promise<boolean | Where> {
  const rule = req.payload.collections[slugOf(req.payload, collection) as CollectionSlug]?.config.access.read
  return !rule || OWN_RULES.has(rule) || rule({ req })
}

/**
 * For what belongs to an order, in its field `order`: staff read it where they may read the order. A project's rule on
 * orders asks the same of them here.
 */
export const ofReadableOrders: Access = async ({ req }) => {
  if (!hasRole(req, ROLES)) return false
  const readable = await readableTo(req, 'orders')
  return typeof readable === 'boolean' ? readable : within('order', readable)
}

/** For what tells of such documents without a relationship to them: not for those who may read some of them only. */
export const ofAll =
  (collections: readonly Ruled[], roles: readonly Role[] = ROLES): Access =>
  async ({ req }) => {
    if (!hasRole(req, roles)) return false
    const readable = await Promise.all(collections.map((collection) => readableTo(req, collection)))
    return readable.every((some) => some === true)
  }

/** The same conditions, of the document that a relationship leads to. */
function within(relationship: string, where: Where): Where {
  return Object.fromEntries(
    Object.entries(where).map(([field, condition]) =>
      field.toLowerCase() === 'and' || field.toLowerCase() === 'or'
        ? [field, (condition as Where[]).map((part) => within(relationship, part))]
        : [`${relationship}.${field}`, condition],
    ),
  )
}
