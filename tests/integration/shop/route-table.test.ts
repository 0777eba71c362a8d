import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Express } from 'express'
import type { Endpoint } from 'payload'
import type { Role } from '../../../src/plugin/collections/access.ts'
import { createApp } from '../../../src/server/app.ts'
import { type CatalogueReader, openCatalogueReader } from '../../../src/server/catalogue/catalogue-reader.ts'
import { describeApi } from '../../../src/server/openapi/document.ts'
import { startTestShop, type TestShop } from '../../support/test-shop.ts'

type Who = 'stranger' | 'otherToken' | Role | `${Role} by key`
const ROLES = ['admin', 'editor', 'support'] as const
const EVERYBODY: readonly Who[] = ['stranger', 'otherToken', ...ROLES]
const STAFF: readonly Who[] = ROLES
const CATALOGUE: readonly Who[] = ['admin', 'editor']
const SALES: readonly Who[] = ['admin', 'support']
const ADMIN: readonly Who[] = ['admin']
const NOBODY: readonly Who[] = []

/** Who is not sent away, by the shop's own routes. `:id` is an order or an item that is there. */
const SHOP_ROUTES: Record<string, readonly Who[]> = {
  'get /healthz': EVERYBODY,
  'get /readyz': EVERYBODY,
  'get /metrics': EVERYBODY, // At this machine.
  'post /stripe/webhook/:account': EVERYBODY, // The signature decides.
  'get /buy/:id': EVERYBODY,
  'post /buy/:id': EVERYBODY,
  'get /order/find': EVERYBODY,
  'post /order/find': EVERYBODY,
  'get /order/:id': STAFF,
  'get /order/:id/packing-slip': STAFF,
  'get /order/:id/buy': STAFF,
  'post /order/:id/buy': STAFF,
  'get /item/by_order/:id': STAFF,
  'get /order/by_item/:id': STAFF,
  'get /cart': EVERYBODY,
  'post /cart/items': EVERYBODY,
  'post /cart/add': EVERYBODY,
  'post /cart/quantity': EVERYBODY,
  'post /cart/remove': EVERYBODY,
  'post /cart/code': EVERYBODY,
  'post /cart/delivery': EVERYBODY,
  'post /cart/pay': EVERYBODY,
  'get /': EVERYBODY,
  'get /item/:id': EVERYBODY,
  'get /preview/item/:id': STAFF,
  'get /preview/mail/:kind/:language': STAFF,
  'get /preview/mail/:kind/:language/text': STAFF,
  'get /page/:slug': EVERYBODY,
  'get /sitemap.xml': EVERYBODY,
  'get /sitemap/:part': EVERYBODY,
  'get /robots.txt': EVERYBODY,
  'get /demo/mail': EVERYBODY, // At this machine.
  'get /api/openapi.json': EVERYBODY,
}

type Rule = Partial<Record<'read' | 'versions' | 'create' | 'update' | 'delete', readonly Who[]>>
const HIDDEN: Rule = { read: NOBODY, create: NOBODY, update: NOBODY, delete: NOBODY }
const RECORDED = (read: readonly Who[]): Rule => ({ ...HIDDEN, read })

/** Who is not sent away, by collection. Users may read and write themselves; to others' documents they are sent away. */
const COLLECTIONS: Record<string, Rule> = {
  items: { read: EVERYBODY, versions: CATALOGUE, create: CATALOGUE, update: CATALOGUE, delete: CATALOGUE },
  orders: { read: STAFF, create: SALES, update: SALES, delete: SALES },
  discounts: { read: STAFF, create: CATALOGUE, update: CATALOGUE, delete: CATALOGUE },
  'shipping-rates': { read: STAFF, create: CATALOGUE, update: CATALOGUE, delete: CATALOGUE },
  taxes: { read: STAFF, create: CATALOGUE, update: CATALOGUE, delete: CATALOGUE },
  media: { read: STAFF, create: CATALOGUE, update: CATALOGUE, delete: CATALOGUE },
  pages: { read: STAFF, versions: CATALOGUE, create: CATALOGUE, update: CATALOGUE, delete: CATALOGUE },
  exports: { read: CATALOGUE, create: CATALOGUE, update: NOBODY, delete: CATALOGUE },
  imports: { read: CATALOGUE, create: CATALOGUE, update: NOBODY, delete: CATALOGUE },
  users: { read: STAFF, create: ADMIN, update: STAFF, delete: ADMIN },
  payments: RECORDED(STAFF),
  refunds: RECORDED(STAFF),
  disputes: RECORDED(STAFF),
  'order-history': RECORDED(STAFF),
  'price-history': HIDDEN,
  'stripe-events': RECORDED(SALES),
  'stripe-sync': RECORDED(STAFF),
  'stripe-objects': HIDDEN,
  'stock-holds': HIDDEN,
  inventory: HIDDEN,
  'discount-redemptions': HIDDEN,
  'shop-outbox': HIDDEN,
  'shop-installation': HIDDEN,
}

