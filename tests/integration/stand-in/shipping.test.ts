import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Stripe } from 'stripe'
import type { RunningStandIn } from '../../../src/stand-in/index.ts'
import { connect, GOOD_CARD, mugSession, startTestSandbox, submitPage } from './support.ts'

let standIn: RunningStandIn
let stripe: Stripe

beforeAll(async () => {
  standIn = await startTestSandbox()
  stripe = connect(standIn)
})
afterAll(() => standIn.close())

type Rate = Stripe.Checkout.SessionCreateParams.ShippingOption.ShippingRateData

const option = (amount: number, more: Partial<Rate> = {}) => ({
  shipping_rate_data: {
    type: 'fixed_amount' as const,
    display_name: `For ${amount}`,
    fixed_amount: { amount, currency: 'usd' },
    ...more,
  },
})

const create = (shipping_options: Stripe.Checkout.SessionCreateParams.ShippingOption[], change = {}) =>
  stripe.checkout.sessions.create(mugSession({ shipping_options, ...change }))

const retrieve = (id: string) =>
  stripe.checkout.sessions.retrieve(id, {
    expand: ['payment_intent', 'shipping_cost.shipping_rate', 'shipping_options.shipping_rate'],
  })

describe('A session with shipping options', () => {
  it('adds the first one to the total, past the discount, and charges it', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 10 })
    const rate = await stripe.taxRates.create({ display_name: 'Tax', percentage: 10, inclusive: false })
    const { line_items: [line] = [] } = mugSession()
    const session = await create([option(500)], {
      discounts: [{ coupon: coupon.id }],
      line_items: [{ ...line, tax_rates: [rate.id] }],
    })
    expect(session).toMatchObject({
      amount_subtotal: 2000,
      amount_total: 2480,
      total_details: { amount_discount: 200, amount_shipping: 500, amount_tax: 180 },
      shipping_cost: { amount_subtotal: 500, amount_tax: 0, amount_total: 500 },
    })
    expect((await submitPage(session.url!, GOOD_CARD)).status).toBe(303)
    expect(await retrieve(session.id)).toMatchObject({
      payment_status: 'paid',
      payment_intent: { amount_received: 2480 },
      shipping_cost: { shipping_rate: { object: 'shipping_rate', display_name: 'For 500' } },
    })
  })

  it('charges the one that is chosen on the page, also after a card was declined with another', async () => {
    const { id, url } = await create([option(500), option(900)])
    const { shipping_options: options } = await retrieve(id)
    expect(options.map(({ shipping_amount }) => shipping_amount)).toEqual([500, 900])
    const page = await (await fetch(url!)).text()
    expect([page.includes('For 500 ($5.00)'), page.includes('For 900 ($9.00)')]).toEqual([true, true])
    const declined = { ...GOOD_CARD, cardNumber: '4000000000000002' }
    expect((await submitPage(url!, declined)).status).toBe(402)
    const chosen = (options[1]!.shipping_rate as Stripe.ShippingRate).id
    expect((await submitPage(url!, { ...GOOD_CARD, shippingRate: chosen })).status).toBe(303)
    expect(await retrieve(id)).toMatchObject({
      amount_total: 2900,
      total_details: { amount_shipping: 900 },
      shipping_cost: { amount_total: 900, shipping_rate: { id: chosen } },
      payment_intent: { amount: 2900, amount_received: 2900 },
    })
  })

  it('takes no other than its own', async () => {
    const { url } = await create([option(500), option(900)])
    const refused = await submitPage(url!, { ...GOOD_CARD, shippingRate: 'shr_other' })
    expect([refused.status, refused.alert]).toEqual([400, 'Please choose how it is to be delivered.'])
  })

  it.each([
    ['another currency', [option(500, { fixed_amount: { amount: 500, currency: 'eur' } })], 'currency'],
    ['no amount', [option(500, { fixed_amount: undefined as never })], 'fixed_amount'],
    ['less than nothing', [option(-1)], 'amount'],
    ['no name', [option(500, { display_name: '' })], 'display_name'],
    ['six of them', [1, 2, 3, 4, 5, 6].map((amount) => option(amount)), 'shipping_options'],
    [
      'no days',
      [option(500, { delivery_estimate: { minimum: { unit: 'day', value: 0 } } })],
      'delivery_estimate',
    ],
    [
      'days the wrong way round',
      [
        option(500, {
          delivery_estimate: { minimum: { unit: 'day', value: 3 }, maximum: { unit: 'day', value: 2 } },
        }),
      ],
      'delivery_estimate',
    ],
  ])('is refused with %s', async (_, options, param) => {
    const refused = await create(options).catch((error) => error)
    expect([refused.statusCode, String(refused.param)]).toEqual([400, expect.stringContaining(param)])
  })

  it('is refused where it is free until another is chosen, which is not simulated', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 100 })
    const free = { discounts: [{ coupon: coupon.id }] }
    const refused = await create([option(0), option(500)], free).catch((error) => error)
    expect(refused.code).toBe('sandbox_not_simulated')
    expect((await create([option(0)], free)).amount_total).toBe(0)
  })
})
