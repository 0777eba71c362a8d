import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { payByCard } from '../../support/payment-page.ts'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let shop: TestShop
let admin: SignedIn
let mug: number

beforeAll(async () => {
  shop = await startTestShop()
  admin = await shop.signIn('admin')
  mug = (await shop.createItem({ name: 'Mug', price: 1000 })).id
})

afterAll(() => shop.close())

const post = (path: string, data: unknown) => shop.send('POST', `/api${path}`, data, admin.headers)
const createOk = async (path: string, data: unknown) => {
  const answer = await post(path, data)
  if (answer.status !== 201) throw new Error(answer.text)
  return answer.json.doc
}

const percent = { name: 'Ten off', percentOff: 10, duration: 'once' }
const vat = { displayName: 'USt', percentage: 19, inclusive: true }

describe('a discount', () => {
  const wrong: [string, Record<string, unknown>, string][] = [
    ['a percentage and an amount', { ...percent, amountOff: 100, currency: 'eur' }, 'percentOff'],
    ['neither', { name: 'None', duration: 'once' }, 'percentOff'],
    ['0 %', { ...percent, percentOff: 0 }, 'percentOff'],
    ['101 %', { ...percent, percentOff: 101 }, 'percentOff'],
    ['three decimals', { ...percent, percentOff: 1.234 }, 'percentOff'],
    ['an amount without a currency', { name: 'x', amountOff: 100, duration: 'once' }, 'currency'],
    [
      'a currency that is not sold in',
      { name: 'x', amountOff: 100, currency: 'xxx', duration: 'once' },
      'currency',
    ],
    ['no duration', { name: 'x', percentOff: 10 }, 'duration'],
    ['months of a single use', { ...percent, durationInMonths: 3 }, 'durationInMonths'],
    ['repeating without months', { ...percent, duration: 'repeating' }, 'durationInMonths'],
    ['a past date', { ...percent, redeemBy: '2020-01-01T00:00:00.000Z' }, 'redeemBy'],
    ['a date in six years', { ...percent, redeemBy: inYears(6) }, 'redeemBy'],
    ['a code with spaces', { ...percent, code: 'TEN OFF' }, 'code'],
    ['no name', { percentOff: 10, duration: 'once' }, 'name'],
    ['49 pairs of metadata', { ...percent, metadata: pairs(49) }, 'metadata'],
  ]
  for (const [what, data, field] of wrong) {
    it(`with ${what} is refused, naming ${field}`, async () => {
      const { status, json } = await post('/discounts', data)
      expect(status).toBe(400)
      expect(json.errors[0].data.errors.map(({ path }: { path: string }) => path)).toContain(field)
    })
  }

  it('keeps its code unique whatever the case', async () => {
    await createOk('/discounts', { ...percent, code: 'Spring-10' })
    const { status, json } = await post('/discounts', { ...percent, name: 'Other', code: 'sPRING-10' })
    expect(status).toBe(400)
    expect(json.errors[0].data.errors[0].path).toBe('code')
  })

  it('is changed by a part of it, checked as a whole', async () => {
    const { id } = await createOk('/discounts', percent)
    const answer = await shop.send(
      'PATCH',
      `/api/discounts/${id}`,
      { amountOff: 5, currency: 'eur' },
      admin.headers,
    )
    expect(answer.status).toBe(400)
  })

  it('is not seen by strangers', async () => {
    expect((await shop.request('/api/discounts')).status).toBe(403)
    expect((await shop.request('/api/taxes')).status).toBe(403)
  })
})

describe('a tax', () => {
  const wrong: [string, Record<string, unknown>, string][] = [
    ['no kind', { displayName: 'x', percentage: 1 }, 'inclusive'],
    ['101 %', { ...vat, percentage: 101 }, 'percentage'],
    ['five decimals', { ...vat, percentage: 1.23456 }, 'percentage'],
    ['less than nothing', { ...vat, percentage: -1 }, 'percentage'],
    ['no percentage', { displayName: 'x', inclusive: true }, 'percentage'],
    ['a country in words', { ...vat, country: 'Germany' }, 'country'],
  ]
  for (const [what, data, field] of wrong) {
    it(`with ${what} is refused, naming ${field}`, async () => {
      const { status, json } = await post('/taxes', data)
      expect(status).toBe(400)
      expect(json.errors[0].data.errors.map(({ path }: { path: string }) => path)).toContain(field)
    })
  }
})

