import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Stripe } from 'stripe'
import type { RunningStandIn } from '../../../src/stand-in/index.ts'
import { connect, control, GOOD_CARD, mugSession, startTestSandbox, submitPage } from './support.ts'

let sandbox: RunningStandIn
let stripe: Stripe

beforeAll(async () => {
  sandbox = await startTestSandbox()
  stripe = connect(sandbox)
})
afterAll(() => sandbox.close())

const refusal = (call: Promise<unknown>): Promise<Stripe.errors.StripeError> =>
  call.then(
    () => Promise.reject(new Error('It was not refused.')),
    (error) => error,
  )
const later = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

function sale(
  change: Partial<Stripe.Checkout.SessionCreateParams>,
  { currency = 'usd', rates = [] as string[] } = {},
) {
  const line = (amount: number) => ({
    quantity: 1,
    price_data: { currency, unit_amount: amount, product_data: { name: `Mug ${amount}` } },
    ...(rates.length > 0 && { tax_rates: rates }),
  })
  return mugSession({ line_items: [line(500), line(1000)], ...change })
}

const taxRate = (percentage: number, inclusive: boolean) =>
  stripe.taxRates.create({ display_name: inclusive ? 'VAT' : 'Sales tax', percentage, inclusive })

describe('a coupon', () => {
  it('keeps an id of ours, is told as it was made, renamed, and deleted once', async () => {
    const made = await stripe.coupons.create({ id: 'shop-7', percent_off: 12.5, duration: 'once', name: 'A' })
    expect(made).toMatchObject({
      id: 'shop-7',
      percent_off: 12.5,
      valid: true,
      times_redeemed: 0,
      currency: null,
    })
    expect((await refusal(stripe.coupons.create({ id: 'shop-7', percent_off: 1 }))).code).toBe(
      'resource_already_exists',
    )
    await stripe.coupons.update('shop-7', { name: 'B', metadata: { a: '1' } })
    expect(await stripe.coupons.retrieve('shop-7')).toMatchObject({ name: 'B', metadata: { a: '1' } })
    expect(await stripe.coupons.del('shop-7')).toEqual(
      expect.objectContaining({ id: 'shop-7', object: 'coupon', deleted: true }),
    )
    for (const call of [stripe.coupons.del('shop-7'), stripe.coupons.retrieve('shop-7')]) {
      expect(await refusal(call)).toMatchObject({ statusCode: 404, code: 'resource_missing' })
    }
    expect((await stripe.coupons.create({ id: 'shop-7', percent_off: 1 })).name).toBeNull()
  })

  it.each([
    ['three decimals', { percent_off: 12.345 }, 'percent_off'],
    ['more than everything', { percent_off: 100.01 }, 'percent_off'],
    ['nothing', { percent_off: 0 }, 'percent_off'],
    ['months without repeating', { percent_off: 5, duration_in_months: 3 }, 'duration_in_months'],
    ['a past end', { percent_off: 5, redeem_by: later(-1) }, 'redeem_by'],
    ['an end in six years', { percent_off: 5, redeem_by: later(6 * 366 * 86400) }, 'redeem_by'],
    [
      'other currencies of a percentage',
      { percent_off: 5, currency_options: { eur: { amount_off: 1 } } },
      'currency_options',
    ],
    ['an id with a slash', { percent_off: 5, id: 'a/b' }, 'id'],
    ['no currency', { amount_off: 5 }, 'currency'],
  ] as const)('is refused: %s', async (_, params, param) => {
    expect(await refusal(stripe.coupons.create(params))).toMatchObject({ statusCode: 400, param })
  })

  it('takes its share off a session, and counts when that is completed', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 10, name: 'Ten off', max_redemptions: 1 })
    const session = await stripe.checkout.sessions.create(sale({ discounts: [{ coupon: coupon.id }] }))
    expect(session).toMatchObject({
      amount_subtotal: 1500,
      amount_total: 1350,
      discounts: [{ coupon: coupon.id, promotion_code: null }],
      total_details: { amount_discount: 150, amount_shipping: 0, amount_tax: 0 },
    })
    expect((await stripe.coupons.retrieve(coupon.id)).times_redeemed).toBe(0)
    const page = await (await fetch(session.url!)).text()
    expect(page).toContain('Ten off (10% off)')
    expect(page).toContain('-$1.50')
    await submitPage(session.url!, GOOD_CARD)
    expect(await stripe.coupons.retrieve(coupon.id)).toMatchObject({ times_redeemed: 1, valid: false })
    const again = await refusal(stripe.checkout.sessions.create(sale({ discounts: [{ coupon: coupon.id }] })))
    expect(again).toMatchObject({ code: 'coupon_expired', message: expect.stringContaining('used up') })
  })

  it('fits only its own currencies', async () => {
    const coupon = await stripe.coupons.create({
      amount_off: 200,
      currency: 'usd',
      currency_options: { eur: { amount_off: 180 } },
    })
    const discounts = [{ coupon: coupon.id }]
    expect((await stripe.checkout.sessions.create(sale({ discounts }))).amount_total).toBe(1300)
    const inEuro = await stripe.checkout.sessions.create(sale({ discounts }, { currency: 'eur' }))
    expect(inEuro.amount_total).toBe(1320)
    const inYen = await refusal(stripe.checkout.sessions.create(sale({ discounts }, { currency: 'jpy' })))
    expect(inYen).toMatchObject({ statusCode: 400, message: expect.stringContaining('jpy') })
    const expanded = await stripe.coupons.retrieve(coupon.id, { expand: ['currency_options'] })
    expect(expanded.currency_options).toEqual({ usd: { amount_off: 200 }, eur: { amount_off: 180 } })
  })

  it('ends with its date, and its codes with it', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 5, redeem_by: later(100) })
    const code = await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id } })
    await control(sandbox, 'POST', '/clock', { advanceSeconds: 101 })
    expect((await stripe.coupons.retrieve(coupon.id)).valid).toBe(false)
    expect((await stripe.promotionCodes.retrieve(code.id)).active).toBe(false)
    const late = await refusal(stripe.checkout.sessions.create(sale({ discounts: [{ coupon: coupon.id }] })))
    expect(late.code).toBe('coupon_expired')
  })

  it('that takes everything leaves nothing to pay, and one that leaves less than the minimum is refused', async () => {
    const [all, most] = await Promise.all([
      stripe.coupons.create({ percent_off: 100 }),
      stripe.coupons.create({ amount_off: 1480, currency: 'usd' }),
    ])
    const free = await stripe.checkout.sessions.create(sale({ discounts: [{ coupon: all.id }] }))
    expect(free).toMatchObject({ amount_total: 0, payment_status: 'no_payment_required' })
    const little = await refusal(stripe.checkout.sessions.create(sale({ discounts: [{ coupon: most.id }] })))
    expect(little.code).toBe('amount_too_small')
  })
})

