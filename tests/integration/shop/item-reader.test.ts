import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type pg from 'pg'
import { itemReader } from '../../../src/server/catalogue/item-reader.ts'
import { frameOf, unnamed } from '../../../src/server/frame.ts'
import { buildItemPage } from '../../../src/server/page-models/item-page.ts'
import { startTestShop, type TestShop } from '../../support/test-shop.ts'

let shop: TestShop
beforeAll(async () => {
  shop = await startTestShop()
})
afterAll(() => shop?.close())

const DESCRIPTION = {
  root: {
    type: 'root',
    direction: 'ltr',
    format: '',
    indent: 0,
    version: 1,
    children: [
      {
        type: 'paragraph',
        version: 1,
        children: [{ type: 'text', text: 'For tea & coffee', version: 1, format: 1 }],
      },
    ],
  },
}

async function addPicture(filename: string, data: Record<string, unknown> = {}): Promise<number> {
  const picture = {
    alt: `Shows ${filename}`,
    url: `/api/media/file/${filename}`,
    width: 2000,
    height: 1000,
    ...data,
  }
  const names = Object.keys(picture)
  const [{ id }] = (await shop.sql(
    `insert into media (filename, ${names.join(', ')})
      values ($1, ${names.map((_, index) => `$${index + 2}`).join(', ')}) returning id`,
    [filename, ...Object.values(picture)],
  )) as [{ id: number }]
  return id
}

it('reads what Payload would answer, for the same page', async () => {
  const images = [
    await addPicture('ein Glas für Tee.png', {
      sizes_thumbnail_filename: 'ein Glas für Tee-320x160.webp',
      sizes_thumbnail_url: '/api/media/file/ein%20Glas%20f%C3%BCr%20Tee-320x160.webp',
      sizes_thumbnail_width: 320,
      sizes_thumbnail_height: 160,
      sizes_card_filename: 'ein Glas für Tee-640x320.webp',
      sizes_card_width: 640,
      sizes_card_height: 320,
    }),
    await addPicture('b.png'),
    await addPicture('elsewhere.png', { url: 'https://pictures.example/elsewhere.png' }),
  ]
  const items = await Promise.all([
    shop.createItem({ name: 'Plain' }),
    shop.createItem({ name: 'None left', stock: 0 }),
    shop.createItem({ name: 'A few', stock: 3, description: DESCRIPTION, currency: 'jpy' }),
    shop.createItem({ name: 'Pictures', images: [images[1], images[0], images[2]] }),
    shop.createItem({ name: 'One picture', images: [images[0]] }),
  ])
  await shop.request(`/buy/${items[2].id}`)
  // More was promised than there is.
  await shop.sql('update inventory set available = -1 where item = $1', [String(items[1].id)])

  const { pool } = shop.payload.db as unknown as { pool: pg.Pool }
  const frame = frameOf(unnamed(shop.config.publicUrl), null)
  const read = itemReader(pool, { publicUrl: shop.config.publicUrl })
  const found = await Promise.all(items.map(({ id }) => read(id, 'en')))
  for (const [index, { id, name }] of items.entries()) {
    const known = await shop.payload.findByID({ collection: 'items', id, depth: 1, overrideAccess: false })
    const page = (item: Parameters<typeof buildItemPage>[0]['item']) =>
      buildItemPage({
        item,
        descriptionHtml: '',
        descriptionText: '',
        frame,
        publicUrl: shop.config.publicUrl,
      })
    expect([name, page(found[index]!)]).toEqual([name, page(known as never)])
    expect(found[index]!.description ?? null).toEqual(known.description ?? null)
  }
})

it('reads each of many who ask at once, and nothing that is not on sale', async () => {
  const item = await shop.createItem()
  const draft = await shop.createItem({ _status: 'draft' })
  const { pool } = shop.payload.db as unknown as { pool: pg.Pool }
  const read = itemReader(pool, { publicUrl: shop.config.publicUrl })
  const found = await Promise.all([item.id, draft.id, 999_999, item.id].map((id) => read(id, 'en')))
  expect(found.map((each) => each?.id ?? null)).toEqual([item.id, null, null, item.id])
})
