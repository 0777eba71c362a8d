import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { ensureFirstAdmin } from '../../../src/server/first-admin.ts'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'

let shop: TestShop

beforeAll(async () => {
  shop = await startTestShop()
})

afterAll(() => shop.close())

const countAdmins = async () => {
  const { totalDocs } = await shop.payload.count({
    collection: 'users',
    where: { role: { equals: 'admin' } },
  })
  return totalDocs
}

/** Only these are left, whatever the test before did. */
async function onlyUsers<R extends ('admin' | 'editor' | 'support')[]>(...roles: R): Promise<SignedIn[]> {
  await shop.sql('delete from users')
  const users: SignedIn[] = []
  for (const role of roles) users.push(await shop.signIn(role))
  return users
}

describe('the last administrator', () => {
  let admin: SignedIn
  let editor: SignedIn

  beforeEach(async () => {
    ;[admin, editor] = (await onlyUsers('admin', 'editor')) as [SignedIn, SignedIn]
  })

  const send = (method: string, path: string, body: unknown = {}) =>
    shop.send(method, `/api/users${path}`, body, admin.headers)
  const everybody = '?where[id][greater_than]=0'

  it.each([
    ['gives away his role', () => send('PATCH', `/${admin.id}`, { role: 'editor' })],
    ['is deleted', () => send('DELETE', `/${admin.id}`)],
    ['loses his role with others', () => send('PATCH', everybody, { role: 'support' })],
    ['is deleted with others', () => send('DELETE', everybody)],
  ])('is told 409 when he %s', async (_what, write) => {
    const { status, json } = await write()
    expect([status, json.errors[0].message]).toEqual([409, expect.stringMatching(/last administrator/)])
    expect(await countAdmins()).toBe(1)
    expect((await shop.payload.count({ collection: 'users' })).totalDocs).toBe(2)
  })

  it('is still one after two were deleted in one request', async () => {
    await shop.signIn('admin')
    expect((await send('DELETE', '?where[role][equals]=admin')).status).toBe(409)
    expect(await countAdmins()).toBe(2)
  })

  it('is still one after two take each other’s role at once, over whichever way', async () => {
    const other = await shop.signIn('admin')
    const demote = (id: number, by: SignedIn) =>
      shop.payload.update({
        collection: 'users',
        id,
        data: { role: 'editor' },
        overrideAccess: false,
        user: by.user,
      })
    const results = await Promise.allSettled([demote(admin.id, other), demote(other.id, admin)])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await countAdmins()).toBe(1)
  })

  it('changes everything else of himself, and his role once there is another one', async () => {
    expect((await send('PATCH', `/${admin.id}`, { name: 'Ada', role: 'admin' })).status).toBe(200)
    expect((await send('PATCH', `/${editor.id}`, { role: 'admin' })).status).toBe(200)
    expect((await send('PATCH', `/${admin.id}`, { role: 'editor' })).status).toBe(200)
  })

  it('is not asked for where there was none before', async () => {
    await shop.sql("update users set role = 'support' where id = $1", [admin.id])
    const { status } = await shop.send('PATCH', `/api/users/${editor.id}`, { name: 'Ada' }, editor.headers)
    expect(status).toBe(200)
  })
})

describe('a role', () => {
  it.each(['editor', 'support'] as const)(
    'is refused in words to who is %s and wants another',
    async (role) => {
      const user = await shop.signIn(role)
      const change = (data: object) => shop.send('PATCH', `/api/users/${user.id}`, data, user.headers)
      const { status, json } = await change({ role: 'admin', name: 'Eve' })
      expect([status, json.errors[0].message]).toEqual([403, 'Only an administrator can change "role".'])
      expect((await shop.payload.findByID({ collection: 'users', id: user.id })).name).not.toBe('Eve')
      expect((await change({ role, name: 'Ada' })).status).toBe(200)
      const data = { email: 'new@shop.example', password: 'a long password', role: 'admin' }
      expect((await shop.send('POST', '/api/users', data, user.headers)).status).toBe(403)
    },
  )
})

