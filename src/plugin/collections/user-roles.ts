import {
  type CollectionConfig,
  type Config,
  type Field,
  flattenTopLevelFields,
  isolateObjectProperty,
  type PayloadRequest,
} from 'payload'
import { ROLE_FIELD, type Role } from './access.ts'

type User = NonNullable<PayloadRequest['user']>

/** Says what a signed-in user may do in the shop; null: no more than a stranger. */
export type RoleOf = (user: User) => Role | null

type ReadRole = (user: User, req: PayloadRequest) => Role | null | Promise<Role | null>

/**
 * The host's collections, with each user's role in the shop where every access rule and the panel can see it: on the
 * user, as a field that is stored nowhere. `roleOf` decides. Without it a field `role` of the panel's users does; where
 * they have none, whoever may enter the panel is an admin, as with Payload's own collections. Users of another kind,
 * customers for example, have no role then, whatever their fields say.
 */
export function withRoles(config: Config, roleOf: RoleOf | undefined): CollectionConfig[] {
  const collections = config.collections ?? []
  const panelUsers = config.admin?.user ?? collections.find(({ auth }) => auth)?.slug
  return collections.map((collection) => {
    if (!collection.auth) return collection
    const readRole = roleReader(collection, { roleOf, areOfPanel: collection.slug === panelUsers })
    return readRole === null
      ? collection
      : { ...collection, fields: [...collection.fields, roleField(collection.slug, readRole)] }
  })
}

/** Null where the users' own field says it. */
function roleReader(
  { fields, access }: CollectionConfig,
  { roleOf, areOfPanel }: { roleOf: RoleOf | undefined; areOfPanel: boolean },
): ReadRole | null {
  if (roleOf) return roleOf
  const hasOwnRole = flattenTopLevelFields(fields).some((field) => 'name' in field && field.name === 'role')
  if (hasOwnRole) return areOfPanel ? null : () => null
  if (!areOfPanel) return null
  return async (user, req) => {
    if (!access?.admin) return 'admin'
    const asUser = isolateObjectProperty(req, 'user')
    asUser.user = user
    return (await access.admin({ req: asUser })) ? 'admin' : null
  }
}

function roleField(collection: string, readRole: ReadRole): Field {
  return {
    name: ROLE_FIELD,
    type: 'text',
    virtual: true,
    access: { create: () => false, update: () => false },
    admin: { hidden: true },
    hooks: { afterRead: [({ data, req }) => readRole({ ...data, collection } as User, req)] },
  }
}
