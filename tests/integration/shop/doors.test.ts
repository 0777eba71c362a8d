import { once } from 'node:events'
import { createServer, type IncomingMessage, request as rawRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import sharp from 'sharp'
import { refuseTunnels } from '../../../src/server/tunnels.ts'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'

let shop: TestShop
let admin: SignedIn
let editor: SignedIn

beforeAll(async () => {
  shop = await startTestShop()
  admin = await shop.signIn('admin')
  editor = await shop.signIn('editor')
})

afterAll(() => shop.close())

/** As it is written: `fetch` would tidy the path up. */
function raw(method: string, path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; text: string; allow: string }>((resolve, reject) => {
    const { port } = new URL(shop.url)
    const req = rawRequest({ host: '127.0.0.1', port, path, method, headers }, async (res) => {
      let text = ''
      for await (const chunk of res) text += chunk
      resolve({ status: res.statusCode ?? 0, text, allow: res.headers.allow ?? '' })
    })
    req.on('error', reject).end()
  })
}

describe('a list', () => {
  const COUNT = 130

  beforeAll(async () => {
    for (let made = 0; made < COUNT; made += 1) await shop.createItem({ name: 'Same' })
    await shop.sql("update items set created_at = '2026-01-01', updated_at = '2026-01-01'")
  })

  it.each(['limit=0', 'limit=1000', 'pagination=false', 'limit=0&pagination=false'])(
    'gives a stranger 100 documents for %s, and staff all of these',
    async (query) => {
      const stranger = await shop.request(`/api/items?${query}`)
      expect([stranger.status, stranger.json.docs.length]).toEqual([200, 100])
      const staff = await shop.request(`/api/items?${query}`, { headers: editor.headers })
      expect([staff.status, staff.json.docs.length]).toEqual([200, COUNT])
    },
  )

  it.each(['', 'sort=name', 'sort=-createdAt', 'sort=name&draft=true', 'where[name][equals]=Same'])(
    'has each document on one page, however it is sorted (%s)',
    async (query) => {
      const ids: number[] = []
      for (let page = 1; page <= 13; page += 1) {
        const headers = query.includes('draft') ? { headers: editor.headers } : {}
        const { json } = await shop.request(`/api/items?limit=10&page=${page}&${query}`, headers)
        ids.push(...json.docs.map(({ id }: { id: number }) => id))
      }
      expect([ids.length, new Set(ids).size]).toEqual([COUNT, COUNT])
    },
  )

  it('of the catalogue shows each item once over its pages', async () => {
    const links: string[] = []
    for (let page = 1; page <= Math.ceil(COUNT / 12); page += 1) {
      const { text } = await shop.request(`/?page=${page}`)
      links.push(...new Set([...text.matchAll(/\/item\/\d+/g)].map(([link]) => link)))
    }
    expect([links.length, new Set(links).size]).toEqual([COUNT, COUNT])
  })

  it('is answered to HEAD as to GET, which leaves no trace in what GET answers', async () => {
    const path = '/api/items?limit=3'
    const head = await shop.request(path, { method: 'HEAD' })
    const get = await shop.request(path)
    expect([head.status, head.text, get.status, get.json.docs.length]).toEqual([200, '', 200, 3])
    expect((await shop.request('/api/items/999999', { method: 'HEAD' })).status).toBe(404)
    expect((await shop.request('/api/items/count', { method: 'HEAD' })).status).toBe(200)
  })
})

describe('a path', () => {
  it.each([
    '/api/./users/login',
    '/api/%2e%2e/api/users/login',
    '/api\\users\\login',
    '//api/users/login',
    '/api//users/login',
    '/api/users/%6cogin',
    '/api/../api/payload-jobs/run',
  ])('%s leads to nothing', async (path) => {
    expect((await raw('POST', path)).status).toBe(404)
    expect((await raw('GET', path)).status).toBe(404)
  })
})

