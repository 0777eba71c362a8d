import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { MAIL_KINDS } from '../../../src/server/mail/mail-kinds.ts'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'

let shop: TestShop
let editor: SignedIn

beforeAll(async () => {
  shop = await startTestShop()
  editor = await shop.signIn('editor')
})
afterAll(() => shop?.close())

const asEditor = (path: string) => shop.request(path, { headers: editor.headers })

describe('the preview of an item', () => {
  it('shows staff the draft, and shoppers what is published', async () => {
    const { id } = await shop.createItem({ name: 'Tin mug', price: 900 })
    const change = { name: 'Enamel mug', price: 1250, _status: 'draft' }
    await shop.send('PATCH', `/api/items/${id}?draft=true`, change, editor.headers)
    const preview = await asEditor(`/preview/item/${id}`)
    expect(preview.status).toBe(200)
    expect(preview.text).toContain('<h1 class="item__name">Enamel mug</h1>')
    expect(preview.text).toContain('€12.50')
    const page = await shop.request(`/item/${id}`)
    expect(page.text).toContain('<h1 class="item__name">Tin mug</h1>')
    expect((await asEditor(`/item/${id}`)).text).toBe(page.text)
  })

  it('is in the language that is written', async () => {
    const { id } = await shop.createItem({ name: 'Jar' })
    await shop.send('PATCH', `/api/items/${id}?locale=de`, { name: 'Krug' }, editor.headers)
    expect((await asEditor(`/preview/item/${id}?language=de`)).text).toContain('Krug</h1>')
    expect((await asEditor(`/preview/item/${id}?language=ru`)).text).toContain('Jar</h1>')
  })

  it('is kept by nobody, found by no search engine, and framed by the panel alone', async () => {
    const { id } = await shop.createItem({ name: 'Jug', _status: 'draft' })
    const { headers, text } = await asEditor(`/preview/item/${id}`)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-robots-tag')).toContain('noindex')
    expect(text).not.toContain('application/ld+json')
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'self'")
    expect((await shop.request('/')).headers.get('content-security-policy')).toContain(
      "frame-ancestors 'none'",
    )
  })

  it('shows a draft that is not complete yet', async () => {
    const { json } = await shop.send('POST', '/api/items?draft=true', { _status: 'draft' }, editor.headers)
    expect((await asEditor(`/preview/item/${json.doc.id}`)).status).toBe(200)
  })

  it('is for staff alone', async () => {
    const { id } = await shop.createItem({ name: 'Secret', _status: 'draft' })
    const { status, text } = await shop.request(`/preview/item/${id}`)
    expect([status, text.includes('Secret')]).toEqual([401, false])
    expect((await asEditor('/preview/item/999999')).status).toBe(404)
    expect((await asEditor('/preview/item/abc')).status).toBe(404)
  })
})

describe('the preview of a mail', () => {
  it.each(MAIL_KINDS)('shows “%s” in each language, as HTML and as text', async (kind) => {
    const headings = new Set<string>()
    for (const language of ['en', 'de', 'ru']) {
      const mail = await asEditor(`/preview/mail/${kind}/${language}`)
      const { status, text, headers } = await asEditor(`/preview/mail/${kind}/${language}/text`)
      expect([mail.status, status, headers.get('content-type')]).toEqual([
        200,
        200,
        'text/plain; charset=utf-8',
      ])
      const [, heading = ''] = /<h1[^>]*>([^<]+)<\/h1>/.exec(mail.text) ?? []
      headings.add(heading)
      expect(mail.text).toContain(`<html lang="${language}">`)
      expect(text.split('\n\n')[1]).toBe(heading)
    }
    expect(headings.size).toBe(3)
  })

  it('has a whole bill', async () => {
    const { text } = await asEditor('/preview/mail/paid/de/text')
    expect(text.replaceAll('\u00a0', ' ')).toContain('Gesamt: 65,20 $')
  })

  it('may do nothing but look like a mail', async () => {
    const { headers } = await asEditor('/preview/mail/paid/en')
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*; sandbox$/)
    expect(headers.get('cache-control')).toBe('no-store')
  })

  it('is for staff alone, and of mails that there are', async () => {
    expect((await shop.request('/preview/mail/paid/en')).status).toBe(401)
    for (const path of ['advert/en', 'paid/fr', 'paid/en/pdf', 'paid'])
      expect([path, (await asEditor(`/preview/mail/${path}`)).status]).toEqual([path, 404])
  })
})
