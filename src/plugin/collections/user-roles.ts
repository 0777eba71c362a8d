import {
  type BasePayload,
  type CollectionConfig,
  type Config,
  type Field,
  flattenTopLevelFields,
  isolateObjectProperty,
  type PayloadRequest,
  type SanitizedConfig,
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
  const given = config.collections ?? []
  const hasUsers = Boolean(config.admin?.user) || given.some(({ auth }) => auth)
  const collections = hasUsers ? given : [...given, DEFAULT_USERS]
  const panelUsers = panelUsersOf(config)
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
  const hasOwnRole = hasField({ fields }, 'role')
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
    hooks: {
      // Undefined would leave it open, and the users' own field would be asked.
      afterRead: [async ({ data, req }) => (await readRole({ ...data, collection } as User, req)) ?? null],
    },
  }
}

/** What Payload adds by itself to a project without users, too late for a field of ours. */
const DEFAULT_USERS: CollectionConfig = {
  slug: 'users',
  auth: { tokenExpiration: 7200 },
  admin: { useAsTitle: 'email' },
  fields: [],
}

const panelUsersOf = ({ admin, collections = [] }: Pick<Config, 'admin' | 'collections'>) =>
  admin?.user ?? collections.find(({ auth }) => auth)?.slug ?? DEFAULT_USERS.slug

const hasField = ({ fields }: Pick<CollectionConfig, 'fields'>, name: string) =>
  flattenTopLevelFields(fields).some((field) => 'name' in field && field.name === name)

/**
 * Once the config is whole: refuses users whose role the plugin could not see to, since they came, or were given a
 * field `role`, after it. `before` is the config as the plugin got it.
 * @throws Error in words
 */
export function assertRoles(config: SanitizedConfig, before: Config, roleOf: RoleOf | undefined): void {
  const panelUsers = config.admin.user
  const isMoved = panelUsersOf(before) !== panelUsers
  for (const { auth, fields, slug } of config.collections) {
    if (!auth || (hasField({ fields }, ROLE_FIELD) && !isMoved)) continue
    const isOfPanel = slug === panelUsers
    const hasRole = hasField({ fields }, 'role')
    const isSafe = !roleOf && hasRole === isOfPanel && !isMoved
    if (isSafe) continue
    throw new Error(
      `stripeShop: the users "${slug}" came, or changed, after it; in plugins it must stand after the plugin that makes them, so that the option roleOf can hold.`,
    )
  }
}

/** With such a field, whoever may save himself may make himself an admin. */
export function warnOfRoles({ config, logger }: BasePayload, roleOf: RoleOf | undefined): void {
  if (roleOf) return
  const users = config.collections.find(({ slug }) => slug === config.admin.user)
  const role = flattenTopLevelFields(users?.fields ?? []).find(
    (field) => 'name' in field && field.name === 'role',
  )
  if (!role || ('access' in role && role.access?.update)) return
  logger.warn(
    `stripeShop: the field role of "${users?.slug}" decides what users may do in the shop, and whoever may save a user may make it an admin; guard it with access.update, or say roles with the option roleOf.`,
  )
}