describe('the last day of a discount', () => {
  it('is good to its end, however it is sent', async () => {
    const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
    for (const redeemBy of [day, `${day}T12:00:17.000Z`, `${day}T00:00:00Z`, `${day}T23:30:00+00:00`]) {
      const discount = await createOk('/discounts', { ...percent, redeemBy })
      expect([redeemBy, discount.redeemBy]).toEqual([redeemBy, `${day}T23:59:59.999Z`])
    }
  })

  it('can be today', async () => {
    const discount = await createOk('/discounts', {
      ...percent,
      redeemBy: new Date().toISOString().slice(0, 10),
    })
    expect(Date.parse(discount.redeemBy)).toBeGreaterThan(Date.now())
  })
})

describe('an order', () => {
  it('is priced with its discount and its taxes', async () => {
    const discount = await createOk('/discounts', percent)
    const inclusive = await createOk('/taxes', vat)
    const draft = await createOk('/orders', {
      lines: [{ item: mug, quantity: 2 }],
      discount: discount.id,
      taxes: [inclusive.id],
    })
    const { json } = await shop.request(`/order/${draft.id}`, { headers: admin.headers })
    expect(json).toMatchObject({
      subtotal: 2000,
      discountAmount: 200,
      taxAmount: 287,
      total: 1800,
      discount: { id: discount.id, name: 'Ten off', percentOff: 10, amount: 200 },
      taxes: [{ id: inclusive.id, displayName: 'USt', percentage: 19, inclusive: true, amount: 287 }],
    })
    expect(draft).toMatchObject({ subtotal: 2000, discountAmount: 200, taxAmount: 287, total: 1800 })
  })

  it('says, while it is a draft and when it is to be paid, why its total cannot be charged', async () => {
    const dates = await shop.createItem({ name: 'Dates', price: 1230, currency: 'kwd' })
    const tax = await createOk('/taxes', { displayName: 'GST', percentage: 5, inclusive: false })
    const draft = { lines: [{ item: dates.id, quantity: 1 }], taxes: [tax.id] }
    const why = expect.stringMatching(/KWD\s1\.292 cannot be paid.*multiples of 0\.010.*another quantity/)
    expect((await post('/orders/preview', draft)).json).toMatchObject({ total: 1292, problem: why })
    const free = await post('/orders/preview', { lines: draft.lines })
    expect(free.json).toMatchObject({ total: 1230, problem: null })
    const { id } = await createOk('/orders', draft)
    const paying = await shop.request(`/order/${id}/buy`, { headers: admin.headers })
    expect([paying.status, paying.json.error.message]).toEqual([409, why])
  })

  it('gives back no part of a unit that cannot be charged, and asks Stripe for none', async () => {
    const dates = await shop.createItem({ name: 'Dates', price: 1230, currency: 'kwd' })
    const { orderId, url } = (await shop.request(`/buy/${dates.id}`)).json
    await payByCard(url)
    await waitFor(async () => (await shop.order(orderId)).status === 'paid')
    const refused = await post(`/orders/${orderId}/refund`, { amount: 15 })
    expect([refused.status, refused.json.errors[0].message]).toEqual([
      400,
      expect.stringContaining('multiple of 0.010'),
    ])
    expect(await shop.sql('select id from refunds where order_id = $1', [orderId])).toEqual([])
    expect((await post(`/orders/${orderId}/refund`, { amount: 20 })).status).toBe(200)
  })

  it('previews what a draft would cost and saves nothing', async () => {
    const before = await shop.sql('select count(*)::int as count from orders')
    const exclusive = await createOk('/taxes', { displayName: 'GST', percentage: 5, inclusive: false })
    const { status, json } = await post('/orders/preview', {
      lines: [{ item: mug, quantity: 1 }],
      taxes: [exclusive.id],
    })
    expect([status, json.taxAmount, json.total]).toEqual([200, 50, 1050])
    expect(await shop.sql('select count(*)::int as count from orders')).toEqual(before)
    const stranger = await shop.send('POST', '/api/orders/preview', { lines: [{ item: mug, quantity: 1 }] })
    expect(stranger.status).toBe(403)
    for (const lines of [
      undefined,
      [],
      'x',
      [null],
      [{ item: mug, quantity: 0 }],
      [{ item: 999999, quantity: 1 }],
    ]) {
      expect([JSON.stringify(lines), (await post('/orders/preview', { lines })).status]).toEqual([
        JSON.stringify(lines),
        400,
      ])
    }
  })

  const refused: [string, Record<string, unknown>][] = [
    ['in another currency', { name: 'Dollars', amountOff: 100, currency: 'usd', duration: 'once' }],
    ['that is not active', { ...percent, active: false }],
  ]
  for (const [what, data] of refused) {
    it(`takes no discount ${what}`, async () => {
      const discount = await createOk('/discounts', data)
      const answer = await post('/orders', { lines: [{ item: mug, quantity: 1 }], discount: discount.id })
      expect(answer.status).toBe(400)
      expect(answer.json.errors[0].message).toMatch(/discount/)
    })
  }

  it('takes neither an unknown discount nor an unknown or inactive tax nor six taxes', async () => {
    const taxes = []
    for (let rate = 1; rate <= 6; rate += 1) {
      taxes.push(
        (await createOk('/taxes', { displayName: `T${rate}`, percentage: rate, inclusive: false })).id,
      )
    }
    const off = await createOk('/taxes', { ...vat, active: false })
    const lines = [{ item: mug, quantity: 1 }]
    for (const data of [
      { lines, discount: 999_999 },
      { lines, taxes: [999_999] },
      { lines, taxes: [off.id] },
      { lines, taxes },
    ]) {
      expect((await post('/orders', data)).status).toBe(400)
    }
  })

  it('keeps its discount and taxes once a payment was started, and reads the same when they are deleted', async () => {
    const discount = await createOk('/discounts', {
      name: 'Five',
      amountOff: 500,
      currency: 'eur',
      duration: 'once',
    })
    const tax = await createOk('/taxes', vat)
    const draft = await createOk('/orders', {
      lines: [{ item: mug, quantity: 1 }],
      discount: discount.id,
      taxes: [tax.id],
    })
    const started = await shop.request(`/order/${draft.id}/buy`, { headers: admin.headers })
    expect(started.status).toBe(200)
    const frozen: [string, unknown][] = [
      ['discount', null],
      ['taxes', []],
      ['discountCopy', { amount: 1 }],
      ['taxCopies', []],
    ]
    for (const [field, value] of frozen) {
      const answer = await shop.send('PATCH', `/api/orders/${draft.id}`, { [field]: value }, admin.headers)
      expect([field, answer.status]).toEqual([field, 409])
      expect(answer.json.errors[0].message).toContain(field)
    }
    const before = await shop.request(`/order/${draft.id}`, { headers: admin.headers })
    for (const path of [`/discounts/${discount.id}`, `/taxes/${tax.id}`, `/items/${mug}`]) {
      expect((await shop.send('DELETE', `/api${path}`, {}, admin.headers)).status).toBe(200)
    }
    const after = await shop.request(`/order/${draft.id}`, { headers: admin.headers })
    expect(after.json).toEqual(before.json)
    expect(after.json).toMatchObject({
      total: 500,
      discount: { amountOff: 500, amount: 500 },
      taxes: [{ amount: 80 }],
    })
    mug = (await shop.createItem({ name: 'Mug', price: 1000 })).id
  })

  it('of a shopper carries the taxes that apply by default', async () => {
    const tax = await createOk('/taxes', {
      displayName: 'VAT',
      percentage: 20,
      inclusive: false,
      appliesByDefault: true,
    })
    const { json } = await shop.request(`/buy/${mug}`)
    const order = await shop.request(`/order/${json.orderId}`, { headers: admin.headers })
    expect(order.json).toMatchObject({
      subtotal: 1000,
      taxAmount: 200,
      total: 1200,
      taxes: [{ id: tax.id, displayName: 'VAT', percentage: 20, inclusive: false, amount: 200 }],
    })
    const { taxes } = (await shop.request(`/api/orders/${json.orderId}?depth=0`, { headers: admin.headers }))
      .json
    expect(taxes).toEqual([tax.id])
    await shop.send('DELETE', `/api/taxes/${tax.id}`, {}, admin.headers)
  })
})