/** What a collection has beside Payload's ordinary addresses. */
const OTHERS: Record<string, readonly Who[]> = {
  'post /api/orders/:id/refund': SALES,
  'post /api/stripe-events/:id/retry': ADMIN,
  'get /api/exports/file/:filename': NOBODY, // No file is kept.
  'get /api/exports/paste-url/:id?': STAFF, // Turned off, as with pictures.
  'post /api/exports/download': CATALOGUE,
  'post /api/exports/export-preview': CATALOGUE,
  'get /api/imports/file/:filename': NOBODY,
  'get /api/imports/paste-url/:id?': STAFF,
  'post /api/imports/preview-data': CATALOGUE,
  'get /api/orders/accounting': SALES,
  'get /api/globals/shop-settings': STAFF,
  'post /api/globals/shop-settings': ADMIN,
  'post /api/orders/:id/send-link': SALES,
  'get /api/media/file/:filename': EVERYBODY,
  'get /api/media/paste-url/:id?': STAFF, // Turned off: 400 for all of them.
  'patch /api/users/:id': ADMIN, // Of somebody else; of many, one's own is what is left.
  'post /api/users/:id/api-key': ADMIN, // Of somebody else, and not with a key.
  'delete /api/users/:id/api-key': ADMIN,
}

/** Payload's own, which look after themselves, or are closed (`log-in.test.ts`, `access.test.ts`). */
const ELSEWHERE = [
  /^\w+ \/api\/users\/(login|logout|me|init|refresh-token|forgot-password|reset-password|first-register|unlock|verify\/:id)$/,
  /^\w+ \/api\/[\w-]+\/access\/:id\?$/,
  /^\w+ \/api\/payload-/,
  /^get \/api\/access$/,
  /^\w+ \/api\/orders\/preview$/,
  /^\w+ \/api\/stripe-sync\/:kind\/:id/,
  /^\w+ \/api\/globals\/[\w-]+\/(access|versions)/,
]

let shop: TestShop
let app: Express
let catalogue: CatalogueReader
const headers = {} as Record<Who, Record<string, string>>
let item: number
let order: number
let otherToken: string

beforeAll(async () => {
  shop = await startTestShop({ env: { TRUST_PROXY: '1' } })
  const { payload, config } = shop
  catalogue = openCatalogueReader(payload, config)
  app = createApp({
    config,
    payload,
    admin: async () => {},
    state: { isStopping: false },
    catalogue,
  }).routes
  headers.stranger = {}
  headers.otherToken = {}
  for (const role of ROLES) {
    const { id, headers: jwt } = await shop.signIn(role)
    const { json } = await shop.request(`/api/users/${id}/api-key`, { method: 'POST', headers: jwt })
    headers[role] = jwt
    headers[`${role} by key`] = { authorization: `users API-Key ${json.apiKey}` }
  }
  item = (await shop.createItem()).id
  order = (await shop.createOrder([{ item, quantity: 1 }])).id
  otherToken = ((await shop.createOrder([{ item, quantity: 1 }])) as unknown as { token: string }).token
})

afterAll(async () => {
  await catalogue.close()
  await shop.close()
})

type Layer = {
  route?: { path: string | string[]; methods: Record<string, boolean> }
  handle: { stack?: Layer[] }
}

/** Every method and path that Express routes, `all` and HEAD apart. */
function routesOf(layers: Layer[]): string[] {
  return layers.flatMap(({ route, handle }) => {
    if (!route) return handle.stack ? routesOf(handle.stack) : []
    const methods = Object.keys(route.methods).filter((method) => !['_all', 'head'].includes(method))
    return [route.path].flat().flatMap((path) => methods.map((method) => `${method} ${path}`))
  })
}

const ORDINARY: Record<string, keyof Rule> = {
  'get /': 'read',
  'get /count': 'read',
  'get /:id': 'read',
  'get /versions': 'versions',
  'get /versions/:id': 'versions',
  'post /versions/:id': 'update',
  'post /': 'create',
  'post /:id/duplicate': 'create',
  'patch /': 'update',
  'patch /:id': 'update',
  'delete /': 'delete',
  'delete /:id': 'delete',
}

/** Each address of Payload's with its expected callers; null where it has no row. */
function payloadRows(): [string, readonly Who[] | null][] {
  const { config } = shop.payload
  const rooted = (config.endpoints ?? []).map((endpoint) => toRow('', endpoint))
  const ofCollections = config.collections.flatMap(({ slug, endpoints }) =>
    (endpoints || []).map((endpoint) => toRow(slug, endpoint)),
  )
  const ofGlobals = config.globals.flatMap(({ slug, endpoints }) =>
    (endpoints || []).map((endpoint) => toRow(`globals/${slug}`, endpoint)),
  )
  return [...rooted, ...ofCollections, ...ofGlobals].filter((row) => row !== null)
}

