import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { CollectionSlug } from 'payload'
import sharp from 'sharp'
import type { Role } from '../../../src/plugin/collections/access.ts'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'

let shop: TestShop
const staff = {} as Record<Role, SignedIn>

beforeAll(async () => {
  shop = await startTestShop()
  for (const role of ['admin', 'editor', 'support'] as const) staff[role] = await shop.signIn(role)
})

afterAll(() => shop.close())

type Who = Role | 'stranger'
type Action = 'read' | 'create' | 'update' | 'delete'
const EVERYBODY: Who[] = ['admin', 'editor', 'support', 'stranger']
const STAFF: Who[] = ['admin', 'editor', 'support']
const CATALOGUE: Who[] = ['admin', 'editor']
const SALES: Who[] = ['admin', 'support']

let count = 0
const unique = (word: string) => `${word} ${++count}`

/** Who may do what, written down a second time on purpose. */
const RULES: Record<string, { allowed: Record<Action, Who[]>; data: () => Promise<object>; change: object }> =
  {
    items: {
      allowed: { read: EVERYBODY, create: CATALOGUE, update: CATALOGUE, delete: CATALOGUE },
      data: async () => ({ name: unique('Mug'), price: 1000, currency: 'eur', _status: 'published' }),
      change: { name: 'Changed', _status: 'published' },
    },
    discounts: {
      allowed: { read: STAFF, create: CATALOGUE, update: CATALOGUE, delete: CATALOGUE },
      data: async () => ({ name: unique('Ten'), percentOff: 10, duration: 'once' }),
      change: { name: 'Changed' },
    },
    taxes: {
      allowed: { read: STAFF, create: CATALOGUE, update: CATALOGUE, delete: CATALOGUE },
      data: async () => ({ displayName: unique('VAT'), percentage: 19, inclusive: true }),
      change: { displayName: 'Changed' },
    },
    orders: {
      allowed: { read: STAFF, create: SALES, update: SALES, delete: SALES },
      data: async () => ({ lines: [{ item: (await shop.createItem()).id, quantity: 1 }] }),
      change: { note: 'Changed' },
    },
    users: {
      allowed: { read: ['admin'], create: ['admin'], update: ['admin'], delete: ['admin'] },
      data: async () => ({ email: `u${++count}@shop.example`, password: 'a long password', role: 'support' }),
      change: { name: 'Changed' },
    },
  }

const headersOf = (who: Who) => (who === 'stranger' ? {} : staff[who].headers)
const make = async (collection: string) => {
  const data = await RULES[collection]!.data()
  return shop.payload.create({ collection: collection as CollectionSlug, data: data as never })
}

async function overRest(who: Who, action: Action, collection: string): Promise<boolean> {
  const headers = headersOf(who)
  const path = `/api/${collection}`
  if (action === 'create') {
    const { status } = await shop.send('POST', path, await RULES[collection]!.data(), headers)
    return told(status, 201)
  }
  const { id } = await make(collection)
  if (action === 'read') return told((await shop.request(`${path}/${id}`, { headers })).status, 200)
  const method = action === 'update' ? 'PATCH' : 'DELETE'
  const body = action === 'update' ? RULES[collection]!.change : {}
  return told((await shop.send(method, `${path}/${id}`, body, headers)).status, 200)
}

/** Allowed or not; any other answer is a failure of the test. */
function told(status: number, allowed: number): boolean {
  if (status !== allowed && ![401, 403, 404].includes(status)) throw new Error(`Answered ${status}.`)
  return status === allowed
}

async function overLocalApi(who: Who, action: Action, collection: string): Promise<boolean> {
  const options = {
    collection: collection as CollectionSlug,
    overrideAccess: false,
    user: who === 'stranger' ? null : staff[who].user,
  }
  const data = action === 'create' ? await RULES[collection]!.data() : RULES[collection]!.change
  const id = action === 'create' ? 0 : (await make(collection)).id
  try {
    if (action === 'create') await shop.payload.create({ ...options, data: data as never })
    if (action === 'read') await shop.payload.findByID({ ...options, id })
    if (action === 'update') await shop.payload.update({ ...options, id, data: data as never })
    if (action === 'delete') await shop.payload.delete({ ...options, id })
    return true
  } catch (error) {
    if (['Forbidden', 'NotFound'].includes((error as Error).name)) return false
    throw error
  }
}

describe.each(Object.keys(RULES))('%s', (collection) => {
  const { allowed } = RULES[collection]!
  it.each(['read', 'create', 'update', 'delete'] as const)(
    'can be %s by those who may, and by nobody else',
    async (action) => {
      for (const who of EVERYBODY) {
        const expected = allowed[action].includes(who)
        expect([who, 'REST', await overRest(who, action, collection)]).toEqual([who, 'REST', expected])
        expect([who, 'Local API', await overLocalApi(who, action, collection)]).toEqual([
          who,
          'Local API',
          expected,
        ])
      }
    },
  )
})