describe('a method that an address does not have', () => {
  it.each([
    '/',
    '/item/1',
    '/page/terms',
    '/buy/1',
    '/cart',
    '/cart/add',
    '/order/find',
    '/order/1',
    '/order/1/buy',
    '/order/1/packing-slip',
    '/order/by_item/1',
    '/stripe/webhook/usd',
    '/healthz',
    '/metrics',
    '/robots.txt',
    '/favicon.ico',
    '/sitemap.xml',
    '/demo/mail',
    '/api/openapi.json',
    '/api/items',
    '/api/users/login',
    '/admin',
    '/admin/collections/items',
    '/_next/static/x.js',
  ])('is refused at %s, and the others are named', async (path) => {
    for (const method of ['TRACE', 'PROPFIND']) {
      const { status, allow } = await raw(method, path)
      expect([method, status]).toEqual([method, 405])
      expect(allow).toMatch(/(GET|POST)/)
      expect(allow).not.toContain(method)
    }
  })

  it('is refused of a file, and of the panel where it would change something', async () => {
    const [file = ''] = /\/assets\/shop\.\w+\.css/.exec((await shop.request('/')).text) ?? []
    expect((await raw('DELETE', file)).status).toBe(405)
    expect((await raw('DELETE', '/admin')).status).toBe(405)
    expect((await raw('GET', file)).status).toBe(200)
  })

  it('is refused where a tunnel is asked for', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    refuseTunnels(server)
    const { port } = server.address() as AddressInfo
    const asked = rawRequest({ host: '127.0.0.1', port, method: 'CONNECT', path: 'example.com:443' }).end()
    const [{ statusCode, headers }] = (await once(asked, 'connect')) as [IncomingMessage]
    expect([statusCode, headers.allow]).toEqual([405, expect.stringContaining('GET')])
    server.close()
  })
})

describe('a stranger', () => {
  it.each([
    ['POST', '/api/users/verify/x', 404],
    ['GET', '/api/media/file/missing.png', 404],
    ['GET', '/api/orders/%ff', 404],
    ['GET', '/admin/%ff', 404],
    ['GET', '/api/__proto__', 404],
    ['GET', '/api/constructor/1', 404],
    ['GET', '/api/globals/__proto__', 404],
    ['GET', '/api/items?where[name][near]=1', 400],
    ['GET', '/api/items?where[price][contains]=1', 400],
    ['GET', '/api/items?where[name][all]=1', 400],
    ['GET', '/api/items?where[images.alt][like][]=1', 400],
    ['GET', '/api/items?where[id][like]=x', 400],
  ])('%s %s is %i, and no fault of the shop’s', async (method, path, status) => {
    expect((await raw(method, path)).status).toBe(status)
  })
})

describe('a document', () => {
  const item = { name: 'Pot', price: 100, currency: 'eur', _status: 'published' }

  it('with a picture that is not there is refused', async () => {
    const { status } = await shop.send('POST', '/api/items', { ...item, images: [999_999] }, editor.headers)
    expect(status).toBe(400)
  })

  it('is as old as it is, whatever is sent', async () => {
    const old = '2001-01-01T00:00:00.000Z'
    const made = await shop.send(
      'POST',
      '/api/items',
      { ...item, createdAt: old, updatedAt: old },
      editor.headers,
    )
    expect(made.status).toBe(201)
    expect(made.json.doc.createdAt > '2026').toBe(true)
    const change = { name: 'Pan', createdAt: -9e18, updatedAt: old }
    const changed = await shop.send('PATCH', `/api/items/${made.json.doc.id}`, change, editor.headers)
    expect([changed.status, changed.json.doc.createdAt]).toEqual([200, made.json.doc.createdAt])
    expect(changed.json.doc.updatedAt >= made.json.doc.updatedAt).toBe(true)
  })

  it.each([-9e18, 'tomorrow', '+120000-01-01T00:00:00.000Z'])(
    'of a day that is none (%s) is refused',
    async (redeemBy) => {
      const discount = { name: 'Ten', percentOff: 10, duration: 'once', redeemBy }
      expect((await shop.send('POST', '/api/discounts', discount, editor.headers)).status).toBe(400)
    },
  )

  it('of more pixels than a picture needs is refused before it is opened', async () => {
    const image = sharp({ create: { width: 9_000, height: 9_000, channels: 3, background: 'white' } })
    const form = new FormData()
    form.set(
      'file',
      new Blob([new Uint8Array(await image.png().toBuffer())], { type: 'image/png' }),
      'big.png',
    )
    form.set('_payload', JSON.stringify({ alt: 'White' }))
    const { status, json } = await shop.request('/api/media', {
      method: 'POST',
      body: form,
      headers: editor.headers,
    })
    expect([status, json.errors[0].message]).toEqual([400, 'A picture has 50 million pixels at most.'])
  })
})

