import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { WITHDRAWAL } from '../../../src/plugin/shop/withdrawal-queue.ts'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'

let shop: TestShop
let admin: SignedIn

beforeAll(async () => {
  shop = await startTestShop()
  admin = await shop.signIn('admin')
})

afterAll(() => shop?.close())

const write = async (method: string, path: string, body: unknown) => {
  const { status, json, text } = await shop.send(method, path, body, admin.headers)
  if (status >= 300) throw new Error(text)
  return json.doc
}

/** Whoever writes may ask for some of the document in return: what follows from the change is the same. */
describe.each(['select[name]=true', 'select[price]=false&select[_status]=false'])(
  'a write with %s',
  (select) => {
    const item = { name: 'Whole', price: 1_000, currency: 'eur', stock: 3, _status: 'published' }

    it('keeps what the item has cost', async () => {
      const { id } = await write('POST', `/api/items?${select}`, item)
      await write('PATCH', `/api/items/${id}?${select}`, { price: 900 })
      const { id: copy } = await write('POST', `/api/items/${id}/duplicate?${select}`, {})
      const pricesOf = (of: number) =>
        shop.sql('select price::int from price_history where item = $1 order by id', [String(of)])
      expect(await pricesOf(id)).toEqual([{ price: 1_000 }, { price: 900 }])
      expect(await pricesOf(copy)).toEqual([])
      expect(await shop.stock(id)).toBe(3)
    })

    it('ends the payments of what is taken off sale', async () => {
      const { id } = await write('POST', `/api/items?${select}`, item)
      await write('PATCH', `/api/items/${id}?${select}`, { _status: 'draft' })
      const { docs } = await shop.payload.find({
        collection: 'payload-jobs',
        where: { taskSlug: { equals: WITHDRAWAL } },
        pagination: false,
      })
      expect(docs.map(({ input }) => input)).toContainEqual(expect.objectContaining({ item: String(id) }))
    })
  },
)

it('records an order that is answered in part', async () => {
  const { id } = await shop.createItem()
  const lines = [{ item: id, quantity: 1 }]
  const order = await write('POST', '/api/orders?select[number]=true', { lines })
  expect(await shop.moves(order.id)).toEqual(['draft'])
})
