import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { importExportPlugin } from '@payloadcms/plugin-import-export'
import sharp from 'sharp'
import { createEmptyDatabase } from '../../../support/databases.ts'
import { type PluginShop, startPluginShop } from '../../../support/plugin-shop.ts'
import { startTestSandbox, type TestSandbox } from '../../../support/test-shop.ts'

process.env.PAYLOAD_FORCE_DRIZZLE_PUSH = 'true'

const atOnce = { disableJobsQueue: true }

let sandbox: TestSandbox
let shop: PluginShop
let admin: Record<string, string>
let pictureFolder: string

beforeAll(async () => {
  sandbox = await startTestSandbox()
  pictureFolder = await mkdtemp(path.join(tmpdir(), 'shop-pictures-'))
  shop = await startPluginShop(
    { create: createEmptyDatabase },
    {
      sandbox,
      more: {
        currencies: ['eur', 'jpy'],
        overrides: {
          media: (media) => ({ ...media, upload: { ...Object(media.upload), staticDir: pictureFolder } }),
        },
      },
      host: {
        postgres: { push: true },
        plugins: (ours) => [
          ours,
          importExportPlugin({ collections: [{ slug: 'items', import: atOnce, export: atOnce }] }),
        ],
      },
    },
  )
  admin = await shop.signIn('admin')
}, 60_000)

afterAll(async () => {
  await shop?.close()
  await sandbox?.close()
  await rm(pictureFolder, { recursive: true, force: true })
})

async function exportItems(...more: string[]): Promise<string> {
  const fields = ['id', 'name', 'price', 'currency', 'stock', '_status', ...more]
  const data = { collectionSlug: 'items', format: 'csv', fields, sort: 'id' }
  return (await shop.send('POST', '/api/exports/download', { data }, admin)).text
}

async function importItems(importMode: 'create' | 'update', csv: string) {
  const [user] = await shop.find('users')
  // biome-ignore lint/suspicious/noExplicitAny: the plugin's collections have no generated types here
  const { status, summary } = await (shop.payload as any).create({
    collection: 'imports',
    data: { collectionSlug: 'items', importMode, matchField: 'id' },
    user: { ...user, collection: 'users' },
    file: {
      data: Buffer.from(csv),
      mimetype: 'text/csv',
      name: `${importMode}-${Date.now()}.csv`,
      size: csv.length,
    },
  })
  return { status, imported: summary.imported, updated: summary.updated }
}

const items = async () =>
  (await shop.find('items')).map(({ name, price, stock, _status }) => [name, price, stock, _status])

it('takes items out to a spreadsheet and in again, with names that look like numbers', async () => {
  for (const name of ['1984', '007', '1.10', '1e3', 'true', "'tis", 'Mug'])
    await shop.createItem({ name, price: 1299, stock: name === 'Mug' ? null : 7 })
  const before = await items()
  const csv = await exportItems()
  expect(await importItems('update', csv.replaceAll('12.99', '13.99').replaceAll(',7,', ',9,'))).toEqual({
    status: 'completed',
    imported: 0,
    updated: 7,
  })
  expect(await items()).toEqual(
    before.map(([name, , stock, status]) => [name, 1399, stock === null ? null : 9, status]),
  )
})

it('takes a new item whose name is a number that somebody typed', async () => {
  const csv = 'name,price,currency,stock,_status\n2001,2.50,eur,3,published\n'
  expect(await importItems('create', csv)).toEqual({ status: 'completed', imported: 1, updated: 0 })
  expect(await items()).toContainEqual(['2001', 250, 3, 'published'])
})

it.each([
  ['19.99', 'eur', 1999],
  ['20', 'eur', 2000],
  ['"19,90"', 'eur', 1990],
  ['500', 'jpy', 500],
])('takes a price as people write it: %s %s', async (price, currency, stored) => {
  const name = `Priced ${price} ${currency}`.replaceAll('"', '')
  const csv = `name,price,currency,stock,_status\n"${name}",${price},${currency},3,published\n`
  expect(await importItems('create', csv)).toMatchObject({ status: 'completed' })
  expect(await items()).toContainEqual([name, stored, 3, 'published'])
})

it.each([
  'Tea,abc,eur,3',
  'Tea,12.505,eur,3',
  'Tea,"1,234",eur,3',
  'Tea,"1,299.00",eur,3',
  'Tea,12.50,jpy,3',
  'Tea,12,,3',
  'Tea,-1,eur,3',
  'Tea,12,eur,"1,000"',
  'Tea,12,eur,3 pieces',
])('takes no price and no stock that can be read in two ways: %s', async (row) => {
  const csv = `name,price,currency,stock,_status\n${row},published\n`
  expect(await importItems('create', csv)).toMatchObject({ status: 'failed', imported: 0 })
  expect((await items()).map(([name]) => name)).not.toContain('Tea')
})

it('takes pictures out and in again, in their order', async () => {
  const pictures: number[] = []
  for (const alt of ['front', 'back']) {
    const data = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#b5651d' } })
      .png()
      .toBuffer()
    const { id } = await shop.payload.create({
      collection: 'media',
      data: { alt },
      file: { data, mimetype: 'image/png', name: `${alt}.png`, size: data.length },
    })
    pictures.push(id as number)
  }
  const { id } = await shop.createItem({ name: 'Pictured', images: pictures.toReversed() })
  const picturesOf = async () => (await shop.find('items', { id: { equals: id } }))[0].images
  expect(await picturesOf()).toEqual(pictures.toReversed())
  const csv = await exportItems('images')
  await shop.payload.update({ collection: 'items', id, data: { images: [] } as never })
  expect(await importItems('update', csv)).toMatchObject({ status: 'completed' })
  expect(await picturesOf()).toEqual(pictures.toReversed())
})
