import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type pg from 'pg'
import { itemJsonReader, type ReadItemJson } from '../../../src/server/catalogue/item-json.ts'
import { startTestShop, type TestShop } from '../../support/test-shop.ts'

let shop: TestShop
let read: ReadItemJson

beforeAll(async () => {
  shop = await startTestShop()
  const { pool } = shop.payload.db as unknown as { pool: pg.Pool }
  read = itemJsonReader(pool, { payload: shop.payload, publicUrl: shop.config.publicUrl })
})
afterAll(() => shop?.close())

const paragraph = (...children: unknown[]) => ({
  root: {
    type: 'root',
    direction: 'ltr',
    format: '',
    indent: 0,
    version: 1,
    children: [{ type: 'paragraph', version: 1, format: 'center', indent: 0, textFormat: 0, children }],
  },
})
const text = (words: string) => ({
  type: 'text',
  text: words,
  version: 1,
  format: 3,
  mode: 'normal',
  style: '',
})
const link = (fields: Record<string, unknown>) => ({
  type: 'link',
  version: 3,
  format: '',
  indent: 0,
  direction: 'ltr',
  fields: { newTab: false, ...fields },
  children: [text('there')],
})

async function addPicture(filename: string, data: Record<string, unknown> = {}): Promise<number> {
  const picture = { filename, alt: `Shows “${filename}”`, url: `/api/media/file/${filename}`, ...data }
  const names = Object.keys(picture)
  const [{ id }] = (await shop.sql(
    `insert into media (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`)}) returning id`,
    Object.values(picture),
  )) as [{ id: number }]
  return id
}

/** Parameters make a request go to Payload. */
const byPayload = async (id: number) => (await shop.request(`/api/items/${id}?depth=2`)).text

it('answers what Payload answers to a stranger, to the letter', async () => {
  const images = [
    await addPicture('ein Glas für Tee.png', {
      mime_type: 'image/png',
      width: 2000,
      height: 1000,
      filesize: 123456,
      focal_x: 33.33,
      focal_y: 50,
      sizes_thumbnail_filename: 'ein Glas für Tee-320x160.webp',
      sizes_thumbnail_url: '/api/media/file/ein%20Glas%20f%C3%BCr%20Tee-320x160.webp',
      sizes_thumbnail_width: 320,
      sizes_thumbnail_mime_type: 'image/webp',
      sizes_card_filename: 'card.webp',
      sizes_large_url: `${shop.config.publicUrl}/gone.webp`,
    }),
    await addPicture('elsewhere.png', {
      url: 'https://pictures.example/elsewhere.png',
      sizes_thumbnail_url: 'https://pictures.example/small.png',
    }),
  ]
  const withLink = paragraph(text('see'), link({ linkType: 'custom', url: 'https://a.example/?b=1&c=2' }))
  const items = await Promise.all([
    shop.createItem({ name: 'Plain “quoted” \\ ünïcode 🫖' }),
    shop.createItem({ name: 'None left', stock: 0 }),
    shop.createItem({ name: 'A few', stock: 3, description: paragraph(text('tea')), currency: 'jpy' }),
    shop.createItem({ name: 'Link', description: withLink, price: 99_999_999 }),
    shop.createItem({ name: 'Pictures', images: [images[1], images[0], images[1]] }),
  ])
  await shop.request(`/buy/${items[2].id}`)
  await shop.sql('update inventory set available = -1 where item = $1', [String(items[1].id)])
  // Being worked on, and not yet shown.
  await shop.payload.update({ collection: 'items', id: items[0].id, data: { name: 'Secret' }, draft: true })

  for (const { id } of items) {
    const expected = await byPayload(id)
    expect(JSON.parse(expected)).toMatchObject({ id, _status: 'published' })
    expect(await read(id)).toBe(expected)
    expect((await shop.request(`/api/items/${id}`)).text).toBe(expected)
  }
})

it('leaves to Payload what leads to another document', async () => {
  const { id: other } = await shop.createItem({ name: 'Another' })
  const { id } = await shop.createItem({
    description: paragraph(link({ linkType: 'internal', doc: { relationTo: 'items', value: other } })),
  })
  expect(await read(id)).toBe(null)
  const expected = await byPayload(id)
  expect(expected).toContain('"name":"Another"')
  expect((await shop.request(`/api/items/${id}`)).text).toBe(expected)
})

it('answers nothing of what is not on sale', async () => {
  const { id } = await shop.createItem({ _status: 'draft' })
  const { id: shown } = await shop.createItem()
  await shop.request(`/api/items/${shown}`)
  for (const missing of [id, 999_999, 2_147_483_647, 9_999_999_999]) {
    const found = await Promise.all([
      shop.request(`/api/items/${missing}`),
      shop.request(`/api/items/${shown}`),
    ])
    expect(found.map(({ status }) => status)).toEqual([404, 200])
  }
  expect(await read(id)).toBe(null)
})

it('has the headers that Payload sends, whoever answers', async () => {
  const { id } = await shop.createItem()
  const headers = async (path: string) => {
    const { headers } = await shop.request(path)
    return [...headers].filter(([name]) => name !== 'date')
  }
  expect(await headers(`/api/items/${id}`)).toEqual(await headers(`/api/items/${id}?depth=2`))
})