describe('what only some may see', () => {
  it('is kept by no cache', async () => {
    const { email, password } = admin
    const answers = [
      await shop.send('POST', '/api/users/login', { email, password }),
      await shop.send('POST', '/api/users/login', { email, password: 'wrong' }),
      await shop.request('/api/users/me', { headers: admin.headers }),
      await shop.request('/api/orders', { headers: admin.headers }),
    ]
    expect(answers.map(({ headers }) => headers.get('cache-control'))).toEqual(Array(4).fill('no-store'))
  })

  it('is shown to staff who follow a link from a mail, and a payment is not started so', async () => {
    const { id } = await shop.createOrder([{ item: (await shop.createItem()).id, quantity: 1 }])
    const headers = {
      accept: 'text/html',
      cookie: `payload-token=${admin.token}`,
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    }
    expect((await raw('GET', `/order/${id}`, headers)).status).toBe(200)
    expect((await raw('GET', `/order/${id}/buy`, headers)).status).toBe(403)
    expect((await raw('GET', `/order/${id}`, { ...headers, 'sec-fetch-mode': 'cors' })).status).toBe(401)
  })

  it.each([
    { 'x-forwarded-for': '1.2.3.4' },
    { via: '1.1 proxy' },
    { 'x-real-ip': '1.2.3.4' },
    { 'cf-connecting-ip': '1.2.3.4' },
    { host: 'shop.example' },
  ] as Record<string, string>[])('the figures are closed with %j', async (headers) => {
    expect((await raw('GET', '/metrics', headers)).status).toBe(403)
    expect((await raw('GET', '/metrics')).status).toBe(200)
  })
})

describe('a lock in the panel', () => {
  it('is nobody else’s to make or to take away, and can be taken over', async () => {
    const { id } = await shop.createItem()
    const lock = (user: number) => ({
      document: { relationTo: 'items', value: id },
      user: { relationTo: 'users', value: user },
    })
    const path = '/api/payload-locked-documents'
    expect((await shop.send('POST', path, lock(admin.id), editor.headers)).status).toBe(403)
    const made = await shop.send('POST', path, lock(admin.id), admin.headers)
    expect(made.status).toBe(201)
    const own = `${path}/${made.json.doc.id}`
    const taken = await shop.request(own, { method: 'DELETE', headers: editor.headers })
    expect([403, 404]).toContain(taken.status)
    expect((await shop.send('PATCH', own, { user: lock(editor.id).user }, editor.headers)).status).toBe(200)
    expect((await shop.request(own, { method: 'DELETE', headers: editor.headers })).status).toBe(200)
  })
})

describe('a preference in the panel', () => {
  it('is taken away once, and is unknown from then on', async () => {
    const path = '/api/payload-preferences/columns'
    expect((await shop.send('POST', path, { value: ['name'] }, editor.headers)).status).toBe(200)
    const remove = (headers: Record<string, string>) => shop.request(path, { method: 'DELETE', headers })
    expect((await remove(admin.headers)).status).toBe(404)
    expect((await remove(editor.headers)).status).toBe(200)
    expect((await remove(editor.headers)).status).toBe(404)
    expect((await remove({})).status).toBe(401)
  })
})
