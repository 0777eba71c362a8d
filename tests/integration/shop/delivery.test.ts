import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { runOutbox } from '../../../src/plugin/shop/outbox.ts'
import { startTestMailServer, type TestMailServer } from '../../support/mail-server.ts'
import { CARD, payByCard, SENT_TO } from '../../support/payment-page.ts'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let mailServer: TestMailServer
let shop: TestShop
let admin: SignedIn
let mug: number
let song: number
/** Ordered before the shop delivered anything. */
let earlier: number
let parcel: number
let express: number

beforeAll(async () => {
  mailServer = await startTestMailServer()
  shop = await startTestShop({ env: { SMTP_URL: mailServer.url, MAIL_FROM: 'shop@laden.example' } })
  admin = await shop.signIn('admin')
  mug = (await shop.createItem()).id
  song = (await shop.createItem({ name: 'Song', isShipped: false })).id
  earlier = (await shop.request(`/buy/${mug}`)).json.orderId
})

afterAll(async () => {
  await shop?.close()
  await mailServer?.close()
})

beforeEach(() => {
  mailServer.mails.length = 0
})

const orderJson = async (id: number) =>
  (await shop.request(`/order/${id}`, { headers: { ...admin.headers, accept: 'application/json' } })).json

const pageOf = async (returnUrl: string) => {
  const { pathname, search } = new URL(returnUrl)
  return (await shop.request(pathname + search, { headers: { accept: 'text/html' } })).text
}

const sessionOf = (id: string) =>
  shop.stripe().checkout.sessions.retrieve(id, { expand: ['shipping_cost.shipping_rate'] })

/** Answers once the order is paid. */
async function pay(started: { url: string; orderId: number }, country = 'DE'): Promise<void> {
  const answer = await payByCard(started.url, CARD.pays, SENT_TO(country))
  if (answer.status !== 303) throw new Error(answer.text)
  await waitFor(async () => (await shop.order(started.orderId)).paidAt, { what: 'the payment' })
}

const DELIVERY = ['shippingAmount', 'shipping', 'fulfilment', 'tracking']

it('is not spoken of in a shop that sets none up', async () => {
  const order = await orderJson(earlier)
  expect(Object.keys(order).filter((name) => DELIVERY.includes(name))).toEqual([])
  expect(order.total).toBe(1_000)
  const { json } = await shop.request(`/buy/${mug}`)
  const session = await sessionOf(json.sessionId)
  expect(session.shipping_address_collection).toBeNull()
  expect(session.amount_total).toBe(1_000)
})

describe('a delivery option', () => {
  it('is set up by those who keep the catalogue', async () => {
    const editor = await shop.signIn('editor')
    const support = await shop.signIn('support')
    const rate = { name: 'Parcel', amount: 490, currency: 'eur', countries: ['DE', 'AT'], freeFrom: 5_000 }
    expect((await shop.send('POST', '/api/shipping-rates', rate, support.headers)).status).toBe(403)
    const made = await shop.send('POST', '/api/shipping-rates', rate, editor.headers)
    expect([made.status, made.json.doc.countries]).toEqual([201, ['DE', 'AT']])
    parcel = made.json.doc.id
    express = (
      await shop.payload.create({
        collection: 'shipping-rates',
        data: { name: 'Express', amount: 1_290, currency: 'eur', minDays: 1, maxDays: 2 },
      })
    ).id
    expect((await shop.request('/api/shipping-rates')).status).toBe(403)
  })

  it.each([
    ['a part of a cent', { amount: 4.5 }],
    ['less than nothing', { amount: -1 }],
    ['a text for an amount', { amount: '4.90 EUR' }],
    ['a currency that the shop does not sell in', { currency: 'gbp' }],
    ['what its currency does not have', { amount: 1_001, currency: 'kwd' }],
    ['no country', { countries: ['ZZ'] }],
    ['fewer days at most than at least', { minDays: 3, maxDays: 2 }],
  ])('is refused with %s', async (_, wrong) => {
    const rate = { name: 'Wrong', amount: 490, currency: 'eur', ...wrong }
    const { status, json } = await shop.send('POST', '/api/shipping-rates', rate, admin.headers)
    expect([status, json.errors.length]).toEqual([400, 1])
  })
})