describe('a promotion code', () => {
  it('is unique among active ones whatever the case, and free again once inactive', async () => {
    const { id: coupon } = await stripe.coupons.create({ percent_off: 20 })
    const promotion = { type: 'coupon' as const, coupon }
    const first = await stripe.promotionCodes.create({ promotion, code: 'Spring-26' })
    expect(first).toMatchObject({ code: 'Spring-26', active: true, promotion: { type: 'coupon', coupon } })
    const twin = await refusal(stripe.promotionCodes.create({ promotion, code: 'SPRING-26' }))
    expect(twin).toMatchObject({ param: 'code', message: expect.stringContaining('already exists') })
    await stripe.promotionCodes.update(first.id, { active: false })
    const second = await stripe.promotionCodes.create({ promotion, code: 'SPRING-26' })
    expect((await refusal(stripe.promotionCodes.update(first.id, { active: true }))).param).toBe('code')
    const found = await stripe.promotionCodes.list({ code: 'spring-26', active: true })
    expect(found.data.map(({ id }) => id)).toEqual([second.id])
    expect((await refusal(stripe.promotionCodes.create({ promotion, code: 'a b' }))).param).toBe('code')
    const both = ['twins', 'TWINS'].map((code) => stripe.promotionCodes.create({ promotion, code }))
    const outcomes = (await Promise.allSettled(both)).map(({ status }) => status)
    expect(outcomes.sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('discounts a session, counts at completion, and ends with its last redemption', async () => {
    const coupon = await stripe.coupons.create({ amount_off: 300, currency: 'usd' })
    const code = await stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon: coupon.id },
      code: 'ONCE',
      max_redemptions: 1,
    })
    const params = sale({ discounts: [{ promotion_code: code.id }] })
    const session = await stripe.checkout.sessions.create({
      ...params,
      expand: ['discounts.promotion_code.promotion.coupon'],
    })
    expect(session.amount_total).toBe(1200)
    expect(session.discounts?.[0]?.promotion_code).toMatchObject({
      code: 'ONCE',
      promotion: { coupon: { amount_off: 300 } },
    })
    await submitPage(session.url!, GOOD_CARD)
    expect(await stripe.promotionCodes.retrieve(code.id)).toMatchObject({ times_redeemed: 1, active: false })
    expect((await stripe.coupons.retrieve(coupon.id)).times_redeemed).toBe(1)
    expect((await refusal(stripe.checkout.sessions.create(params))).param).toBe(
      'discounts[0][promotion_code]',
    )
  })

  it('asks for its minimum', async () => {
    const { id: coupon } = await stripe.coupons.create({ percent_off: 20 })
    const code = await stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon },
      restrictions: { minimum_amount: 1501, minimum_amount_currency: 'usd' },
    })
    const error = await refusal(
      stripe.checkout.sessions.create(sale({ discounts: [{ promotion_code: code.id }] })),
    )
    expect(error.message).toContain('$15.01')
  })
})

