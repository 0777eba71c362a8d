import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { deriveStripeObjects, type Field, type Fields } from '../../../scripts/derive-stripe-objects.ts'
import type { RunningStandIn } from '../../../src/stand-in/index.ts'
import { connect, control, GOOD_CARD, mugSession, request, startTestSandbox, submitPage } from './support.ts'

/** What the types of Stripe's SDK say is always there, is there, and is of the kind that they say. */

const objects = deriveStripeObjects()
let standIn: RunningStandIn

beforeAll(async () => {
  standIn = await startTestSandbox()
  const stripe = connect(standIn)
  const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: true })
  const coupon = await stripe.coupons.create({ percent_off: 10 })
  await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id } })
  const product = await stripe.products.create({
    name: 'Mug',
    default_price_data: { currency: 'usd', unit_amount: 1000 },
  })
  await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:1/hook', enabled_events: ['refund.failed'] })
  const sold = await stripe.checkout.sessions.create(
    mugSession({
      discounts: [{ coupon: coupon.id }],
      line_items: [{ quantity: 1, price: product.default_price as string, tax_rates: [rate.id] }],
    }),
  )
  await submitPage(sold.url!, GOOD_CARD)
  await submitPage((await stripe.checkout.sessions.create(mugSession())).url!, {
    ...GOOD_CARD,
    paymentMethod: 'bank_debit',
  })
  const pay = (payment_method: string) =>
    stripe.paymentIntents
      .create({
        amount: 1000,
        currency: 'usd',
        confirm: true,
        payment_method,
        return_url: 'http://shop.example',
      })
      .catch(() => null)
  await pay('pm_card_createDispute')
  await pay('pm_card_chargeDeclined')
  await pay('pm_card_authenticationRequired')
  const failing = await pay('pm_card_refundFail')
  const refund = await stripe.refunds.create({ payment_intent: failing!.id })
  await control(standIn, 'POST', `/refunds/${refund.id}/fail`)
})
afterAll(() => standIn.close())

function* mistakesOf(value: unknown, field: Field, at: string): Generator<string> {
  if (value === null) {
    if (!field.isNullable) yield `${at} is null`
    return
  }
  const kind = Array.isArray(value) ? 'array' : typeof value
  if (!field.kinds.includes(kind)) return void (yield `${at} is ${kind}, not ${field.kinds.join(' or ')}`)
  if (field.words && typeof value === 'string' && !field.words.includes(value)) {
    yield `${at} is ${value}, not ${field.words.slice(0, 6).join(' or ')}`
  }
  if (Array.isArray(value) && field.items) {
    for (const [index, item] of value.entries()) yield* mistakesOf(item, field.items, `${at}[${index}]`)
  } else if (kind === 'object') {
    const name = (value as { object?: string }).object
    if (name && objects[name]) yield* missingIn(value as object, objects[name], at)
    else if (field.fields) yield* missingIn(value as object, field.fields, at)
  }
}

function* missingIn(object: object, fields: Fields, at: string): Generator<string> {
  const found = object as Record<string, unknown>
  for (const [name, field] of Object.entries(fields)) {
    // What a call adds to its answer, and the part of an event that holds any fields.
    if (name === 'lastResponse' || name === 'previous_attributes') continue
    if (name in found) yield* mistakesOf(found[name], field, `${at}.${name}`)
    else if (!field.isOptional) yield `${at}.${name} is missing`
  }
  for (const name of Object.keys(found)) if (!(name in fields)) yield `${at}.${name} is unknown`
}

const LISTS = {
  balance_transactions: 'balance_transaction',
  charges: 'charge',
  'checkout/sessions': 'checkout.session',
  coupons: 'coupon',
  disputes: 'dispute',
  payment_intents: 'payment_intent',
  payment_methods: 'payment_method',
  prices: 'price',
  products: 'product',
  promotion_codes: 'promotion_code',
  refunds: 'refund',
  tax_rates: 'tax_rate',
  webhook_endpoints: 'webhook_endpoint',
}

describe('Every field that the SDK says is always there', () => {
  it.each(Object.entries(LISTS))('is there in %s', async (path, name) => {
    const { body } = await request(standIn, 'GET', `/v1/${path}?limit=100`)
    expect(body.data.length).toBeGreaterThan(0)
    const mistakes = body.data.flatMap((object: object) => [...missingIn(object, objects[name]!, name)])
    expect([...new Set(mistakes)]).toEqual([])
  })

  it('is there in the account, the line items and the events', async () => {
    const account = await request(standIn, 'GET', '/v1/account')
    const sessions = await request(
      standIn,
      'GET',
      '/v1/checkout/sessions?expand[]=data.line_items.data.taxes&expand[]=data.line_items.data.discounts',
    )
    const lines = sessions.body.data.flatMap(
      (session: { line_items: { data: object[] } }) => session.line_items.data,
    )
    const events = await request(standIn, 'GET', '/v1/events?limit=100')
    const mistakes = [
      ...missingIn(account.body, objects.account!, 'account'),
      ...lines.flatMap((line: object) => [...missingIn(line, objects.item!, 'item')]),
      ...events.body.data.flatMap((event: { data: { object: { object: string } } }) => [
        ...missingIn(event, objects.event!, 'event'),
        ...missingIn(event.data.object, objects[event.data.object.object]!, 'event.data.object'),
      ]),
    ]
    expect([...new Set(mistakes)]).toEqual([])
  })
})
