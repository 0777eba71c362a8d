import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { CARD, payByCard } from '../../support/payment-page.ts'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let shop: TestShop
let admin: SignedIn

beforeAll(async () => {
  shop = await startTestShop()
  admin = await shop.signIn('admin')
})

afterAll(() => shop.close())

const countDiscounts = async () => (await shop.payload.count({ collection: 'discounts' })).totalDocs

describe('a filter that means nothing', () => {
  beforeEach(async () => {
    await shop.sql('delete from discounts')
    await shop.payload.create({
      collection: 'discounts',
      data: { name: 'Ten', percentOff: 10, duration: 'once' },
    })
  })

  it.each([
    'where[amountOff][equals]=abc',
    'where[amountOff][equals]=',
    'where[amountOff][equals][]=1',
    'where[amountOff][less_than]=1,000',
    'where[amountOff][near]=1,2',
    'where[amountOff][not_in]=',
    'where[amountOff]=1',
    'where[amountOff][]=1',
    'where[or]=',
    'where[or]=1',
    'where[or][]=',
    'where[or][0][and]=',
    'where[and]=',
    'where[AND][0][nothing][equals]=1',
    'where[nothing][equals]=1',
    'where[name.nothing][equals]=1',
    'where[name][is]=Ten',
    'where[name]=',
    'where[name][near]=1',
    'where[name][all]=Ten',
    'where[name][like][]=Ten',
    'where[active][equals]=perhaps',
    'where[active][like]=true',
    'where[duration][equals]=sometimes',
    'where[duration][contains]=o',
    'where[redeemBy][less_than]=tomorrow',
    'where[redeemBy][contains]=2026',
    'where[createdAt][greater_than]=-9e18',
    'where[createdAt][greater_than]=',
    'where[id][in]=1,abc',
    'where[id][not_in]=',
    'where[id][exists]=perhaps',
    'where[metadata][equals]=x',
    'where[__proto__][equals]=1',
    'where=1',
    'where=[]',
    'where={}',
    'where={"or":[]}',
    'where={"name":{}}',
    'where={"name":{"equals":5}}',
    'where={"amountOff":{"equals":{"a":1}}}',
  ])('%s is refused, whatever it was to do', async (query) => {
    const headers = admin.headers
    const refusals = [
      await shop.request(`/api/discounts?${query}`, { method: 'DELETE', headers }),
      await shop.send('PATCH', `/api/discounts?${query}`, { name: 'Changed' }, headers),
      await shop.request(`/api/discounts?${query}`, { headers }),
      await shop.request(`/api/discounts/count?${query}`, { headers }),
    ]
    const isOnlyForWrites = ['where={}', 'where[__proto__][equals]=1'].includes(query)
    const expected = isOnlyForWrites ? [400, 400, 200, 200] : [400, 400, 400, 400]
    expect(refusals.map(({ status }) => status)).toEqual(expected)
    expect(refusals[0]!.json.errors[0].message.length).toBeGreaterThan(5)
    expect(await countDiscounts()).toBe(1)
    expect(await shop.sql('select name from discounts_locales')).toEqual([{ name: 'Ten' }])
  })

  it('tells whoever may not ask no more than that', async () => {
    for (const method of ['GET', 'DELETE']) {
      const { status } = await shop.request('/api/discounts?where[nothing][equals]=1', { method })
      expect([method, status]).toEqual([method, 403])
    }
  })

  it('is refused by the Local API too, for whoever access rules hold for', async () => {
    const where = { amountOff: { equals: 'abc' } }
    const asStaff = { collection: 'discounts', overrideAccess: false, user: admin.user, where } as const
    await expect(shop.payload.delete(asStaff)).rejects.toMatchObject({ status: 400 })
    await expect(shop.payload.find(asStaff)).rejects.toMatchObject({ status: 400 })
    expect(await countDiscounts()).toBe(1)
  })
})