describe('a start without an administrator', () => {
  it('goes on where the address of the first one belongs to somebody else, and says what to do', async () => {
    await onlyUsers()
    const dataDir = await mkdtemp(path.join(tmpdir(), 'first-admin-'))
    const config = { ...shop.config, dataDir }
    const login = await ensureFirstAdmin(shop.payload, config)
    expect(login?.email).toBe('admin@shop.example')
    await shop.sql("update users set role = 'editor'")
    expect(await ensureFirstAdmin(shop.payload, config)).toBeNull()
    expect(shop.log.at(-1)).toMatch(/admin@shop\.example.*ADMIN_EMAIL and ADMIN_PASSWORD/)
    const admin = { email: 'another@shop.example', password: 'a long password' }
    await ensureFirstAdmin(shop.payload, { ...config, admin })
    expect(await countAdmins()).toBe(1)
    const told = shop.log.length
    await ensureFirstAdmin(shop.payload, { ...config, admin })
    expect(shop.log).toHaveLength(told)
    await ensureFirstAdmin(shop.payload, { ...config, admin: { ...admin, email: 'third@shop.example' } })
    expect(shop.log.at(-1)).toContain('ADMIN_EMAIL created none: third@shop.example cannot log in')
    expect(await countAdmins()).toBe(1)
    await rm(dataDir, { recursive: true })
  })
})

it('notes a failed log-in in one line, without a stack', async () => {
  const { email } = await shop.signIn('editor')
  const before = shop.log.length
  expect((await shop.send('POST', '/api/users/login', { email, password: 'wrong' })).status).toBe(401)
  expect(shop.log.slice(before).join('\n')).not.toContain('stack')
})

describe('one’s own password and e-mail address', () => {
  let admin: SignedIn
  let editor: SignedIn

  beforeEach(async () => {
    ;[admin, editor] = (await onlyUsers('admin', 'editor')) as [SignedIn, SignedIn]
  })

  const change = (user: SignedIn, path: string, body: Record<string, unknown>) =>
    shop.send('PATCH', `/api/users${path}`, body, user.headers)
  const canLogIn = async (email: string, password: string) =>
    (await shop.send('POST', '/api/users/login', { email, password })).status === 200
  const password = 'another long password'

  it.each<[string, Record<string, unknown>, number]>([
    ['nothing', {}, 400],
    ['an empty one', { currentPassword: '' }, 400],
    ['a wrong one', { currentPassword: 'a wrong password' }, 403],
    ['no text', { currentPassword: { length: 1 } }, 400],
  ])('are not changed with %s for the password of now', async (_, sent, status) => {
    for (const wanted of [{ password }, { email: 'taken.over@shop.example' }]) {
      const answer = await change(editor, `/${editor.id}`, { ...wanted, ...sent })
      expect([answer.status, answer.text]).toEqual([status, expect.stringContaining('currentPassword')])
    }
    expect(await canLogIn(editor.email, editor.password)).toBe(true)
  })

  it('are changed with it, which is kept nowhere', async () => {
    const email = 'new-name@shop.example'
    const sent = { password, email, currentPassword: editor.password }
    const answer = await change(editor, `/${editor.id}`, sent)
    expect(answer.status).toBe(200)
    expect(answer.text).not.toContain('currentPassword')
    expect(answer.text).not.toContain(editor.password)
    expect(await canLogIn(email, password)).toBe(true)
    expect(await canLogIn(email, editor.password)).toBe(false)
  })

  it('are not asked for by what the form sends along unchanged', async () => {
    const sent = { name: 'Ed', email: editor.email.toUpperCase(), password: '' }
    expect((await change(editor, `/${editor.id}`, sent)).status).toBe(200)
    expect(await canLogIn(editor.email, editor.password)).toBe(true)
  })

  it('are an administrator’s to set for others, and his own only with his password', async () => {
    expect((await change(admin, `/${editor.id}`, { password })).status).toBe(200)
    expect(await canLogIn(editor.email, password)).toBe(true)
    expect((await change(admin, `/${admin.id}`, { password })).status).toBe(400)
    expect((await change(admin, '?where[id][greater_than]=0', { password })).status).toBe(400)
    expect(await canLogIn(admin.email, admin.password)).toBe(true)
  })

  it('are reset by a link to whoever has forgotten it', async () => {
    const token = await shop.payload.forgotPassword({
      collection: 'users',
      data: { email: editor.email },
      disableEmail: true,
    })
    expect((await shop.send('POST', '/api/users/reset-password', { token, password })).status).toBe(200)
    expect(await canLogIn(editor.email, password)).toBe(true)
  })

  it('cannot be guessed at', async () => {
    const guesses = Array.from({ length: 20 }, (_, index) => ({
      password,
      currentPassword: `guess ${index}`,
    }))
    const statuses: number[] = []
    for (const guess of guesses) statuses.push((await change(editor, `/${editor.id}`, guess)).status)
    expect(statuses.at(0)).toBe(403)
    expect(statuses.at(-1)).toBe(429)
  })
})