describe('what only the shop writes', () => {
  const HIDDEN = ['inventory', 'shop-installation', 'discount-redemptions', 'stripe-objects']
  const READ = ['payments', 'order-history', 'stripe-events']

  it.each([...HIDDEN, ...READ])('%s is created, changed and deleted by nobody', async (collection) => {
    for (const who of EVERYBODY) {
      const headers = headersOf(who)
      for (const [method, path] of [
        ['POST', `/api/${collection}`],
        ['PATCH', `/api/${collection}/1`],
        ['DELETE', `/api/${collection}/1`],
      ] as const) {
        const { status } = await shop.send(method, path, {}, headers)
        expect([who, method, [401, 403, 404].includes(status)]).toEqual([who, method, true])
      }
    }
  })

  it.each(HIDDEN)('%s is read by nobody', async (collection) => {
    for (const who of EVERYBODY) {
      const { status } = await shop.request(`/api/${collection}`, { headers: headersOf(who) })
      expect([who, status]).toEqual([who, 403])
    }
  })

  it.each(READ)('%s is not read by strangers', async (collection) => {
    expect((await shop.request(`/api/${collection}`)).status).toBe(403)
    expect((await shop.request(`/api/${collection}`, { headers: staff.support.headers })).status).toBe(200)
  })

  it('shows no payment’s address, secret or parameters, not even to administrators', async () => {
    const item = await shop.createItem()
    const { json } = await shop.request(`/buy/${item.id}`)
    const { text } = await shop.request(`/api/payments?where[order][equals]=${json.orderId}`, {
      headers: staff.admin.headers,
    })
    expect(text).toContain(json.sessionId)
    expect(text).not.toMatch(/"url"|"clientSecret"|"params"|"idempotencyKey"/)
  })
})

describe('a stranger', () => {
  it('reads published items only: no drafts, and no versions', async () => {
    const item = await shop.createItem({ name: 'Published' })
    const data = { name: 'Secret plan', price: 2000 }
    await shop.payload.update({
      collection: 'items',
      id: item.id,
      draft: true,
      data: { ...data, _status: 'draft' },
    })
    const draft = await shop.payload.create({
      collection: 'items',
      draft: true,
      data: { name: 'Secret item', price: 100, currency: 'eur', _status: 'draft' },
    })
    const names = async (query: string) => {
      const { json } = await shop.request(`/api/items?limit=1000&select[name]=true${query}`)
      return json.docs
        .map(({ name }: { name: string }) => name)
        .filter((name: string) => /^(Pub|Sec)/.test(name))
    }
    expect(await names('')).toEqual(['Published'])
    expect(await names('&draft=true')).not.toContainEqual(expect.stringMatching(/^Secret/))
    expect((await shop.request(`/api/items/${draft.id}`)).status).toBe(404)
    expect((await shop.request(`/api/items/${item.id}?draft=true`)).text).not.toContain('Secret')
    expect((await shop.request('/api/items/versions')).status).toBe(403)
  })

  it('cannot register as the first user, run jobs or ask GraphQL', async () => {
    const email = { email: 'first@shop.example', password: 'a long password' }
    expect((await shop.send('POST', '/api/users/first-register', email)).status).toBe(404)
    for (const path of ['/api/payload-jobs', '/api/payload-jobs/run', '/api/payload-jobs/queue']) {
      for (const headers of [{}, staff.support.headers, staff.admin.headers]) {
        const { status } = await shop.request(path, { headers })
        expect([path, status === 403 || status === 404]).toEqual([path, true])
      }
    }
    expect((await shop.send('POST', '/api/graphql', { query: '{ Users { docs { email } } }' })).status).toBe(
      404,
    )
  })

  it('learns of no user, and not whether an address has an account', async () => {
    expect((await shop.request('/api/users')).status).toBe(403)
    const answers = []
    for (const email of [staff.admin.email, 'nobody@shop.example']) {
      answers.push((await shop.send('POST', '/api/users/forgot-password', { email })).json)
    }
    expect(answers[0]).toEqual(answers[1])
  })
})