describe('a purchase with delivery', () => {
  it('is charged with the cheapest option, which Stripe adds up itself', async () => {
    const { json } = await shop.request(`/buy/${mug}?quantity=2`)
    const session = await sessionOf(json.sessionId)
    expect(session).toMatchObject({
      amount_subtotal: 2_000,
      amount_total: 2_490,
      total_details: { amount_shipping: 490 },
      shipping_address_collection: { allowed_countries: ['DE', 'AT'] },
      shipping_cost: { amount_total: 490, shipping_rate: { display_name: 'Parcel' } },
    })
    expect(session.shipping_options).toHaveLength(1)
    const refused = await payByCard(json.url, CARD.pays, SENT_TO('FR'))
    expect(refused.status).toBe(400)
    await pay(json)
    const order = await orderJson(json.orderId)
    expect(order).toMatchObject({
      status: 'paid',
      review: null,
      subtotal: 2_000,
      shippingAmount: 490,
      shipping: { name: 'Parcel', amount: 490 },
      total: 2_490,
      fulfilment: 'to_pack',
      tracking: null,
    })
    expect(await shop.order(json.orderId)).toMatchObject({
      shippingName: 'Ada Receiver',
      shippingAddress: { line1: 'Turmstr. 1', country: 'DE' },
    })
    const page = (await pageOf(json.returnUrl)).replaceAll('\u00a0', ' ')
    expect(page).toContain('<th scope="row">Parcel</th><td class="lines__number" translate="no">€4.90</td>')
    expect(page).toContain('We are packing your order.')
    await runOutbox(shop.payload)
    expect(mailServer.mails[0]?.text.replaceAll('\u00a0', ' ')).toContain('Parcel: €4.90')
  })

  it('takes the option that is asked for, everywhere in the world', async () => {
    const { json } = await shop.request(`/buy/${mug}?shipping=${express}`)
    const session = await sessionOf(json.sessionId)
    expect(session.amount_total).toBe(2_290)
    expect(session.shipping_address_collection?.allowed_countries.length).toBeGreaterThan(200)
    expect(session.shipping_cost?.shipping_rate).toMatchObject({
      delivery_estimate: { minimum: { unit: 'business_day', value: 1 }, maximum: { value: 2 } },
    })
    const unknown = await shop.request(`/buy/${mug}?shipping=999`)
    expect([unknown.status, unknown.json.error.code]).toEqual([400, 'invalid_input'])
  })

  it('costs nothing from the price on that the owner says', async () => {
    const { json } = await shop.request(`/buy/${mug}?quantity=5`)
    expect(await orderJson(json.orderId)).toMatchObject({
      total: 5_000,
      shippingAmount: 0,
      shipping: { name: 'Parcel', amount: 0 },
    })
    expect((await sessionOf(json.sessionId)).amount_total).toBe(5_000)
  })

  it('asks no address for what is not sent', async () => {
    const { json } = await shop.request(`/buy/${song}`)
    expect((await sessionOf(json.sessionId)).shipping_address_collection).toBeNull()
    expect(await orderJson(json.orderId)).toMatchObject({
      total: 1_000,
      shippingAmount: 0,
      shipping: null,
      fulfilment: 'none',
    })
  })

  it('is part of the amount of a Payment Intent, which tells where it can go', async () => {
    const { json } = await shop.request(`/buy/${mug}?flow=intent`)
    expect(json.shipTo).toEqual(['DE', 'AT'])
    const intent = await shop.stripe().paymentIntents.retrieve(json.paymentIntentId)
    expect(intent.amount).toBe(1_490)
    await shop.stripe().paymentIntents.confirm(json.paymentIntentId, {
      payment_method: 'pm_card_visa',
      return_url: 'https://shop.example',
      shipping: { name: 'Ada Receiver', address: { line1: 'Turmstr. 1', country: 'AT' } },
    })
    await waitFor(async () => (await shop.order(json.orderId)).paidAt, { what: 'the payment' })
    expect(await shop.order(json.orderId)).toMatchObject({
      total: 1_490,
      review: null,
      fulfilment: 'to_pack',
    })
  })

  it('is given back with the rest', async () => {
    const { json } = await shop.request(`/buy/${mug}`)
    await pay(json)
    const refund = await shop.send('POST', `/api/orders/${json.orderId}/refund`, {}, admin.headers)
    expect(refund.json).toMatchObject({ amountRefunded: 1_490, refund: { status: 'succeeded' } })
    await waitFor(async () => (await shop.order(json.orderId)).status === 'refunded', { what: 'the refund' })
  })

  it('keeps what it was sold with, whatever becomes of the option', async () => {
    const extra = await shop.payload.create({
      collection: 'shipping-rates',
      data: { name: 'By bicycle', amount: 100, currency: 'eur' },
    })
    const { json } = await shop.request(`/buy/${mug}`)
    await shop.payload.delete({ collection: 'shipping-rates', id: extra.id })
    expect(await orderJson(json.orderId)).toMatchObject({
      total: 1_100,
      shipping: { name: 'By bicycle', amount: 100 },
    })
    const again = await shop.request(`/order/${json.orderId}/buy`, { headers: admin.headers })
    expect(again.json.sessionId).toBe(json.sessionId)
  })
})

