import type { CollectionConfig, Config, PayloadRequest, SanitizedConfig } from 'payload'
import { roleOf as shopRoleOf } from '../../../src/plugin/collections/access.ts'
import { assertRoles, type RoleOf, withRoles } from '../../../src/plugin/collections/user-roles.ts'

const roleField = { name: 'role', type: 'text' } as const

/** The role that a user of a collection has once Payload has read it. */
async function roleOf(
  user: Record<string, unknown> & { collection: string },
  { collections, roleOf }: { collections: CollectionConfig[]; roleOf?: RoleOf },
) {
  const config = { collections, admin: { user: 'users' } } as Partial<Config> as Config
  const fields = withRoles(config, roleOf).find(({ slug }) => slug === user.collection)!.fields
  const added = fields.find((field) => 'name' in field && field.name === 'shopRole')
  const [hook] = (added as { hooks?: { afterRead?: ((args: unknown) => unknown)[] } })?.hooks?.afterRead ?? []
  const shopRole = hook && (await hook({ data: user, req: {} as PayloadRequest }))
  return shopRoleOf({ ...user, ...(hook && { shopRole }) } as never)
}

describe('The role of a user in the shop', () => {
  const users = (more: Partial<CollectionConfig> = {}): CollectionConfig => ({
    slug: 'users',
    auth: true,
    fields: [],
    ...more,
  })

  it('is what the field role of the panel’s users says', async () => {
    const collections = [users({ fields: [{ type: 'row', fields: [roleField] }] })]
    expect(await roleOf({ collection: 'users', role: 'support' }, { collections })).toBe('support')
    expect(await roleOf({ collection: 'users', role: 'owner' }, { collections })).toBeNull()
  })

  it('is admin for everybody of the panel where its users have no such field', async () => {
    expect(await roleOf({ collection: 'users' }, { collections: [users()] })).toBe('admin')
  })

  it('is none for whom the host keeps out of the panel', async () => {
    const collections = [users({ access: { admin: ({ req }) => req.user?.email === 'owner@host.example' } })]
    expect(await roleOf({ collection: 'users', email: 'owner@host.example' }, { collections })).toBe('admin')
    expect(await roleOf({ collection: 'users', email: 'buyer@host.example' }, { collections })).toBeNull()
  })

  it('is none for users of another kind, whatever they are called', async () => {
    const customers: CollectionConfig = { slug: 'customers', auth: true, fields: [roleField] }
    const collections = [users(), customers]
    expect(await roleOf({ collection: 'customers', role: 'admin' }, { collections })).toBeNull()
    expect(
      await roleOf({ collection: 'customers' }, { collections: [users(), { ...customers, fields: [] }] }),
    ).toBeNull()
  })

  it('is what the host’s option says, before any field', async () => {
    const collections = [users({ fields: [roleField] }), { slug: 'customers', auth: true, fields: [] }]
    const option: RoleOf = (user) =>
      user.collection === 'users' && user.email?.startsWith('editor') ? 'editor' : null
    const asked = { collections, roleOf: option }
    expect(await roleOf({ collection: 'users', email: 'editor@host.example', role: 'admin' }, asked)).toBe(
      'editor',
    )
    expect(await roleOf({ collection: 'users', email: 'a@host.example', role: 'admin' }, asked)).toBeNull()
    expect(await roleOf({ collection: 'customers', email: 'editor@host.example' }, asked)).toBeNull()
  })
})

describe('Users that came after the plugin', () => {
  const users: CollectionConfig = { slug: 'users', auth: true, fields: [] }
  const members: CollectionConfig = { slug: 'members', auth: true, fields: [roleField] }

  /** As a config is once later plugins have done what `later` does. */
  const start = (later: (seen: CollectionConfig[]) => CollectionConfig[], roleOf?: RoleOf) => {
    const before = { collections: [users], admin: { user: 'users' } } as Partial<Config> as Config
    const collections = later(withRoles(before, roleOf))
    const config = { collections, admin: { user: 'users' } } as Partial<SanitizedConfig> as SanitizedConfig
    return () => assertRoles(config, before, roleOf)
  }

  it('stop the start where their own field would make them staff', () => {
    expect(start((seen) => seen)).not.toThrow()
    expect(start((seen) => [...seen, { ...members, fields: [] }])).not.toThrow()
    expect(start((seen) => [...seen, members])).toThrow(/^stripeShop: .*"members".*plugins.*roleOf/)
  })

  it('stop it where the option roleOf would not be asked', () => {
    expect(
      start(
        (seen) => [...seen, { ...members, fields: [] }],
        () => null,
      ),
    ).toThrow(/"members"/)
  })
})