describe('a payment', () => {
  const exclusive = { displayName: 'GST', percentage: 5, inclusive: false }
  const orders: [string, Record<string, unknown> | null, Record<string, unknown>[], number][] = [
    ['a percentage', percent, [], 1800],
    ['an amount', { name: 'Three', amountOff: 333, currency: 'eur', duration: 'once' }, [], 1667],
    ['an inclusive tax', null, [vat], 2000],
    ['an exclusive tax', null, [exclusive], 2100],
    ['all of it', percent, [vat, exclusive], 1876],
  ]
  for (const [what, discountData, taxData, total] of orders) {
    it(`of an order with ${what} is asked for by Stripe to the cent, with its own discount and tax rates`, async () => {
      const discount = discountData && (await createOk('/discounts', discountData)).id
      const taxes = []
      for (const data of taxData) taxes.push((await createOk('/taxes', data)).id)
      const draft = await createOk('/orders', { lines: [{ item: mug, quantity: 2 }], discount, taxes })
      expect(draft.total).toBe(total)
      const { json } = await shop.request(`/order/${draft.id}/buy`, { headers: admin.headers })
      const session = await shop.stripe().checkout.sessions.retrieve(json.sessionId, {
        expand: ['total_details.breakdown'],
      })
      expect(session).toMatchObject({
        amount_subtotal: draft.subtotal,
        amount_total: total,
        total_details: { amount_discount: draft.discountAmount },
      })
      expect(session.total_details?.breakdown?.taxes ?? []).toHaveLength(taxData.length)
      await payByCard(json.url)
      await waitFor(async () => (await shop.order(draft.id)).status === 'paid', { what: 'The payment' })
      const order = await shop.order(draft.id)
      expect([order.total, order.review ?? null]).toEqual([total, null])
    })
  }

  it('uses the same coupon and tax rates as the one before', async () => {
    const discount = await createOk('/discounts', { ...percent, name: 'Again' })
    const tax = await createOk('/taxes', { ...exclusive, displayName: 'Again' })
    const data = { lines: [{ item: mug, quantity: 1 }], discount: discount.id, taxes: [tax.id] }
    for (let round = 0; round < 2; round += 1) {
      const draft = await createOk('/orders', data)
      expect((await shop.request(`/order/${draft.id}/buy`, { headers: admin.headers })).status).toBe(200)
    }
    const coupons = (await shop.stripe().coupons.list({ limit: 100 })).data
    const rates = (await shop.stripe().taxRates.list({ limit: 100 })).data
    expect(coupons.filter(({ name }) => name === 'Again')).toHaveLength(1)
    expect(rates.filter(({ display_name }) => display_name === 'Again')).toHaveLength(1)
  })

  it('mends itself when somebody archived the tax rate or deleted the coupon in Stripe', async () => {
    const discount = await createOk('/discounts', { ...percent, name: 'Mended' })
    const tax = await createOk('/taxes', { ...exclusive, displayName: 'Mended' })
    const data = { lines: [{ item: mug, quantity: 1 }], discount: discount.id, taxes: [tax.id] }
    const buy = async () => {
      const draft = await createOk('/orders', data)
      return async () => (await shop.request(`/order/${draft.id}/buy`, { headers: admin.headers })).status
    }
    expect(await (await buy())()).toBe(200)
    const stripe = shop.stripe()
    const rate = (await stripe.taxRates.list({ limit: 100 })).data.find(
      (each) => each.display_name === 'Mended',
    )
    const coupon = (await stripe.coupons.list({ limit: 100 })).data.find(({ name }) => name === 'Mended')
    await stripe.taxRates.update(rate!.id, { active: false })
    await stripe.coupons.del(coupon!.id)
    const again = await buy()
    expect([await again(), await again()]).toEqual([200, 200])
  })

  it('of nothing is none: the order is settled at once, without Stripe, and counts as a redemption', async () => {
    const all = await createOk('/discounts', { ...percent, name: 'Free', percentOff: 100, maxRedemptions: 1 })
    const lines = [{ item: mug, quantity: 1 }]
    const draft = await createOk('/orders', { lines, discount: all.id })
    const { status, json } = await shop.request(`/order/${draft.id}/buy`, { headers: admin.headers })
    expect([status, json.sessionId, json.url]).toEqual([200, null, null])
    expect((await shop.order(draft.id)).status).toBe('paid')
    const next = await post('/orders', { lines, discount: all.id })
    expect(next.status).toBe(400)
    expect(next.json.errors[0].message).toContain('used up')
  })

  it('beyond maxRedemptions is taken and shown to staff', async () => {
    const once = await createOk('/discounts', { ...percent, name: 'Once' })
    const data = { lines: [{ item: mug, quantity: 1 }], discount: once.id }
    const ids = [(await createOk('/orders', data)).id, (await createOk('/orders', data)).id]
    const urls = []
    for (const id of ids) {
      urls.push((await shop.request(`/order/${id}/buy`, { headers: admin.headers })).json.url)
    }
    await shop.payload.update({ collection: 'discounts', id: once.id, data: { maxRedemptions: 1 } })
    await Promise.all(urls.map((url) => payByCard(url)))
    const paid = async () => Promise.all(ids.map((id) => shop.order(id)))
    await waitFor(async () => (await paid()).every(({ status }) => status === 'paid'), {
      what: 'Both payments',
    })
    const reviews = (await paid()).map(({ review }) => review ?? '').filter(Boolean)
    expect(reviews).toEqual([expect.stringContaining('was used by 2 orders, of at most 1')])
  })
})

function inYears(years: number): string {
  const date = new Date()
  date.setUTCFullYear(date.getUTCFullYear() + years)
  return date.toISOString()
}

function pairs(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, 'v']))
}