describe('a tax rate', () => {
  it('keeps four decimals, never changes them, and is archived, not deleted', async () => {
    const rate = await taxRate(8.8751, false)
    expect(rate).toMatchObject({ percentage: 8.8751, effective_percentage: 8.8751, active: true })
    expect((await refusal(taxRate(8.87512, false))).param).toBe('percentage')
    const fixed = await refusal(stripe.taxRates.update(rate.id, { percentage: 9 } as never))
    expect(fixed).toMatchObject({ code: 'parameter_unknown', param: 'percentage' })
    await stripe.taxRates.update(rate.id, { active: false })
    const error = await refusal(stripe.checkout.sessions.create(sale({}, { rates: [rate.id] })))
    expect(error.param).toBe('line_items[0][tax_rates][0]')
    const archived = await stripe.taxRates.list({ active: false })
    expect(archived.data.map(({ id }) => id)).toContain(rate.id)
    const answer = await fetch(`${sandbox.url}/v1/tax_rates/${rate.id}`, {
      method: 'DELETE',
      headers: { Authorization: 'Bearer sk_test_sandbox_usd' },
    })
    expect(answer.status).toBe(404)
  })

  it("adds up as in Stripe's published table, and is shown with the discount", async () => {
    const [within, onTop, coupon] = await Promise.all([
      taxRate(5, true),
      taxRate(7, false),
      stripe.coupons.create({ percent_off: 10 }),
    ])
    const session = await stripe.checkout.sessions.create({
      ...sale({ discounts: [{ coupon: coupon.id }] }, { rates: [within.id, onTop.id] }),
      expand: ['total_details.breakdown', 'line_items.data.taxes', 'line_items.data.discounts'],
    })
    expect(session).toMatchObject({
      amount_subtotal: 1500,
      amount_total: 1440,
      total_details: {
        amount_discount: 150,
        amount_tax: 154,
        breakdown: {
          discounts: [{ amount: 150, discount: { object: 'discount', source: { coupon: coupon.id } } }],
          taxes: [
            { amount: 64, rate: { id: within.id }, taxable_amount: 1350 },
            { amount: 90, rate: { id: onTop.id } },
          ],
        },
      },
    })
    expect(session.line_items?.data[0]).toMatchObject({
      amount_subtotal: 500,
      amount_discount: 50,
      amount_tax: 51,
      amount_total: 480,
      taxes: [{ amount: 21 }, { amount: 30 }],
      discounts: [{ amount: 50 }],
    })
    const page = await (await fetch(session.url!)).text()
    expect(page).toContain('VAT 5% (included)')
    expect(page).toContain('Sales tax 7%')
    expect(page).toContain('$14.40')
  })

  it('is rounded as the switch says', async () => {
    const rate = await taxRate(8.625, false)
    const line = {
      quantity: 1,
      price_data: { currency: 'usd', unit_amount: 250, product_data: { name: 'Mug' } },
      tax_rates: [rate.id],
    }
    const params = mugSession({ line_items: [line, line, line, line] })
    expect((await stripe.checkout.sessions.create(params)).amount_total).toBe(1088)
    await control(sandbox, 'POST', '/accounts/usd', { taxRounding: 'total' })
    expect((await stripe.checkout.sessions.create(params)).amount_total).toBe(1086)
    await control(sandbox, 'POST', '/accounts/usd', { taxRounding: 'line' })
  })
})
