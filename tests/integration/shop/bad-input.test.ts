import { request as rawRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'

let shop: TestShop
let admin: SignedIn
let mug: number
let unpublished: number

beforeAll(async () => {
  shop = await startTestShop()
  admin = await shop.signIn('admin')
  mug = (await shop.createItem()).id
  const data = { name: 'Later', price: 100, currency: 'eur', _status: 'draft' as const }
  unpublished = (await shop.payload.create({ collection: 'items', draft: true, data })).id
})

afterAll(() => shop.close())

/** The path as it is, which fetch would tidy up. */
function raw(path: string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(shop.url)
  return new Promise((resolve, reject) => {
    const req = rawRequest({ host: hostname === 'localhost' ? '127.0.0.1' : hostname, port, path }, (res) => {
      let text = ''
      res.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      res.on('end', () => resolve({ status: res.statusCode ?? 0, text }))
    })
    req.on('error', reject).end()
  })
}

const IDS: [string, number][] = [
  ['999999', 404],
  ['0', 404],
  ['2147483648', 404],
  ['99999999999999999999', 404],
  ['-1', 400],
  ['1.5', 400],
  ['1e1', 400],
  ['abc', 400],
  ['%00', 400],
  ['1%00', 400],
  ['1%20', 400],
  ['%F0%9F%8D%B5', 400],
  ["1'%20or%201=1--", 400],
]

describe('an id in the address', () => {
  it.each(IDS)('%s is answered in words on every route', async (id, status) => {
    const routes = [
      `/buy/${id}`,
      `/order/${id}`,
      `/order/${id}/buy`,
      `/item/by_order/${id}`,
      `/order/by_item/${id}`,
    ]
    for (const route of routes) {
      const answer = await shop.request(route, { headers: admin.headers })
      // A look-up of an item that is not there is an empty list: orders outlive items.
      const isLookUp = route.includes('/by_')
      if (isLookUp && status === 404) {
        expect([route, [200, 404].includes(answer.status)]).toEqual([route, true])
        continue
      }
      expect([route, answer.status]).toEqual([route, status])
      expect(answer.json.error.message.length).toBeGreaterThan(10)
      expect(answer.json.error.code).toBe(status === 404 ? 'not_found' : 'invalid_input')
    }
  })

  it.each(IDS)('%s is a page that is not found where people look', async (id) => {
    const { status, text, headers } = await shop.request(`/item/${id}`)
    expect(status).toBe(404)
    expect(headers.get('content-type')).toContain('text/html')
    expect(text).toContain('<h1')
  })

  it('of an unpublished item is as unknown as any', async () => {
    expect((await shop.request(`/buy/${unpublished}`)).status).toBe(404)
    expect((await shop.request(`/item/${unpublished}`)).status).toBe(404)
  })

  it.each(['/buy/%', '/item/%E0%A4%A', '/order/%ff/buy'])(
    'that cannot be decoded, %s, is malformed',
    async (path) => {
      const { status } = await raw(path)
      expect([400, 404]).toContain(status)
    },
  )
})

describe('what is asked for', () => {
  it.each(['0', '100', '1.5', '1e2', '-1', 'abc', '', ' 1', '+1', '٣', '1,2', '0x1'])(
    'quantity %p is refused',
    async (quantity) => {
      const { status, json } = await shop.request(`/buy/${mug}?quantity=${encodeURIComponent(quantity)}`)
      expect([status, json.error.code]).toEqual([400, 'invalid_input'])
      expect(json.error.message).toContain('quantity')
    },
  )

  it.each([
    'quantity=1&quantity=2',
    'quantity[]=5',
    'quantity[a]=1',
    'flow[]=intent',
    'flow=cash',
    'flow=hosted&flow=intent',
  ])('by ?%s is refused', async (query) => {
    const { status, json } = await shop.request(`/buy/${mug}?${query}`)
    expect([status, json.error.code]).toEqual([400, 'invalid_input'])
  })

  it.each(['limit[]=1', 'after[]=x'])('of a look-up by ?%s is refused', async (query) => {
    const { status } = await shop.request(`/item/by_order/${mug}?${query}`, { headers: admin.headers })
    expect(status).toBe(400)
  })

  it('is read from a form and from JSON alike', async () => {
    const bought = async (body: string, type: string) => {
      const before = (await shop.sql('select count(*)::int as count from orders'))[0].count
      const init = { method: 'POST', body: new TextEncoder().encode(body), headers: { 'content-type': type } }
      const { status } = await shop.request(`/buy/${mug}`, init)
      const rows = await shop.sql(
        'select quantity::int as quantity from orders_lines order by _parent_id desc limit 1',
      )
      const after = (await shop.sql('select count(*)::int as count from orders'))[0].count
      return [status, after - before === 1 ? rows[0].quantity : null]
    }
    const [form, json] = ['application/x-www-form-urlencoded', 'application/json']
    expect(await bought('quantity=3', form)).toEqual([303, 3])
    expect(await bought('{"quantity":4}', json)).toEqual([303, 4])
    expect(await bought('{"quantity":"5","flow":"hosted"}', json)).toEqual([303, 5])
    expect(await bought('', 'text/plain')).toEqual([303, 1])
    for (const [body, type] of [
      ['{"quantity":2.5}', json],
      ['{"quantity":100}', json],
      ['{"quantity":[5]}', json],
      ['{"quantity":', json],
      ['[]', json],
      ['null', json],
      ['quantity[]=5', form],
      ['quantity=5', 'text/plain'],
      ['--x\r\n\r\n--x--', 'multipart/form-data; boundary=x'],
    ] as const) {
      expect([body, ...(await bought(body, type))]).toEqual([body, 400, null])
    }
    const order = await shop.createOrder([{ item: mug, quantity: 1 }])
    const pay = (body: unknown) => shop.send('POST', `/order/${order.id}/buy`, body, admin.headers)
    expect((await pay({ flow: 'cash' })).status).toBe(400)
    expect((await pay({ flow: 'hosted' })).status).toBe(303)
  })

  it.each(['0', '101', 'x', '-1', '1.5', ''])('limit %p of a look-up is refused', async (limit) => {
    const { status, json } = await shop.request(`/item/by_order/${mug}?limit=${limit}`, {
      headers: admin.headers,
    })
    expect([status, json.error.code]).toEqual([400, 'invalid_input'])
  })

  it.each(['x', 'bzo', '....', '%00'])('after %p of a look-up is refused', async (after) => {
    const { status } = await shop.request(`/item/by_order/${mug}?after=${after}`, { headers: admin.headers })
    expect(status).toBe(400)
  })

  it('is looked for as it was typed, whatever it means to a database', async () => {
    await shop.createItem({ name: 'Half_price 50% \\o/' })
    const finds = async (query: string) => {
      const { text } = await shop.request(`/?q=${encodeURIComponent(query)}`)
      return [text.includes('Half_price'), text.includes('>Mug<')]
    }
    for (const query of ['%', '_', '50% ', '\\o'])
      expect([query, ...(await finds(query))]).toEqual([query, true, false])
    for (const query of ['%%', 'M_g', 'H%e'])
      expect([query, ...(await finds(query))]).toEqual([query, false, false])
  })

  it('by a method that a route does not have is 405 with what it has', async () => {
    for (const [method, path, allow] of [
      ['HEAD', `/buy/${mug}`, 'GET, POST'],
      ['PUT', `/buy/${mug}`, 'GET, POST'],
      ['DELETE', `/order/1/buy`, 'GET, POST'],
      ['POST', '/api/openapi.json', 'GET, HEAD'],
      ['DELETE', '/api/openapi.json', 'GET, HEAD'],
    ] as const) {
      const answer = await shop.request(path, { method, headers: admin.headers })
      expect([method, path, answer.status]).toEqual([method, path, 405])
      expect(answer.headers.get('allow')).toBe(allow)
    }
  })
})

describe('a path', () => {
  it.each([
    '/assets/../package.json',
    '/assets/..%2f..%2fpackage.json',
    '/..%2f..%2fetc%2fpasswd',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets/....//package.json',
    '/item/..%2f..%2f.env',
    '/.env',
    '/.git/config',
    '/api/media/file/..%2f..%2f..%2fpackage.json',
  ])('%s leads to nothing', async (path) => {
    const { status, text } = await raw(path)
    expect([path, status >= 400 && status < 500]).toEqual([path, true])
    expect(text).not.toMatch(/payload-stripe-shop"|root:|\[core\]/)
  })

  it('that nobody knows is a page for people and JSON for programs', async () => {
    const forPeople = await shop.request('/nothing', { headers: { accept: 'text/html' } })
    expect([forPeople.status, forPeople.headers.get('content-type')]).toEqual([
      404,
      'text/html; charset=utf-8',
    ])
    const typeFor = async (accept: string) =>
      (await shop.request('/nothing', { headers: { accept } })).headers.get('content-type')
    expect(await typeFor('TEXT/HTML, */*;q=0.8')).toContain('text/html')
    expect(await typeFor('text/html;q=0, */*')).toContain('application/json')
    const forPrograms = await shop.request('/nothing')
    expect(forPrograms.json).toEqual({ error: { code: 'not_found', message: expect.any(String) } })
    expect((await shop.request('/api/nothing')).status).toBe(404)
  })
})

describe('an amount with more decimals than can be charged', () => {
  const save = (method: string, path: string, data: object) =>
    shop.send(method, `/api${path}`, data, admin.headers)
  const expectRefused = (answer: Awaited<ReturnType<typeof save>>, field: string) => {
    expect(answer.status).toBe(400)
    const [error] = answer.json.errors[0].data.errors
    expect(error.path).toBe(field)
    expect(error.message).toContain(field)
    expect(error.message).toContain('must be a multiple of 0.010 in KWD')
  }
  const published = { name: 'Pot', _status: 'published' }

  it('is refused as the price of an item, whichever of price and currency changes', async () => {
    expectRefused(await save('POST', '/items', { ...published, price: 1255, currency: 'kwd' }), 'price')
    const { id } = await shop.createItem({ price: 1250, currency: 'kwd' })
    expectRefused(await save('PATCH', `/items/${id}`, { price: 1255 }), 'price')
    const { id: euros } = await shop.createItem({ price: 1255 })
    expectRefused(await save('PATCH', `/items/${euros}`, { currency: 'kwd' }), 'price')
    expect((await save('PATCH', `/items/${euros}`, { currency: 'kwd', price: 1260 })).status).toBe(200)
    await expect(shop.createItem({ price: 1255, currency: 'kwd' })).rejects.toMatchObject({ status: 400 })
  })

  it('can stand in a draft and is refused when the draft is published', async () => {
    const { id } = await shop.createItem({ price: 1250, currency: 'kwd' })
    expect((await save('PATCH', `/items/${id}?draft=true`, { price: 1255 })).status).toBe(200)
    expectRefused(await save('PATCH', `/items/${id}`, { _status: 'published' }), 'price')
    expect((await shop.request(`/buy/${id}`)).status).toBe(200)
  })

  it('is refused as the amount of a discount, whichever of amount and currency changes', async () => {
    const discount = { name: 'Off', duration: 'once' }
    expectRefused(
      await save('POST', '/discounts', { ...discount, amountOff: 105, currency: 'kwd' }),
      'amountOff',
    )
    const make = async (data: object) =>
      (await save('POST', '/discounts', { ...discount, ...data })).json.doc.id
    const dinars = await make({ amountOff: 100, currency: 'kwd' })
    expectRefused(await save('PATCH', `/discounts/${dinars}`, { amountOff: 105 }), 'amountOff')
    const euros = await make({ amountOff: 105, currency: 'eur' })
    expectRefused(await save('PATCH', `/discounts/${euros}`, { currency: 'kwd' }), 'amountOff')
  })
})

describe('failed log-ins', () => {
  it('are limited to fewer than 20 a minute, with the time to wait', async () => {
    const attempt = () =>
      shop.send('POST', '/api/users/login', { email: 'nobody@shop.example', password: 'wrong' })
    const answers = []
    for (let count = 0; count < 21; count += 1) answers.push(await attempt())
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    expect(refused[0]!.json.errors[0].message).toBeTruthy()
  })
})

describe('a body', () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    shop.request('/api/items', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...admin.headers, ...headers },
    })

  it.each([
    ['broken JSON', '{"name":'],
    ['a list', '[]'],
    ['text', '"x"'],
    ['nothing', ''],
    ['a null byte', '{"name":"a\\u0000b","price":100,"currency":"eur","_status":"published"}'],
    ['half a character', '{"name":"\\ud800","price":100,"currency":"eur","_status":"published"}'],
    ['a price as text', '{"name":"x","price":"ten","currency":"eur","_status":"published"}'],
    ['a price of nothing', '{"name":"x","price":0,"currency":"eur","_status":"published"}'],
    ['a fraction', '{"name":"x","price":1.5,"currency":"eur","_status":"published"}'],
    ['too much', '{"name":"x","price":100000000,"currency":"eur","_status":"published"}'],
    ['an unknown currency', '{"name":"x","price":100,"currency":"xxx","_status":"published"}'],
    ['a long name', `{"name":"${'x'.repeat(300)}","price":100,"currency":"eur","_status":"published"}`],
  ])('of %s is refused in Payload’s form, without a stack', async (what, body) => {
    const { status, json, text } = await post(body)
    if (what === 'half a character' && status === 201) return
    expect([what, status]).toEqual([what, 400])
    expect(json.errors[0].message.length).toBeGreaterThan(5)
    expect(text).not.toMatch(/\bat \w+ \(|node_modules|"stack"/)
  })

  const item = (data: object) => ({ name: 'x', price: 100, currency: 'eur', _status: 'published', ...data })
  const line = (data: object) => ({ lines: [{ item: mug, quantity: 1, ...data }] })
  const discount = (data: object) => ({ name: 'Off', duration: 'once', ...data })
  const tax = (data: object) => ({ displayName: 'VAT', inclusive: true, percentage: 7, ...data })

  it.each([
    ['items', 'price', item({ price: '1,000' })],
    ['items', 'price', item({ price: '12abc' })],
    ['items', 'price', item({ price: ' 12' })],
    ['items', 'price', item({ price: [12] })],
    ['items', 'stock', item({ stock: '1.000,5' })],
    ['items', 'name', item({ name: '   ' })],
    ['items', 'name', item({ name: { a: 1 } })],
    ['items', 'name', item({ name: ['x'] })],
    ['orders', 'lines.0.quantity', line({ quantity: '2abc' })],
    ['orders', 'lines.0.quantity', line({ quantity: true })],
    ['orders', 'note', { ...line({}), note: { a: 1 } }],
    ['discounts', 'percentOff', discount({ percentOff: '12,5' })],
    ['discounts', 'amountOff', discount({ amountOff: '1,000', currency: 'eur' })],
    ['taxes', 'percentage', tax({ percentage: '7,5' })],
  ])(
    'of %s whose %s is another value than it seems is refused by name: %j',
    async (collection, field, body) => {
      const { status, json } = await shop.send('POST', `/api/${collection}`, body, admin.headers)
      expect([status, json.errors?.[0].data?.errors[0].path]).toEqual([400, field])
      expect(json.errors[0].data.errors[0].message).toContain(`"${field}"`)
    },
  )

  it('with a number as JSON writes it is taken as text too', async () => {
    const { status, json } = await shop.send(
      'POST',
      '/api/items',
      item({ price: '1250', stock: '' }),
      admin.headers,
    )
    expect([status, json.doc.price, json.doc.stock]).toEqual([201, 1250, null])
    const changed = await shop.send('PATCH', `/api/items/${json.doc.id}`, { price: '12,50' }, admin.headers)
    expect(changed.status).toBe(400)
    const all = await shop.send(
      'PATCH',
      `/api/items?where[id][equals]=${json.doc.id}`,
      { price: '12,50' },
      admin.headers,
    )
    expect(all.status).toBe(400)
  })

  it('of a file that is no image, or too large, is refused', async () => {
    const upload = async (bytes: Uint8Array<ArrayBuffer>, name: string, type: string) => {
      const form = new FormData()
      form.set('file', new Blob([bytes], { type }), name)
      form.set('_payload', JSON.stringify({ alt: 'x' }))
      return shop.request('/api/media', { method: 'POST', body: form, headers: admin.headers })
    }
    const html = new TextEncoder().encode('<script>alert(1)</script>')
    expect((await upload(html, 'x.html', 'text/html')).status).toBe(400)
    expect((await upload(html, 'x.png', 'image/png')).status).toBe(400)
    const svg = new TextEncoder().encode(
      '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    )
    expect((await upload(svg, 'x.svg', 'image/svg+xml')).status).toBe(400)
    const large = new Uint8Array(11 * 1024 * 1024)
    expect((await upload(large, 'x.png', 'image/png')).status).toBe(413)
  })

  it.each([
    ['a user', '/api/users/unlock', {}],
    ['an item', '/api/items', { 'content-type': 'application/json' }],
    ['nothing anybody knows', '/api/nothing', { 'content-type': 'text/plain' }],
  ])('too large for %s is refused in Payload’s form', async (_what, path, headers) => {
    const body = JSON.stringify({ email: 'x'.repeat(3 * 1024 * 1024) })
    const { status, json } = await shop.request(path, { method: 'POST', body, headers: headers as never })
    expect([status, json.errors]).toEqual([413, [{ message: 'The request is too large.' }]])
  })

  it('too large for a picture is refused before it is read as one, and one of 9 MB is not', async () => {
    const upload = (bytes: number) => {
      const form = new FormData()
      form.set('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), 'x.png')
      return shop.request('/api/media', { method: 'POST', body: form, headers: admin.headers })
    }
    const refused = await upload(13 * 1024 * 1024)
    expect([refused.status, refused.json.errors[0].message]).toEqual([413, 'The request is too large.'])
    expect((await upload(9 * 1024 * 1024)).status).toBe(400)
  })
})

describe('nonsense on /api', () => {
  const isJson = { 'content-type': 'application/json' }
  const items = (data: unknown) => ['POST', '/api/items', JSON.stringify(data), isJson] as const
  const line = () => ({ lines: [{ item: mug, quantity: 1 }] })
  const isForm = { 'content-type': 'multipart/form-data; boundary=x' }
  const form = (text: string) =>
    `--x\r\nContent-Disposition: form-data; name="_payload"\r\n\r\n${text}\r\n--x--\r\n`

  it.each([
    ['GET', '/api/items?page=1e99'],
    ['GET', '/api/items?page=-1'],
    ['GET', '/api/items?limit=1e99'],
    ['GET', '/api/items?where=x'],
    ['GET', '/api/items/count?where=x'],
    ['DELETE', '/api/orders?where=x'],
    ['GET', '/api/items?where[id][equals]=99999999999999'],
    ['GET', '/api/items?where[id][in]=1,abc'],
    ['GET', '/api/items?where[_status][equals]=x'],
    ['GET', '/api/items/versions?where[parent][equals]=abc'],
    ['GET', '/api/orders?joins[history][limit]=1e99'],
    ['GET', '/api/orders/versions'],
    ['GET', '/api/taxes/versions/1'],
    ['GET', '/api/media/file/%00'],
    ['POST', '/api/items', 'null', isJson],
    ['POST', '/api/items', '5', isJson],
    ['POST', '/api/items', 'x', { 'content-type': 'text/plain' }],
    ['POST', '/api/items', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['POST', '/api/users/unlock', 'null', isJson],
    ['POST', '/api/items', form('{'), isForm],
    ['POST', '/api/items', form('{').slice(0, -8), isForm],
    ['POST', '/api/media', 'x', isForm],
    ['PATCH', '/api/items/1', '--x\r\n\r\n--x--', isForm],
    ['POST', '/api/media', '--x\r\nContent-Disposition\r\n\r\n--x--', isForm],
    ['POST', '/api/media', 'x', { 'content-type': 'multipart/form-data' }],
    ['POST', '/api/items', '{', { ...isJson, 'x-http-method-override': 'GET' }],
    items({ name: 'x', price: 1, currency: 'eur', description: { root: { children: 'x' } } }),
    items({ name: 'x', price: 1, currency: 'eur', description: { root: { children: [null] } } }),
    items({ name: 'x', price: 1, currency: 'eur', description: 'x' }),
    items({ name: 'x', price: 1, currency: 'eur', description: [] }),
    ['POST', '/api/users', '{"email":{"a":1},"password":"long enough","role":"support"}', isJson],
  ] as [string, string, string?, Record<string, string>?][])(
    '%s %s (%#) is refused in Payload’s form',
    async (method, path, ...[body, headers = {}]) => {
      const logged = shop.log.length
      const answer = await shop.request(path, {
        method,
        headers: { ...admin.headers, ...headers },
        ...(body !== undefined && { body: new TextEncoder().encode(body) }),
      })
      expect([400, 404]).toContain(answer.status)
      expect(answer.json.errors[0].message).toMatch(/^(?!Something went wrong)./)
      expect(shop.log.slice(logged).filter((line) => line.includes('"stack"'))).toEqual([])
    },
  )

  it('is refused where bytes that are no text would be an empty document', async () => {
    const body = new Uint8Array([0xff, 0xfe])
    const { status } = await shop.request('/api/items', { method: 'POST', body, headers: admin.headers })
    expect(status).toBe(400)
  })

  it.each([[[1, 2]], [{ a: 1 }], [99_999_999_999]])(
    'of a discount that is %j is refused',
    async (discount) => {
      const { status, json } = await shop.send('POST', '/api/orders', { ...line(), discount }, admin.headers)
      expect([status, json.errors[0].message.length > 5]).toEqual([400, true])
    },
  )

  it('of a method that nobody has is 405', async () => {
    const { port } = new URL(shop.url)
    const status = await new Promise((resolve, reject) => {
      const req = rawRequest({ host: '127.0.0.1', port, path: '/api/items', method: 'TRACE' }, (res) => {
        resolve([res.resume().statusCode, res.headers.allow?.includes('PATCH')])
      })
      req.on('error', reject).end()
    })
    expect(status).toEqual([405, true])
  })

  it('leaves a long filter that is sent as a form', async () => {
    const { status, json } = await shop.request('/api/items', {
      method: 'POST',
      body: `where[id][equals]=${mug}`,
      headers: {
        ...admin.headers,
        'content-type': 'application/x-www-form-urlencoded',
        'x-payload-http-method-override': 'GET',
      },
    })
    expect([status, json.docs.map(({ id }: { id: number }) => id)]).toEqual([200, [mug]])
  })

  it.each(['x-payload-http-method-override', 'x-http-method-override'])(
    'takes a read that is sent as a write with nothing in it (%s)',
    async (override) => {
      const headers = { ...admin.headers, [override]: 'GET' }
      const read = await shop.request('/api/items', { method: 'POST', headers })
      expect([read.status, read.json.docs.length > 0]).toEqual([200, true])
      expect((await shop.request('/api/nothing', { method: 'POST', headers })).status).toBe(404)
    },
  )
})
