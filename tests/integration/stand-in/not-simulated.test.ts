import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RunningStandIn } from '../../../src/stand-in/index.ts'
import { connect, mugSession, request, startTestSandbox } from './support.ts'

let standIn: RunningStandIn
const ids: Record<string, string> = {}

beforeAll(async () => {
  standIn = await startTestSandbox()
  const stripe = connect(standIn)
  const intent = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' })
  const session = await stripe.checkout.sessions.create(mugSession())
  Object.assign(ids, { intent: intent.id, session: session.id })
})
afterAll(() => standIn.close())

const SESSION =
  'mode=payment&success_url=https://shop.example/thanks&line_items[0][quantity]=1' +
  '&line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=1000' +
  '&line_items[0][price_data][product_data][name]=Mug'
const INTENT = 'amount=1000&currency=usd'
const PAID = `${INTENT}&confirm=true&payment_method=pm_card_visa&return_url=https://shop.example`

/** What Stripe would do something about: what was sent, and what the refusal must name. */
const PARAMETERS: [operation: string, form: string, param: string][] = [
  ['POST /v1/payment_intents', `${PAID}&capture_method=manual`, 'capture_method'],
  ['POST /v1/payment_intents', `${PAID}&application_fee_amount=10`, 'application_fee_amount'],
  ['POST /v1/payment_intents', `${PAID}&transfer_data[destination]=acct_1`, 'transfer_data'],
  ['POST /v1/payment_intents', `${PAID}&setup_future_usage=off_session`, 'setup_future_usage'],
  ['POST /v1/payment_intents', `${PAID}&on_behalf_of=acct_1`, 'on_behalf_of'],
  ['POST /v1/payment_intents', `${PAID}&radar_options[session]=rse_1`, 'radar_options'],
  [
    'POST /v1/payment_intents',
    `${INTENT}&payment_method_options[card][request_three_d_secure]=any`,
    'payment_method_options',
  ],
  [
    'POST /v1/payment_intents',
    `${INTENT}&excluded_payment_method_types[]=card`,
    'excluded_payment_method_types',
  ],
  ['POST /v1/payment_intents/<intent>', 'hooks[inputs][tax][calculation]=', 'hooks'],
  [
    'POST /v1/payment_intents/<intent>/confirm',
    'mandate=mandate_1&payment_method=pm_card_visa&return_url=https://shop.example',
    'mandate',
  ],
  ['POST /v1/payment_intents/<intent>/capture', '', 'POST /v1/payment_intents/<intent>/capture'],
  [
    'POST /v1/checkout/sessions',
    `${SESSION}&payment_intent_data[capture_method]=manual`,
    'payment_intent_data[capture_method]',
  ],
  [
    'POST /v1/checkout/sessions',
    `${SESSION}&payment_intent_data[setup_future_usage]=off_session`,
    'payment_intent_data[setup_future_usage]',
  ],
  [
    'POST /v1/checkout/sessions',
    `${SESSION}&payment_intent_data[transfer_data][destination]=acct_1`,
    'payment_intent_data[transfer_data]',
  ],
  ['POST /v1/checkout/sessions', `${SESSION}&custom_text[submit][message]=Hello`, 'custom_text'],
  [
    'POST /v1/checkout/sessions',
    `${SESSION}&shipping_options[0][shipping_rate]=shr_1`,
    'shipping_options[0][shipping_rate]',
  ],
  [
    'POST /v1/checkout/sessions',
    `${SESSION}&automatic_tax[enabled]=false&automatic_tax[liability][type]=self`,
    'automatic_tax[liability]',
  ],
  [
    'POST /v1/checkout/sessions',
    `${SESSION}&line_items[0][price_data][recurring][interval]=month`,
    'line_items[0][price_data][recurring]',
  ],
  ['POST /v1/checkout/sessions/<session>', 'line_items[0][id]=li_1', 'line_items'],
  ['POST /v1/checkout/sessions/<session>', 'shipping_options[0][shipping_rate]=shr_1', 'shipping_options'],
  ['POST /v1/products', 'name=Mug&tax_details[tax_code]=txcd_1', 'tax_details'],
  ['POST /v1/coupons', 'percent_off=10&applies_to[products][0]=prod_1', 'applies_to'],
  ['GET /v1/charges?customer=cus_1', '', 'customer'],
  ['GET /v1/payment_intents?customer=cus_1', '', 'customer'],
  ['GET /v1/checkout/sessions?customer=cus_1', '', 'customer'],
  ['GET /v1/checkout/sessions?subscription=sub_1', '', 'subscription'],
  ['GET /v1/prices?recurring[interval]=month', '', 'recurring'],
  ['GET /v1/promotion_codes?customer=cus_1', '', 'customer'],
  ['GET /v1/checkout/sessions/<session>/line_items?ending_before=li_1', '', 'ending_before'],
  ['GET /v1/nothing', '', 'GET /v1/nothing'],
  ['GET /v1/customers', '', 'GET /v1/customers'],
  ['GET /v2/core/accounts', '', 'GET /v2/core/accounts'],
]

const filled = (text: string) => text.replaceAll(/<(\w+)>/g, (_, name: string) => ids[name]!)

describe('What the stand-in does not simulate', () => {
  it.each(PARAMETERS)('it refuses by name: %s %s', async (operation, form, param) => {
    const [method = '', path = ''] = filled(operation).split(' ')
    const answer = await request(standIn, method, path, method === 'GET' ? {} : { form: filled(form) })
    expect({ status: answer.status, ...answer.body.error }).toMatchObject({
      status: 400,
      code: 'sandbox_not_simulated',
      param: filled(param),
      type: 'invalid_request_error',
    })
  })

  it('a v2 call with JSON is told so as JSON', async () => {
    const answer = await request(standIn, 'POST', '/v2/core/event_destinations', {
      form: '{"name":"x"}',
      headers: { 'Content-Type': 'application/json' },
    })
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'sandbox_not_simulated' } } })
  })

  it.each(['Stripe-Account', 'Stripe-Context'])('nor the header %s', async (name) => {
    const headers = { [name]: 'acct_1' }
    const answer = await request(standIn, 'GET', '/v1/account', { headers })
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 'sandbox_not_simulated', param: name } },
    })
  })

  it('leaves nothing behind, and its key of idempotency can be used again', async () => {
    const stripe = connect(standIn)
    const before = (await stripe.charges.list({ limit: 100 })).data.length
    const headers = { 'Idempotency-Key': 'again' }
    const refused = await request(standIn, 'POST', '/v1/payment_intents', {
      form: `${PAID}&radar_options[session]=rse_1`,
      headers,
    })
    expect(refused.status).toBe(400)
    expect((await stripe.charges.list({ limit: 100 })).data).toHaveLength(before)
    const paid = await request(standIn, 'POST', '/v1/payment_intents', { form: PAID, headers })
    expect(paid.body.status).toBe('succeeded')
  })

  it('does not keep from it what says nothing', async () => {
    const form = `${PAID}&off_session=true&capture_method=automatic&use_stripe_sdk=true`
    const intent = await request(standIn, 'POST', '/v1/payment_intents', { form })
    expect(intent.body).toMatchObject({ status: 'succeeded', capture_method: 'automatic' })
    const session = await request(standIn, 'POST', '/v1/checkout/sessions', {
      form: `${SESSION}&excluded_payment_method_types[]=us_bank_account&payment_intent_data[shipping][name]=Ada&payment_intent_data[shipping][address][line1]=1`,
    })
    expect(session.body).toMatchObject({
      payment_method_types: ['card'],
      excluded_payment_method_types: ['us_bank_account'],
    })
  })
})
