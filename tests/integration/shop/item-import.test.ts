import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'

let shop: TestShop
let editor: SignedIn

beforeAll(async () => {
  shop = await startTestShop()
  editor = await shop.signIn('editor')
})
afterAll(() => shop?.close())

type Mode = 'create' | 'update' | 'upsert'

/** As the panel sends a file. */
async function importItems(mode: Mode, rows: string[], { matchField = 'id', user = editor } = {}) {
  const body = new FormData()
  body.set('file', new Blob([rows.join('\n')], { type: 'text/csv' }), 'items.csv')
  body.set('_payload', JSON.stringify({ collectionSlug: 'items', importMode: mode, matchField }))
  const { status, json } = await shop.request('/api/imports', { method: 'POST', headers: user.headers, body })
  return { code: status, doc: json.doc }
}

const itemsNamed = (name: string) =>
  shop.sql(
    'select name, price::int, currency, _status::text as status from items where name like $1 order by id',
    [`${name}%`],
  )

describe('items from a spreadsheet', () => {
  it('are taken with prices as people write them', async () => {
    const { code, doc } = await importItems('create', [
      'name,price,currency,stock,_status',
      'Sheet cup,12.50,eur,3,published',
      'Sheet bowl,"19,90",eur,,draft',
    ])
    expect(code).toBe(201)
    expect(doc).toMatchObject({
      status: 'completed',
      summary: { imported: 2, updated: 0, total: 2, issues: 0 },
    })
    expect(await itemsNamed('Sheet')).toEqual([
      { name: 'Sheet cup', price: 1250, currency: 'eur', status: 'published' },
      { name: 'Sheet bowl', price: 1990, currency: 'eur', status: 'draft' },
    ])
    const kept = await shop.request(`/api/imports/${doc.id}`, { headers: editor.headers })
    expect(kept.json).toMatchObject({ status: doc.status, summary: doc.summary })
  })

  it('are all left where one of them is wrong, and each wrong one is named', async () => {
    const { doc } = await importItems('create', [
      'name,price,currency,_status',
      'Half cup,12.50,eur,published',
      'Half bowl,twelve,eur,published',
      'Half jug,7,eur,published',
      ',8,eur,published',
    ])
    expect(doc).toMatchObject({ status: 'failed', summary: { imported: 0, total: 4, issues: 2 } })
    expect(doc.summary.issueDetails).toEqual([
      expect.objectContaining({ row: 2, error: expect.stringContaining('price') }),
      expect.objectContaining({ row: 4, error: expect.any(String) }),
    ])
    expect(await itemsNamed('Half')).toEqual([])
  })

  it('are changed by what names them, or made', async () => {
    const { id } = await shop.createItem({ name: 'Known tray', price: 4000 })
    await importItems('upsert', ['name,price,currency', 'Known tray,41.00,eur', 'New tray,12,eur'], {
      matchField: 'name',
    })
    expect((await itemsNamed('Known tray'))[0]).toMatchObject({ price: 4100, status: 'published' })
    expect((await itemsNamed('New tray'))[0]).toMatchObject({ price: 1200, status: 'published' })
    const { doc } = await importItems('update', [
      'id,price,currency',
      `${id},42.00,eur`,
      '999999,1.00,eur',
      ',1.00,eur',
    ])
    expect(doc.summary.issueDetails.map(({ row }: { row: number }) => row)).toEqual([2, 3])
    expect((await itemsNamed('Known tray'))[0]).toMatchObject({ price: 4100 })
  })

  it('do not publish somebody’s draft', async () => {
    const { id } = await shop.createItem({ name: 'Drafted', price: 1000 })
    const draft = { name: 'Drafted anew', _status: 'draft' }
    await shop.send('PATCH', `/api/items/${id}?draft=true`, draft, editor.headers)
    const { doc } = await importItems('update', ['id,price,currency', `${id},20.00,eur`])
    expect(doc.summary.issueDetails).toEqual([expect.objectContaining({ row: 1 })])
    expect(await itemsNamed('Drafted')).toEqual([
      { name: 'Drafted', price: 1000, currency: 'eur', status: 'published' },
    ])
  })

  it('come out as they went in', async () => {
    const fields = ['id', 'name', 'price', 'currency', 'stock', '_status']
    const data = { collectionSlug: 'items', format: 'csv', fields, sort: 'id', drafts: 'yes' }
    const { text } = await shop.send('POST', '/api/exports/download', { data }, editor.headers)
    expect(text).toMatch(/^id,name,price,currency,stock,_status/m)
    expect(text).toMatch(/^\d+,Sheet cup,12\.50,eur,3,published/m)
    const before = await itemsNamed('')
    const rows = text
      .trim()
      .split('\n')
      .filter((row) => !/Drafted/.test(row))
    const { doc } = await importItems('update', rows)
    expect(doc).toMatchObject({ status: 'completed', summary: { updated: before.length - 1 } })
    expect(await itemsNamed('')).toEqual(before)
  })

  it('are for the catalogue’s staff', async () => {
    const support = await shop.signIn('support')
    const { code } = await importItems('create', ['name,price,currency', 'No,1,eur'], { user: support })
    expect(code).toBe(403)
    const data = { collectionSlug: 'items', format: 'csv', fields: ['id'] }
    expect((await shop.send('POST', '/api/exports/download', { data }, support.headers)).status).toBe(403)
    expect((await shop.send('POST', '/api/exports/download', { data })).status).toBe(401)
  })
})