function toRow(slug: string, { method, path }: Endpoint): [string, readonly Who[] | null] | null {
  const address = `${method} /api${slug && `/${slug}`}${path === '/' ? '' : path}`
  if (ELSEWHERE.some((pattern) => pattern.test(address))) return null
  const action = ORDINARY[`${method} ${path}`]
  const rule = COLLECTIONS[slug]
  if (OTHERS[address]) return [address, OTHERS[address]]
  return [address, (action && (rule?.[action] ?? rule?.read)) ?? null]
}

it('has a row for every route', () => {
  const routed = routesOf((app as unknown as { router: { stack: Layer[] } }).router.stack)
  // Only limits stand there: Payload's own rows say who may.
  const isLimit =
    /^post \/api\/users\/(login|forgot-password|reset-password)$|^patch \/api\/users\{|^post \/api\/orders\/:id\/refund$|^get \/api\/items/
  const missing = routed.filter((route) => !(route in SHOP_ROUTES) && !isLimit.test(route))
  const payloadMissing = payloadRows().flatMap(([address, allowed]) => (allowed ? [] : [address]))
  expect([...missing, ...payloadMissing]).toEqual([])
  expect(Object.keys(SHOP_ROUTES).filter((route) => !routed.includes(route))).toEqual([])
})

it('describes every route of the shop', () => {
  const { paths } = describeApi({ publicUrl: 'https://shop.example' })
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  )
  expect(Object.keys(SHOP_ROUTES).filter((route) => !described.includes(route))).toEqual([])
})

const SENT_AWAY = [401, 403]
/** What is shown to nobody who asks from elsewhere. */
const AT_THIS_MACHINE = ['/metrics', '/demo/mail']

let asked = 0

/** Each from another address: a limit would hide who may. */
function newAddress() {
  asked += 1
  return { 'x-forwarded-for': `198.18.${asked >> 8}.${asked & 255}` }
}

async function ask(address: string, who: Who, id: number): Promise<number> {
  const [method = '', pattern = ''] = address.split(' ')
  const isBulk = pattern.startsWith('/api') && ['patch', 'delete'].includes(method) && !pattern.includes(':')
  const path = pattern.replace(/:\w+\??/g, String(id)) + (isBulk ? '?where[id][equals]=999999' : '')
  const token = who === 'otherToken' ? `${path.includes('?') ? '&' : '?'}token=${otherToken}` : ''
  const hasBody = ['post', 'patch'].includes(method)
  const { status } = await shop.request(path + token, {
    method: method.toUpperCase(),
    headers: {
      ...headers[who],
      // The figures are for direct connections.
      ...(!AT_THIS_MACHINE.includes(path) && newAddress()),
      ...(hasBody && { 'content-type': 'application/json' }),
    },
    ...(hasBody && { body: '{}' }),
  })
  return status
}

async function expectCallers(address: string, allowed: readonly Who[], id: number): Promise<void> {
  const found: Who[] = []
  for (const who of EVERYBODY) {
    const status = await ask(address, who, id)
    expect([address, who, status < 500]).toEqual([address, who, true])
    if (!SENT_AWAY.includes(status)) found.push(who)
  }
  expect([address, found]).toEqual([address, EVERYBODY.filter((who) => allowed.includes(who))])
}

describe('each route of the shop', () => {
  it.each(Object.entries(SHOP_ROUTES))('%s lets in whom it is for', async (address, allowed) => {
    await expectCallers(
      address,
      allowed,
      /\/(order|by_order)\/:id/.test(address) && !address.includes('/item/') ? order : item,
    )
  })

  it.each(Object.entries(SHOP_ROUTES))('%s takes a key as it takes its user', async (address, allowed) => {
    for (const role of ROLES) {
      const status = await ask(address, `${role} by key`, address.includes(' /order/:id') ? order : item)
      expect([role, SENT_AWAY.includes(status)]).toEqual([role, !allowed.includes(role)])
    }
  })
})

describe('each address of Payload', () => {
  it('lets in whom it is for, and takes a key as it takes its user', async () => {
    const wrong: unknown[] = []
    for (const [address, allowed] of payloadRows()) {
      if (!allowed) continue
      for (const who of [...EVERYBODY, ...ROLES.map((role) => `${role} by key` as const)]) {
        const role = who.replace(' by key', '') as Who
        const isOfKeys = address.endsWith('/api-key') && who !== role
        const status = await ask(address, who, 999_999)
        const isLetIn = !SENT_AWAY.includes(status)
        const isExpected = allowed.includes(role) && !isOfKeys
        // What nobody may find is not there, and that is as good.
        const isAsGood = isLetIn && !isExpected && status === 404
        if (status >= 500 || (isLetIn !== isExpected && !isAsGood)) wrong.push([address, who, status])
      }
    }
    expect(wrong).toEqual([])
  }, 240_000)
})
