import { request as rawRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'

/** The same each time, so that whoever changed nothing is not told of a fault; other seeds look for new ones. */
const SEED = Number(process.env.NONSENSE_SEED ?? 844_504)
const COUNT = Number(process.env.NONSENSE_COUNT ?? 400)

jest.setTimeout(30_000 + COUNT * 50)

let shop: TestShop
let admin: SignedIn

beforeAll(async () => {
  shop = await startTestShop({ env: { TRUST_PROXY: '1' } })
  admin = await shop.signIn('admin')
  const { id } = await shop.createItem()
  await shop.createOrder([{ item: id, quantity: 1 }])
})

afterAll(() => shop.close())

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const COLLECTIONS = [
  'items',
  'orders',
  'discounts',
  'taxes',
  'media',
  'payments',
  'refunds',
  'users',
  'inventory',
]
const OTHERS = [
  'nothing',
  '__proto__',
  'constructor',
  'payload-preferences',
  'payload-locked-documents',
  'globals/x',
]
const TAILS = [
  '',
  '/1',
  '/count',
  '/versions',
  '/versions/1',
  '/access',
  '/access/1',
  '/abc',
  '/%ff',
  '/1/duplicate',
  '/1/refund',
  '/verify/x',
  '/file/x.png',
  '/me',
  '/init',
  '/login',
  '/preview',
  '/99999999999',
  '/-1',
  '/1e3',
  '/null',
]
const OWN = [
  '/',
  '/item/1',
  '/item/x',
  '/order/1',
  '/order/1/buy',
  '/order/by_item/1',
  '/item/by_order/1',
  '/buy/2',
  '/cart',
  '/cart/add',
  '/cart/code',
  '/cart/quantity',
  '/healthz',
  '/admin%00',
  '/sitemap.xml',
]
const FIELDS = [
  'id',
  'name',
  'price',
  'stock',
  'images',
  '_status',
  'createdAt',
  'lines.item',
  'lines',
  'status',
  'discount',
  'discount.name',
  'amountOff',
  'percentOff',
  'metadata',
  'metadata.a',
  'description',
  'description.root',
  'email',
  'hash',
  'apiKeyIndex',
  'sessions.id',
  'role',
  'history',
  'payments',
  'redeemBy',
  'nothing',
  'a.b.c',
  '__proto__',
  'and',
  'or',
  '',
]
const OPERATORS = [
  'equals',
  'not_equals',
  'in',
  'not_in',
  'all',
  'exists',
  'greater_than',
  'less_than_equal',
  'like',
  'not_like',
  'contains',
  'within',
  'intersects',
  'near',
  'nothing',
  '',
]
const VALUES = [
  '1',
  'abc',
  '',
  'null',
  'true',
  '-9e18',
  '1,2',
  '%00',
  '%25',
  "'",
  '%5C',
  '2026-01-01',
  '{}',
  '[]',
  '99999999999999999999',
  '%F0%9F%98%80',
  '%ed%a0%80',
]
const PARAMS = [
  'limit',
  'page',
  'depth',
  'sort',
  'draft',
  'locale',
  'fallback-locale',
  'select[name]',
  'populate[items][name]',
  'joins[history][limit]',
  'joins[x]',
  'trash',
  'pagination',
  'token',
  'after',
  'quantity',
  'flow',
  'q',
]
const METHODS = ['GET', 'GET', 'GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'PUT', 'OPTIONS']
const BODIES = [
  '',
  '{}',
  '[]',
  'null',
  '{"name":1}',
  '{"name":"x","price":-1}',
  '{"lines":[{"item":999999,"quantity":1}]}',
  '{"lines":{"a":1}}',
  '{"images":[999999]}',
  '{"createdAt":-9e18}',
  '{"email":[],"password":{}}',
  '{"discount":{"$gt":1}}',
  '{"metadata":{"a":"\\u0000"}}',
  '{"_status":"x"}',
  '{"__proto__":{"a":1},"constructor":1}',
  '{"id":"x"}',
  '{',
]

/** What clients send wrongly: one of these, or none. */
const HEADERS: Record<string, string>[] = [
  { 'content-type': 'multipart/form-data' },
  { 'content-type': 'multipart/form-data; boundary=x' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/json; charset=utf-7' },
  { 'content-type': '' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'nothing' },
  { accept: 'text/html' },
  { accept: '*/;q=x' },
  { 'accept-language': '*;q=9,%00' },
  { 'accept-encoding': 'nothing;q=0' },
  { cookie: 'payload-token=x.y.z; cart=%00; buyer={}' },
  { cookie: 'payload-token=; payload-lng=__proto__; =;;' },
  { authorization: 'JWT x.y.z' },
  { authorization: 'users API-Key ' },
  { authorization: 'nothing API-Key x' },
  { 'idempotency-key': ' '.repeat(300) },
  { 'idempotency-key': 'x'.repeat(5000) },
  { 'if-none-match': '"' },
  { range: 'bytes=9-1' },
  { origin: 'null' },
  { 'sec-fetch-site': 'nothing' },
  { 'x-http-method-override': 'DELETE' },
  { 'x-payload-http-method-override': 'GET' },
  { 'x-forwarded-host': 'x y' },
  { 'x-forwarded-proto': ',' },
]

const FORMS = [
  'a=1&a[b]=2',
  'quantity=1e9',
  '_payload={',
  '_payload=%7B%7D&__proto__[a]=1',
  '--x\r\n\r\n--x--',
]

describe.each([
  ['in its path, its query or its body', []],
  ['in its headers as well', HEADERS],
])(`A request that means nothing, ${COUNT} of them (seed ${SEED})`, (where, headers) => {
  it(`${where}, is nobody's fault but the caller's`, async () => {
    const random = randomFrom(SEED)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
    const query = () => {
      const kind = random()
      if (kind < 0.3) return ''
      if (kind < 0.75)
        return `?where[${pick(FIELDS)}][${pick(OPERATORS)}]${random() < 0.1 ? '[]' : ''}=${pick(VALUES)}`
      return `?${pick(PARAMS)}=${pick(VALUES)}&${pick(PARAMS)}=${pick(VALUES)}`
    }
    const faults: unknown[] = []
    for (let count = 0; count < COUNT; count += 1) {
      const base =
        random() < 0.15 ? pick(OWN) : `/api/${pick(random() < 0.9 ? COLLECTIONS : OTHERS)}${pick(TAILS)}`
      const method = pick(METHODS)
      const path = base + query()
      const bodies = headers.length > 0 && random() < 0.3 ? FORMS : BODIES
      const body = ['POST', 'PATCH', 'PUT'].includes(method) ? pick(bodies) : undefined
      const isAdmin = random() < 0.6
      const more = headers.length > 0 ? pick(headers) : {}
      // The one who asks must not log himself out, or take his own account away.
      if (/logout|users/.test(path) && method !== 'GET' && isAdmin) continue
      const { status, text } = await send({ method, path, body, isAdmin, more, index: count })
      if (status >= 500 || /node_modules|\bat \w+ \(|"stack"/.test(text)) {
        faults.push([method, path, body, isAdmin ? 'admin' : 'stranger', more, status])
      }
    }
    expect(faults).toEqual([])
  })
})

interface Sent {
  method: string
  path: string
  body: string | undefined
  isAdmin: boolean
  more: Record<string, string>
  index: number
}

function send({ method, path, body, isAdmin, more, index }: Sent): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(shop.url)
    const headers = {
      // Each from another address: a limit would hide what is behind it.
      'x-forwarded-for': `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`,
      ...(isAdmin && admin.headers),
      ...(body !== undefined && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      }),
      ...more,
    }
    const req = rawRequest({ host: '127.0.0.1', port, path, method, headers }, async (res) => {
      let text = ''
      for await (const chunk of res) text += chunk
      resolve({ status: res.statusCode ?? 0, text })
    })
    req.on('error', reject).end(body)
  })
}