describe('a filter that means something', () => {
  it.each([
    ['discounts', 'where[amountOff][equals]=null'],
    ['discounts', 'where[amountOff][exists]=false'],
    ['discounts', 'where[percentOff][greater_than_equal]=7.5&where[name][like]=ten%20off'],
    ['discounts', 'where[duration][in]=once,forever'],
    ['discounts', 'where[or][0][and][0][name][contains]=e&where[or][1][and][0][active][equals]=true'],
    ['discounts', 'where[metadata][exists]=true'],
    ['discounts', 'where[createdAt][less_than]=2030-01-01T00:00:00.000Z&sort=-createdAt,name'],
    ['orders', 'where[lines.item][equals]=1'],
    ['orders', 'where[lines.quantity][greater_than]=1&sort=number'],
    ['orders', 'where[discount.name][like]=ten'],
    ['orders', 'where[status][not_in][]=paid&where[status][not_in][]=open'],
    ['items', 'where[images][in]=1,2'],
    ['items', 'where[_status][equals]=published&draft=true&sort=-updatedAt'],
    ['items', 'where[id][like]=7'],
    ['items', 'where[id][greater_than]=0'],
    ['items', 'limit=&page=&sort=&depth='],
    ['items/versions', 'where[version.name][like]=mug&where[parent][equals]=1&where[latest][equals]=true'],
    ['media', 'where[mimeType][contains]=image&where[width][greater_than]=10'],
    ['payments', 'where[order][equals]=1'],
    ['users', 'where[email][like]=shop&where[role][equals]=admin'],
  ])('is answered: %s?%s', async (collection, query) => {
    const { status, text } = await shop.request(`/api/${collection}?${query}`, { headers: admin.headers })
    expect([status, text]).toEqual([200, expect.any(String)])
  })

  it.each([
    'limit=abc',
    'limit=-1',
    'limit=1.5',
    'page=abc',
    'depth=abc',
    'depth=-1',
    'sort=nothing',
    'sort=-name.x',
  ])('but not with %s', async (query) => {
    const { status } = await shop.request(`/api/items?${query}`, { headers: admin.headers })
    expect(status).toBe(400)
  })
})

describe('an order is found', () => {
  let wanted: number
  let draft: number
  let known: Record<string, string>

  const search = (text: string, more = '') =>
    `/api/orders?where[or][0][search][like]=${encodeURIComponent(text)}${more}`
  const find = async (text: string, more?: string): Promise<number[]> => {
    const { json } = await shop.request(search(text, more), { headers: admin.headers })
    return json.docs.map(({ id }: { id: number }) => id)
  }

  beforeAll(async () => {
    const kettle = await shop.createItem({ name: 'Copper kettle', price: 3250 })
    const tray = await shop.createItem({ name: 'Walnut tray', price: 4100 })
    const { json } = await shop.request(`/buy/${kettle.id}`)
    wanted = json.orderId
    await payByCard(json.url, CARD.pays, { email: 'ada@lovelace.example' })
    await waitFor(async () => (await shop.order(wanted)).paidAt, { what: 'the payment' })
    draft = (await shop.createOrder([{ item: tray.id, quantity: 1 }])).id
    const [attempt] = await shop.attempts(wanted)
    known = {
      number: String((await shop.order(wanted)).number),
      sessionId: String(attempt?.sessionId),
      intentId: String(attempt?.intentId),
    }
  })

  it.each(['number', 'sessionId', 'intentId'])('by its %s', async (name) => {
    expect(await find(known[name]!)).toEqual([wanted])
  })

  it.each([
    'ada@lovelace.example',
    'lovelace',
    'Ada Buyer',
    'copper',
    '32.50',
    '32,50 €',
    '€32.50',
    '32.50 EUR',
  ])('by “%s”', async (text) => {
    expect(await find(text)).toEqual([wanted])
  })

  it('by the item that staff have put into a draft', async () => {
    expect(await find('walnut')).toEqual([draft])
  })

  it('together with other filters, counted, and changed in one go', async () => {
    expect(await find('Ada', '&where[status][equals]=draft')).toEqual([])
    expect(await find('Ada', '&where[status][equals]=paid')).toEqual([wanted])
    const query = search('ada@lovelace.example').replace('/api/orders?', '')
    const { json } = await shop.request(`/api/orders/count?${query}`, { headers: admin.headers })
    expect(json.totalDocs).toBe(1)
    await shop.send('PATCH', search('ada@lovelace.example'), { note: 'Seen' }, admin.headers)
    expect([(await shop.order(wanted)).note, (await shop.order(draft)).note]).toEqual(['Seen', null])
  })

  it('not by what is nobody’s, by nothing, and not by strangers', async () => {
    for (const text of ['pi_unknown', 'cs_test_unknown', 're_unknown', '99.99', '32.50 USD', 'teapot'])
      expect([text, await find(text)]).toEqual([text, []])
    const empty = await shop.request(search(' '), { headers: admin.headers, method: 'DELETE' })
    expect(empty.status).toBe(400)
    expect((await shop.request(search(known.intentId!))).status).toBe(403)
  })
})
