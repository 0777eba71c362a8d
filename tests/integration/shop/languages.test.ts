import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestShop, type TestShop } from '../../support/test-shop.ts'

/** Nothing older is ever shown. */
const OLDEST_MS = 1_000

let shop: TestShop
let itemId: number

beforeAll(async () => {
  shop = await startTestShop()
  itemId = (await shop.createItem({ name: 'Becher', price: 123_450, stock: 3 })).id
})

afterAll(() => shop?.close())

const ask = (path: string, headers: Record<string, string> = {}) => shop.request(path, { headers })
const langOf = (html: string) => /<html lang="(\w+)">/.exec(html)?.[1]

describe('the language of a page', () => {
  it.each([
    ['de-AT,de;q=0.9,en;q=0.5', 'de'],
    ['ru', 'ru'],
    ['fr-FR, ru;q=0.4, de;q=0.6', 'de'],
    ['en-GB, de', 'en'],
    ['de;q=0, ru;q=0.1', 'ru'],
    ['fr', 'en'],
    ['*', 'en'],
    ['nonsense;;q=x,,', 'en'],
  ])('is what the browser asks for by “%s”: %s', async (accepted, language) => {
    for (const path of ['/', `/item/${itemId}`, '/cart', '/page/nothing', '/order/999999']) {
      const { text, headers } = await ask(path, { 'accept-language': accepted, accept: 'text/html' })
      expect([path, langOf(text), headers.get('content-language')]).toEqual([path, language, language])
      expect(headers.get('vary')).toMatch(/Accept-Language/)
    }
  })

  it('stays what it is when a page is asked for again and again by others in other languages', async () => {
    await pause(OLDEST_MS)
    for (let round = 0; round < 3; round += 1) {
      const prices: Record<string, string> = { de: '1.234,50 €', ru: '1 234,50 €', en: '€1,234.50' }
      for (const [language, price] of Object.entries(prices)) {
        const { text, headers } = await ask(`/item/${itemId}`, { 'accept-language': language })
        expect(langOf(text)).toBe(language)
        expect(text.replaceAll(/[\u00a0\u202f]/g, ' ')).toContain(
          `<p class="item__price" translate="no">${price}</p>`,
        )
        expect(headers.get('content-language')).toBe(language)
        expect(headers.get('vary')).toMatch(/Accept-Language, Cookie/)
      }
    }
  })

  it('is chosen by an address, from then on by a cookie, whatever the browser asks for', async () => {
    const chosen = await ask(`/item/${itemId}?locale=ru`, { 'accept-language': 'de' })
    expect(langOf(chosen.text)).toBe('ru')
    const cookie = chosen.headers
      .getSetCookie()
      .find((text) => text.startsWith('shop_language='))
      ?.split(';')[0]
    expect(cookie).toBe('shop_language=ru')
    const next = await ask('/', { 'accept-language': 'de', cookie: cookie ?? '' })
    expect(langOf(next.text)).toBe('ru')
    expect(next.text).toContain('Все товары')
    for (const other of ['fr', '__proto__', '']) {
      const { text, headers } = await ask(`/?locale=${other}`, { 'accept-language': 'de' })
      expect(langOf(text)).toBe('de')
      expect(headers.getSetCookie().join()).not.toContain('shop_language')
    }
  })

  it('is the shop’s own for those who ask for none', async () => {
    const { headers } = await shop.signIn('admin')
    await shop.send('POST', '/api/globals/shop-settings', { language: 'de' }, headers)
    await pause(OLDEST_MS)
    expect(langOf((await ask('/')).text)).toBe('de')
    expect(langOf((await ask(`/item/${itemId}`, { 'accept-language': 'fr' })).text)).toBe('de')
    expect(langOf((await ask('/', { 'accept-language': 'en' })).text)).toBe('en')
    await shop.send('POST', '/api/globals/shop-settings', { language: 'en' }, headers)
    await pause(OLDEST_MS)
  })

  it('is told to search engines, each under an address of its own', async () => {
    const { text } = await ask(`/item/${itemId}`, { 'accept-language': 'de' })
    const address = `${shop.config.publicUrl}/item/${itemId}`
    expect(text).toContain(`<link rel="canonical" href="${address}?locale=de">`)
    expect(text).toContain(`<link rel="alternate" hreflang="ru" href="${address}?locale=ru">`)
    expect(text).toContain(`<link rel="alternate" hreflang="en" href="${address}">`)
    expect(text).toContain(`<link rel="alternate" hreflang="x-default" href="${address}">`)
    const found = await ask('/?q=Becher&page=1', { 'accept-language': 'de' })
    expect(found.text).toContain('href="/?q=Becher&amp;locale=ru"')
  })
})