describe('a user', () => {
  it.each(['editor', 'support'] as const)('who is %s raises neither himself nor others', async (role) => {
    const user = await shop.signIn(role)
    const { status } = await shop.send('PATCH', `/api/users/${user.id}`, { role: 'admin' }, user.headers)
    expect([200, 403, 409]).toContain(status)
    expect((await shop.payload.findByID({ collection: 'users', id: user.id })).role).toBe(role)
    const other = await shop.send('PATCH', `/api/users/${staff.admin.id}`, { role: 'support' }, user.headers)
    expect([403, 404]).toContain(other.status)
    const made = await shop.send(
      'POST',
      '/api/users',
      { email: 'x@y.example', password: 'a long password', role: 'admin' },
      user.headers,
    )
    expect(made.status).toBe(403)
  })

  it('changes his own name and sees himself', async () => {
    const user = await shop.signIn('support')
    const { status, json } = await shop.send('PATCH', `/api/users/${user.id}`, { name: 'Ada' }, user.headers)
    expect([status, json.doc.name]).toEqual([200, 'Ada'])
    const all = await shop.request('/api/users', { headers: user.headers })
    expect(all.json.docs.map(({ id }: { id: number }) => id)).toEqual([user.id])
  })

  it('with an API key has the rights of its user, on the shop’s own addresses too', async () => {
    const apiKey = 'f2b6e7f0-0000-4000-8000-000000000001'
    const key = await shop.payload.create({
      collection: 'users',
      data: {
        email: 'key@shop.example',
        password: 'a long password',
        role: 'support',
        enableAPIKey: true,
        apiKey,
      },
    })
    expect(key.id).toBeGreaterThan(0)
    const headers = { authorization: `users API-Key ${apiKey}` }
    const item = await shop.createItem()
    const { json } = await shop.request(`/buy/${item.id}`)
    expect((await shop.request(`/order/${json.orderId}`, { headers })).status).toBe(200)
    expect((await shop.request(`/item/by_order/${item.id}`, { headers })).json.orders).toHaveLength(1)
    expect((await shop.request('/api/orders', { headers })).status).toBe(200)
    expect(
      (await shop.send('POST', '/api/items', { name: 'x', price: 1, currency: 'eur' }, headers)).status,
    ).toBe(403)
    const wrong = { authorization: 'users API-Key wrong' }
    expect((await shop.request(`/order/${json.orderId}`, { headers: wrong })).status).toBe(401)
  })

  it('is never locked out by wrong passwords, which anybody can send', async () => {
    const { id, email, password } = await shop.signIn('support')
    for (let attempt = 0; attempt < 12; attempt += 1) {
      await shop.payload.login({ collection: 'users', data: { email, password: 'wrong' } }).catch(() => {})
    }
    expect((await shop.payload.login({ collection: 'users', data: { email, password } })).user?.id).toBe(id)
  })

  describe('with Payload’s cookie alone', () => {
    const statuses = async (headers: Record<string, string>) => {
      const cookie = `payload-token=${staff.support.token}`
      const order = await shop.createOrder([{ item: (await shop.createItem()).id, quantity: 1 }])
      const paths = [`/order/${order.id}`, '/api/orders', `/item/by_order/${order.lines?.[0]?.soldItem ?? 1}`]
      return Promise.all(
        paths.map(async (path) => (await shop.request(path, { headers: { cookie, ...headers } })).status),
      )
    }

    it.each([{}, { 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }])(
      'is himself where nothing speaks of another site: %p',
      async (headers) => {
        expect(await statuses(headers as Record<string, string>)).toEqual([200, 200, 200])
      },
    )

    it.each([
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    ])('is a stranger on another site’s behalf: %p', async (headers) => {
      expect(await statuses(headers as unknown as Record<string, string>)).toEqual([401, 403, 401])
    })

    it('changes something from where nothing is said, and not for another site', async () => {
      const user = await shop.signIn('support')
      const rename = async (headers: Record<string, string>) => {
        const cookie = `payload-token=${user.token}`
        return (await shop.send('PATCH', `/api/users/${user.id}`, { name: 'Ada' }, { cookie, ...headers }))
          .status
      }
      expect(await rename({})).toBe(200)
      expect(await rename({ origin: 'https://evil.example' })).toBe(403)
      expect(await rename({ 'sec-fetch-site': 'cross-site' })).toBe(403)
    })
  })

  it('cannot be made by a log-in from another site', async () => {
    const { email, password } = staff.admin
    const headers = { origin: 'https://evil.example' }
    expect((await shop.send('POST', '/api/users/login', { email, password }, headers)).status).toBe(403)
  })
})

describe('a picture', () => {
  it('is shown to strangers with its item, and no list tells them of the others', async () => {
    const bytes = await sharp({ create: { width: 40, height: 40, channels: 3, background: 'teal' } })
      .png()
      .toBuffer()
    const picture = (name: string) =>
      shop.payload.create({
        collection: 'media',
        data: { alt: name },
        file: { name: `${name}.png`, data: bytes, mimetype: 'image/png', size: bytes.length },
      })
    const [shown, secret] = [await picture('shown'), await picture('secret')]
    const item = await shop.createItem({ images: [shown.id] })
    const { json } = await shop.request(`/api/items/${item.id}?depth=1`)
    expect(json.images).toMatchObject([{ id: shown.id, alt: 'shown' }])
    expect((await shop.request(new URL(json.images[0].url, shop.url).pathname)).status).toBe(200)
    const path = ['', '?where[alt][equals]=secret', '/count', `/${shown.id}`, `/${secret.id}`]
    for (const end of path) {
      expect([end, (await shop.request(`/api/media${end}`)).status]).toEqual([end, 403])
      const { headers } = staff.support
      expect([end, (await shop.request(`/api/media${end}`, { headers })).status]).toEqual([end, 200])
    }
  })
})