describe('an order that staff put together', () => {
  it('shows what delivery comes to, and is paid with the option that they chose', async () => {
    const draft = { lines: [{ item: mug, quantity: 1 }], shippingRate: express }
    const made = await shop.send('POST', '/api/orders', draft, admin.headers)
    const { id } = made.json.doc
    expect(await orderJson(id)).toMatchObject({ status: 'draft', total: 2_290, shippingAmount: 1_290 })
    const preview = await shop.send('POST', '/api/orders/preview', draft, admin.headers)
    expect(preview.json).toMatchObject({ total: 2_290, shippingCopy: { name: 'Express' } })
    const { json } = await shop.request(`/order/${id}/buy`, { headers: admin.headers })
    expect((await sessionOf(json.sessionId)).amount_total).toBe(2_290)
    const frozen = await shop.send('PATCH', `/api/orders/${id}`, { shippingRate: parcel }, admin.headers)
    expect([frozen.status, frozen.json.errors[0].message]).toEqual([
      409,
      expect.stringContaining('"shippingRate"'),
    ])
  })

  it('cannot have an option that is switched off', async () => {
    const off = await shop.payload.create({
      collection: 'shipping-rates',
      data: { name: 'Pigeon', amount: 100, currency: 'eur', active: false },
    })
    const draft = { lines: [{ item: mug, quantity: 1 }], shippingRate: off.id }
    expect((await shop.send('POST', '/api/orders', draft, admin.headers)).status).toBe(400)
  })
})

describe('what was paid for', () => {
  let sold: { orderId: number; url: string; returnUrl: string }
  const patch = (data: object, headers = admin.headers) =>
    shop.send('PATCH', `/api/orders/${sold.orderId}`, data, headers)

  beforeAll(async () => {
    sold = (await shop.request(`/buy/${mug}`, { headers: { 'accept-language': 'de' } })).json
  })

  it('is not shipped before it is paid', async () => {
    const refused = await patch({ fulfilment: 'shipped' })
    expect([refused.status, refused.json.errors[0].message]).toEqual([
      409,
      '"fulfilment" cannot become shipped: this order is not paid, or has nothing to be sent.',
    ])
  })

  it('is to be packed then, and is found by that', async () => {
    await pay(sold)
    const where = 'where[fulfilment][equals]=to_pack'
    const { json } = await shop.request(`/api/orders?${where}&limit=100`, { headers: admin.headers })
    expect(json.docs.map(({ id }: { id: number }) => id)).toContain(sold.orderId)
  })

  it('tells the buyer once where the parcel is, when it is shipped', async () => {
    await runOutbox(shop.payload)
    mailServer.mails.length = 0
    const parcel = { fulfilment: 'shipped', carrier: 'DHL', trackingNumber: '00 340 434' }
    expect((await patch(parcel)).status).toBe(200)
    expect((await patch({ note: 'on its way' })).status).toBe(200)
    await runOutbox(shop.payload)
    expect(mailServer.mails).toHaveLength(1)
    const [mail] = mailServer.mails
    const { number, shippedAt } = await shop.order(sold.orderId)
    expect(shippedAt).not.toBeNull()
    expect(mail?.subject).toBe(`Ihre Bestellung ${number} von localhost ist unterwegs`)
    expect(mail?.text).toContain('Sendung: DHL 00 340 434')
    expect(mail?.text).toContain('tracking-id=00340434')
    expect(mail?.text).toContain(sold.returnUrl)
    const page = await pageOf(sold.returnUrl)
    expect(page).toContain('tracking-id=00340434')
    expect(await orderJson(sold.orderId)).toMatchObject({
      fulfilment: 'shipped',
      tracking: { carrier: 'DHL', number: '00 340 434', url: expect.stringContaining('00340434') },
    })
  })

  it('is packed by a slip without prices, which staff alone can see', async () => {
    const { id } = await shop.createOrder([
      { item: mug, quantity: 3 },
      { item: song, quantity: 1 },
    ])
    const slipFor = (headers: Record<string, string>, query = '') =>
      shop.request(`/order/${id}/packing-slip${query}`, { headers: { 'accept-language': 'de', ...headers } })
    expect((await slipFor(admin.headers)).status).toBe(409)
    const started = (await shop.request(`/order/${id}/buy`, { headers: admin.headers })).json
    await pay(started)
    const { status, headers, text } = await slipFor((await shop.signIn('support')).headers)
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
    const { number } = await shop.order(id)
    expect(text).toContain(`<h1>Packzettel zur Bestellung ${number}</h1>`)
    expect(text).toContain('>Ada Receiver<br>Turmstr. 1<br>10559 Berlin<br>Deutschland</address>')
    expect(text).toMatch(/>3 ×<\/td><th scope="row">Mug</)
    expect(text).not.toContain('Song')
    expect(text).not.toMatch(/€|EUR/)
    expect((await slipFor({})).status).toBe(401)
    expect((await slipFor({}, new URL(started.returnUrl).search)).status).toBe(401)
    const receipt = await pageOf(started.returnUrl)
    expect(receipt).toContain('<p class="order__receipt">Receipt</p>')
    expect(receipt).toContain('<dt>Paid on</dt>')
  })

  it('takes no link but one of the web', async () => {
    const refused = await patch({ trackingUrl: 'javascript:alert(1)' })
    expect(refused.status).toBe(400)
  })

  it('is never without delivery again', async () => {
    expect((await patch({ fulfilment: 'none' })).status).toBe(409)
    expect((await patch({ fulfilment: 'delivered' })).status).toBe(200)
    const editor = await shop.signIn('editor')
    expect((await patch({ fulfilment: 'returned' }, editor.headers)).status).toBe(403)
  })
})