/** In which language Stripe shows its page. */
async function languageOf(orderId: number): Promise<unknown> {
  const [payment] = await shop.attempts(orderId)
  return (payment?.params as Record<string, unknown> | undefined)?.locale
}

describe('what a page says', () => {
  it('is in Russian with its three plurals', async () => {
    const words = async (stock: number) => {
      const { id } = await shop.createItem({ stock })
      return (await ask(`/item/${id}`, { 'accept-language': 'ru' })).text
    }
    expect(await words(1)).toContain('Осталась всего 1 штука')
    expect(await words(2)).toContain('Осталось всего 2 штуки')
    expect(await words(5)).toContain('Осталось всего 5 штук')
  })

  it('is in the language of the buyer on Stripe’s page, and on the order’s', async () => {
    const { json } = await ask(`/buy/${itemId}`, { 'accept-language': 'de' })
    expect(await languageOf(json.orderId)).toBe('de')
    const path = new URL(json.returnUrl)
    const { text } = await ask(path.pathname + path.search, { accept: 'text/html', 'accept-language': 'de' })
    expect(text).toContain('Ihre Bestellung ist bereit')
    // The switch leads to the same order, with its link.
    expect(text).toContain(`${path.pathname}${path.search}&amp;locale=ru"`)
    const cart = await shop.request('/cart/add', {
      method: 'POST',
      body: new URLSearchParams({ item: String(itemId), quantity: '1' }),
      headers: { 'accept-language': 'ru', accept: 'text/html' },
    })
    const cookie = cart.headers
      .getSetCookie()
      .map((text) => text.split(';')[0])
      .join('; ')
    const shown = await ask('/cart', { 'accept-language': 'ru', cookie })
    expect(shown.text).toContain('Ваша корзина')
    const paid = await shop.request('/cart/pay', {
      method: 'POST',
      headers: { 'accept-language': 'ru', cookie, accept: 'application/json' },
    })
    expect(paid.status).toBe(200)
    expect(await languageOf(paid.json.orderId)).toBe('ru')
  })
})

describe('a refusal', () => {
  const german = { 'accept-language': 'de-DE' }

  it('is said in the reader’s language on a page, and to the page’s script', async () => {
    const page = await ask('/item/999999', { ...german, accept: 'text/html' })
    expect(page.text).toContain('Diesen Artikel gibt es in diesem Shop nicht.')
    const script = await ask(`/buy/${itemId}?quantity=99`, { 'accept-language': 'ru' })
    expect(script.status).toBe(409)
    expect(script.json.error).toMatchObject({ code: 'out_of_stock' })
    expect(script.json.error.message).toMatch(/^Товара «Becher» осталось всего \d\.$/)
    expect((await ask(`/buy/${itemId}?quantity=99`)).json.error.message).toMatch(
      /^Only \d left of “Becher”\.$/,
    )
    const cart = await shop.request('/cart/code', {
      method: 'POST',
      body: new URLSearchParams({ code: 'NOPE' }),
      headers: { ...german, accept: 'text/html' },
    })
    expect(cart.text).toContain('Ihr Warenkorb ist leer.')
  })

  it('is said in the reader’s language over Payload’s REST, beside fields too', async () => {
    const { headers } = await shop.signIn('admin')
    const wrong = { name: 'X', percentOff: 10, duration: 'once', code: 'no spaces' }
    const { status, json } = await shop.send('POST', '/api/discounts', wrong, { ...headers, ...german })
    expect(status).toBe(400)
    expect(json.errors[0].data.errors[0].message).toBe(
      '„code“ darf nur Buchstaben von a bis z, Ziffern und Bindestriche haben.',
    )
    const english = await shop.send('POST', '/api/discounts', wrong, headers)
    expect(english.json.errors[0].data.errors[0].message).toBe(
      '"code" may have only letters a to z, digits and dashes.',
    )
    const order = await shop.createOrder([{ item: itemId, quantity: 1 }])
    await ask(`/order/${order.id}/buy`, headers)
    const frozen = await shop.send(
      'PATCH',
      `/api/orders/${order.id}`,
      { status: 'paid' },
      { ...headers, ...german },
    )
    expect(frozen.status).toBe(409)
    expect(frozen.json.errors[0].message).toBe(
      '„status“ führt der Shop selbst; es kann nicht von Hand geändert werden.',
    )
    const settings = await shop.send(
      'POST',
      '/api/globals/shop-settings',
      { timeZone: 'Berlin' },
      { ...headers, ...german },
    )
    expect(JSON.stringify(settings.json)).toContain('Die Zeitzone muss ein Name wie')
  })
})
