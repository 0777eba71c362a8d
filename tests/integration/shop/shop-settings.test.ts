import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { findSetupSteps } from '../../../src/plugin/shop/settings/setup-steps.ts'
import { isPanelText } from '../../../src/plugin/translations/texts.ts'
import { buildDescription } from '../../../src/server/demo/rich-text.ts'
import { createTestDatabase } from '../../support/databases.ts'
import {
  type SignedIn,
  startTestSandbox,
  startTestShop,
  type TestSandbox,
  type TestShop,
} from '../../support/test-shop.ts'

/** Nothing older is ever shown. */
const OLDEST_MS = 1_000

let sandbox: TestSandbox
/** Two processes' worth of shop on one database, started at once. */
let shops: [TestShop, TestShop]
let admin: SignedIn
let editor: SignedIn

beforeAll(async () => {
  sandbox = await startTestSandbox()
  const databaseUrl = await createTestDatabase()
  const start = () => startTestShop({ databaseUrl, stripe: { sandbox } })
  const [first, second] = await Promise.all([start(), start()])
  shops = [first, second]
  admin = await first.signIn('admin')
  editor = await first.signIn('editor')
})

afterAll(async () => {
  for (const shop of shops ?? []) await shop.close()
  await sandbox?.close()
})

const saveSettings = (data: Record<string, unknown>, { headers }: SignedIn = admin) =>
  shops[0].send('POST', '/api/globals/shop-settings', data, headers)

const savePage = (data: Record<string, unknown>, { headers }: SignedIn = editor) =>
  shops[0].send('POST', '/api/pages', { _status: 'published', ...data }, headers)

async function lookAt(path: string): Promise<string[]> {
  const pages = await Promise.all(shops.map((shop) => shop.request(path)))
  return pages.map(({ text }) => text)
}

describe('the settings of the shop', () => {
  it('are one document, although two processes have started at once', async () => {
    expect(await shops[0].sql('select count(*)::int as count from shop_settings')).toEqual([{ count: 1 }])
  })

  it('leave a shop without a name under its address', async () => {
    for (const text of await lookAt('/')) expect(text).toContain('<title>localhost</title>')
  })

  it('name the shop on every page, in every process, kept ones included', async () => {
    const { id } = await shops[0].createItem()
    const paths = ['/', `/item/${id}`, '/cart', '/page/nothing']
    for (const path of paths) await lookAt(path)
    await pause(OLDEST_MS)
    for (const path of paths) await lookAt(path)
    const { status } = await saveSettings({ name: 'Laden & Söhne', contact: 'hallo@laden.example' })
    expect(status).toBe(200)
    expect((await shops[0].request(`/item/${id}`)).text).toContain('Laden &amp; Söhne')
    await pause(OLDEST_MS)
    for (const path of paths) {
      for (const text of await lookAt(path)) {
        expect(text).toContain('Laden &amp; Söhne')
        expect(text).toContain('hallo@laden.example')
        expect(text).not.toContain('Corner Shop')
      }
    }
  })

  it('are read by staff and changed by administrators alone', async () => {
    expect((await shops[0].request('/api/globals/shop-settings')).status).toBe(403)
    const read = await shops[0].request('/api/globals/shop-settings', { headers: editor.headers })
    expect(read.status).toBe(200)
    expect((await saveSettings({ name: 'Mine' }, editor)).status).toBe(403)
  })

  it.each([
    ['language', 'fr'],
    ['timeZone', 'Berlin'],
    ['staffMail', 'nobody'],
    ['name', 'x'.repeat(101)],
  ])('refuse a %s that is none', async (field, value) => {
    const { status, json } = await saveSettings({ [field]: value })
    expect(status).toBe(400)
    expect(JSON.stringify(json)).toContain(field)
  })
})

describe('pages', () => {
  it('are shown and linked on every page once they are published, and no longer than that', async () => {
    const content = buildDescription(['Thirty days, no questions.'], [])
    const { status, json } = await savePage({ title: 'Returns', slug: 'returns', content })
    expect(status).toBe(201)
    await pause(OLDEST_MS)
    for (const text of await lookAt('/')) expect(text).toContain('<a href="/page/returns">Returns</a>')
    for (const text of await lookAt('/page/returns')) {
      expect(text).toContain('<h1>Returns</h1>')
      expect(text).toContain('Thirty days, no questions.')
    }
    await shops[0].send('PATCH', `/api/pages/${json.doc.id}`, { _status: 'draft' }, editor.headers)
    await pause(OLDEST_MS)
    for (const text of await lookAt('/')) expect(text).not.toContain('/page/returns')
    for (const shop of shops) expect((await shop.request('/page/returns')).status).toBe(404)
  })

  it('keep a draft to themselves', async () => {
    await savePage({ title: 'Terms', slug: 'terms', _status: 'draft' })
    expect((await shops[0].request('/page/terms')).status).toBe(404)
    expect((await shops[0].request('/api/pages')).status).toBe(403)
  })

  it('are written by those who keep the catalogue, each under an address of its own', async () => {
    const support = await shops[0].signIn('support')
    expect((await savePage({ title: 'Imprint', slug: 'imprint' }, support)).status).toBe(403)
    expect((await savePage({ title: 'Imprint', slug: 'imprint' })).status).toBe(201)
    expect((await savePage({ title: 'Imprint', slug: 'imprint' })).status).toBe(400)
    expect((await savePage({ title: 'Imprint', slug: 'Im print' })).status).toBe(400)
  })

  it('answer other methods and unknown addresses as every page does', async () => {
    expect((await shops[0].request('/page/nothing')).status).toBe(404)
    expect((await shops[0].request('/page/imprint', { method: 'POST' })).status).toBe(405)
    expect((await shops[0].request('/page/%00')).status).toBe(404)
    expect((await shops[0].request('/page/imprint', { method: 'HEAD' })).status).toBe(200)
  })
})

describe('before a shop is opened', () => {
  it('the panel says what is still missing', async () => {
    const open = async () => (await findSetupSteps(shops[0].payload)).filter(({ isDone }) => !isDone)
    await saveSettings({ address: '', staffMail: null })
    expect((await open()).map(({ name }) => name)).toEqual(['address', 'staffMail', 'mail'])
    await saveSettings({ address: 'Weg 1', staffMail: 'team@laden.example' })
    expect((await open()).map(({ name }) => name)).toEqual(['mail'])
  })

  it('each of them is said in every language', async () => {
    for (const { text } of await findSetupSteps(shops[0].payload))
      expect([text, isPanelText(text)]).toEqual([text, true])
  })
})