describe('the pages', () => {
  const ask = async (path: string, language = 'en') =>
    (await shop.request(path, { headers: { 'accept-language': language } })).text.replaceAll('\u00a0', ' ')

  it('say beside the price what delivery costs, in every language, and offer the choice', async () => {
    const page = await ask(`/item/${mug}`)
    expect(page).toContain('<p class="price-note">plus delivery from €4.90</p>')
    expect(page).toContain(`<option value="${parcel}" selected>Parcel · €4.90</option>`)
    expect(page).toContain(`<option value="${express}">Express · €12.90 · 1–2 business days</option>`)
    expect(await ask(`/item/${mug}`, 'de')).toContain('zzgl. Versand ab 4,90 €')
    expect(await ask(`/item/${mug}`, 'ru')).toContain('Express · 12,90 € · 1–2 рабочих дня')
    const { offers } = JSON.parse(
      /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page)?.[1] ?? '{}',
    )
    expect(offers.shippingDetails[0]).toMatchObject({
      shippingRate: { value: '4.90', currency: 'EUR' },
      shippingDestination: { addressCountry: ['DE', 'AT'] },
    })
  })

  it('say nothing of it for what is not sent', async () => {
    const page = await ask(`/item/${song}`)
    expect([page.includes('delivery'), page.includes('shippingDetails')]).toEqual([false, false])
  })

  it('show soon that another price was set', async () => {
    await shop.payload.update({ collection: 'shipping-rates', id: parcel, data: { amount: 590 } })
    await waitFor(async () => (await ask(`/item/${mug}`)).includes('from €5.90'), { what: 'the new price' })
    await shop.payload.update({ collection: 'shipping-rates', id: parcel, data: { amount: 490 } })
  })

  it('let the cart choose, and sell what the cart shows', async () => {
    let cookie = ''
    const post = async (path: string, fields: Record<string, string>) => {
      const answer = await shop.request(path, {
        method: 'POST',
        headers: { cookie, accept: 'text/html' },
        body: new URLSearchParams(fields),
      })
      const set = answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '')
      cookie = [
        ...cookie.split('; ').filter((one) => !set.some((two) => one.split('=')[0] === two.split('=')[0])),
        ...set,
      ]
        .filter(Boolean)
        .join('; ')
      return answer
    }
    const cart = async () =>
      (await shop.request('/cart', { headers: { cookie, accept: 'text/html' } })).text.replaceAll(
        '\u00a0',
        ' ',
      )
    await post('/cart/add', { item: String(mug), quantity: '1' })
    expect(await cart()).toContain(
      '<th scope="row">Parcel</th><td class="lines__number" translate="no">€4.90</td>',
    )
    expect((await post('/cart/delivery', { shipping: String(express) })).status).toBe(303)
    const page = await cart()
    expect(page).toContain('<th scope="row">Express</th><td class="lines__number" translate="no">€12.90</td>')
    expect(page).toContain('name="total" value="2290"')
    const gone = await post('/cart/delivery', { shipping: '99999' })
    expect([gone.status, gone.text.includes('not there for your cart')]).toEqual([404, true])
    const paid = await post('/cart/pay', { total: '2290' })
    expect(paid.status).toBe(303)
    const sessions = await shop.stripe().checkout.sessions.list({ limit: 1 })
    expect(sessions.data[0]?.amount_total).toBe(2_290)
  })
})
