import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RunningStandIn } from '../../../src/stand-in/index.ts'
import { connect, mugSession, request, startTestSandbox } from './support.ts'

/**
 * Where each rule is known from:
 * - types: the parameters of the installed SDK
 * - documentation: Stripe's reference and guides
 * - recorded: answers of Stripe's that were published
 * - unverified: what we expect, until a real key has answered
 */
type Source = 'types' | 'documentation' | 'recorded' | 'unverified'

interface Refusal {
  status?: number
  code?: string
  param?: string
  message?: RegExp
}

type Case = [source: Source, what: string, operation: string, form: string, refusal: Refusal]

let sandbox: RunningStandIn
const ids: Record<string, string> = {}

beforeAll(async () => {
  sandbox = await startTestSandbox()
  const stripe = connect(sandbox)
  const mug = await stripe.products.create({ name: 'Mug' })
  const archived = await stripe.products.create({ name: 'Old mug', active: false })
  const price = await stripe.prices.create({
    product: mug.id,
    currency: 'usd',
    unit_amount: 1000,
    lookup_key: 'mug',
  })
  const inactive = await stripe.prices.create({
    product: mug.id,
    currency: 'usd',
    unit_amount: 900,
    active: false,
  })
  const ofArchived = await stripe.prices.create({ product: archived.id, currency: 'usd', unit_amount: 900 })
  const euro = await stripe.prices.create({ product: mug.id, currency: 'eur', unit_amount: 1000 })
  const session = await stripe.checkout.sessions.create(mugSession())
  const expired = await stripe.checkout.sessions.create(mugSession())
  await stripe.checkout.sessions.expire(expired.id)
  const intent = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' })
  const paid = await stripe.paymentIntents.create({
    amount: 1000,
    currency: 'usd',
    confirm: true,
    payment_method: 'pm_card_visa',
    return_url: 'http://shop.example',
  })
  const canceled = await stripe.paymentIntents.cancel(
    (await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' })).id,
  )
  const foreign = await connect(sandbox, 'sk_test_sandbox_eur').products.create({ name: 'Foreign' })
  const endpoint = await stripe.webhookEndpoints.create({
    url: 'http://127.0.0.1:1/hook',
    enabled_events: ['*'],
  })
  Object.assign(ids, {
    mug: mug.id,
    archived: archived.id,
    price: price.id,
    inactive: inactive.id,
    ofArchived: ofArchived.id,
    euro: euro.id,
    session: session.id,
    expired: expired.id,
    intent: intent.id,
    paid: paid.id,
    canceled: canceled.id,
    foreign: foreign.id,
    endpoint: endpoint.id,
  })
})
afterAll(() => sandbox.close())

const filled = (text: string) =>
  text.replaceAll(/<(\w+)>/g, (_, name: string) => ids[name] ?? `missing id ${name}`)

const LINE = 'line_items[0][quantity]=1&line_items[0][price]=<price>'
const INLINE = 'line_items[0][price_data][currency]=usd&line_items[0][price_data][product_data][name]=Mug'
const HOSTED = 'mode=payment&success_url=https://shop.example/thanks'
const SESSIONS = 'POST /v1/checkout/sessions'
const many = (count: number) =>
  Array.from(
    { length: count },
    (_, i) => `line_items[${i}][quantity]=1&line_items[${i}][price]=<price>`,
  ).join('&')
const in_ = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

const CHECKOUT: Case[] = [
  [
    'unverified',
    'no mode',
    SESSIONS,
    `success_url=https://shop.example&${LINE}`,
    { code: 'parameter_missing', param: 'mode' },
  ],
  [
    'types',
    'a mode that is none',
    SESSIONS,
    `mode=gift&${LINE}`,
    { param: 'mode', message: /must be one of/ },
  ],
  [
    'types',
    'an unknown parameter',
    SESSIONS,
    `${HOSTED}&${LINE}&colour=red`,
    { code: 'parameter_unknown', param: 'colour' },
  ],
  [
    'types',
    'a parameter that is gone',
    SESSIONS,
    `${HOSTED}&${LINE}&payment_method_types[0]=card`,
    { code: 'parameter_unknown', param: 'payment_method_types' },
  ],
  [
    'types',
    'an unknown nested parameter',
    SESSIONS,
    `${HOSTED}&${LINE}&line_items[0][name]=Mug`,
    { code: 'parameter_unknown', param: 'line_items[0][name]' },
  ],
  ['documentation', 'no line items', SESSIONS, HOSTED, { code: 'parameter_missing', param: 'line_items' }],
  ['documentation', '101 line items', SESSIONS, `${HOSTED}&${many(101)}`, { param: 'line_items' }],
  [
    'documentation',
    'no success_url',
    SESSIONS,
    `mode=payment&${LINE}`,
    { code: 'parameter_missing', param: 'success_url' },
  ],
  [
    'recorded',
    'a success_url that is no URL',
    SESSIONS,
    `mode=payment&success_url=thanks&${LINE}`,
    { code: 'url_invalid', param: 'success_url' },
  ],
  [
    'documentation',
    'a return_url on a hosted page',
    SESSIONS,
    `${HOSTED}&${LINE}&return_url=https://shop.example`,
    { param: 'return_url' },
  ],
  [
    'documentation',
    'a success_url on an embedded page',
    SESSIONS,
    `${HOSTED}&${LINE}&ui_mode=embedded_page&return_url=https://shop.example`,
    { param: 'success_url' },
  ],
  [
    'documentation',
    'a cancel_url on an embedded page',
    SESSIONS,
    `mode=payment&cancel_url=https://shop.example&${LINE}&ui_mode=embedded_page&return_url=https://shop.example`,
    { param: 'cancel_url' },
  ],
  [
    'documentation',
    'an embedded page without return_url',
    SESSIONS,
    `mode=payment&${LINE}&ui_mode=embedded_page`,
    { code: 'parameter_missing', param: 'return_url' },
  ],
  ['types', 'a ui_mode of old', SESSIONS, `${HOSTED}&${LINE}&ui_mode=embedded`, { param: 'ui_mode' }],
  [
    'documentation',
    'an expiry of 29 minutes',
    SESSIONS,
    `${HOSTED}&${LINE}&expires_at=${in_(29 * 60)}`,
    { param: 'expires_at' },
  ],
  [
    'documentation',
    'an expiry of 25 hours',
    SESSIONS,
    `${HOSTED}&${LINE}&expires_at=${in_(25 * 3600)}`,
    { param: 'expires_at' },
  ],
  [
    'recorded',
    'an expiry that is no number',
    SESSIONS,
    `${HOSTED}&${LINE}&expires_at=soon`,
    { code: 'parameter_invalid_integer', param: 'expires_at' },
  ],
  [
    'documentation',
    'neither price nor price_data',
    SESSIONS,
    `${HOSTED}&line_items[0][quantity]=1`,
    { code: 'parameter_missing', param: 'line_items[0][price]' },
  ],
  [
    'documentation',
    'price and price_data',
    SESSIONS,
    `${HOSTED}&${LINE}&${INLINE}&line_items[0][price_data][unit_amount]=1`,
    { code: 'parameters_exclusive', param: 'line_items[0][price_data]' },
  ],
  [
    'documentation',
    'no quantity',
    SESSIONS,
    `${HOSTED}&line_items[0][price]=<price>`,
    { code: 'parameter_missing', param: 'line_items[0][quantity]' },
  ],
  [
    'recorded',
    'a quantity of 0',
    SESSIONS,
    `${HOSTED}&line_items[0][price]=<price>&line_items[0][quantity]=0`,
    { code: 'parameter_invalid_integer', param: 'line_items[0][quantity]' },
  ],
  [
    'recorded',
    'a quantity of -1',
    SESSIONS,
    `${HOSTED}&line_items[0][price]=<price>&line_items[0][quantity]=-1`,
    { code: 'parameter_invalid_integer', param: 'line_items[0][quantity]' },
  ],
  [
    'recorded',
    'a quantity of 1.5',
    SESSIONS,
    `${HOSTED}&line_items[0][price]=<price>&line_items[0][quantity]=1.5`,
    { code: 'parameter_invalid_integer', param: 'line_items[0][quantity]' },
  ],
  [
    'recorded',
    'a quantity of 1e2',
    SESSIONS,
    `${HOSTED}&line_items[0][price]=<price>&line_items[0][quantity]=1e2`,
    { code: 'parameter_invalid_integer', param: 'line_items[0][quantity]' },
  ],
  [
    'recorded',
    'an unknown price',
    SESSIONS,
    `${HOSTED}&line_items[0][quantity]=1&line_items[0][price]=price_none`,
    { code: 'resource_missing', param: 'line_items[0][price]' },
  ],
  [
    'recorded',
    'a price of the other mode',
    SESSIONS,
    `${HOSTED}&line_items[0][quantity]=1&line_items[0][price]=price_live_x`,
    { code: 'resource_missing', message: /similar object exists in live mode/ },
  ],
  [
    'recorded',
    'an inactive price',
    SESSIONS,
    `${HOSTED}&line_items[0][quantity]=1&line_items[0][price]=<inactive>`,
    { param: 'line_items[0][price]', message: /inactive/ },
  ],
  [
    'unverified',
    'a price of an archived product',
    SESSIONS,
    `${HOSTED}&line_items[0][quantity]=1&line_items[0][price]=<ofArchived>`,
    { param: 'line_items[0][price]', message: /inactive/ },
  ],
  [
    'unverified',
    'an archived product in price_data',
    SESSIONS,
    `${HOSTED}&line_items[0][quantity]=1&line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=900&line_items[0][price_data][product]=<archived>`,
    { code: 'product_inactive', param: 'line_items[0][price_data][product]' },
  ],
  [
    'recorded',
    "another account's product",
    SESSIONS,
    `${HOSTED}&line_items[0][quantity]=1&line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=900&line_items[0][price_data][product]=<foreign>`,
    { code: 'resource_missing', param: 'line_items[0][price_data][product]' },
  ],
  [
    'documentation',
    'two currencies',
    SESSIONS,
    `${HOSTED}&${LINE}&line_items[1][quantity]=1&line_items[1][price]=<euro>`,
    { param: 'line_items[1]', message: /combine currencies/ },
  ],
  [
    'recorded',
    'a currency that is none',
    SESSIONS,
    `${HOSTED}&line_items[0][quantity]=1&line_items[0][price_data][currency]=xyz&line_items[0][price_data][unit_amount]=900&line_items[0][price_data][product]=<mug>`,
    { param: 'line_items[0][price_data][currency]', message: /Invalid currency: xyz/ },
  ],
  [
    'recorded',
    'a negative amount',
    SESSIONS,
    `${HOSTED}&line_items[0][quantity]=1&${INLINE}&line_items[0][price_data][unit_amount]=-5`,
    { code: 'parameter_invalid_integer', param: 'line_items[0][price_data][unit_amount]' },
  ],
  [
    'recorded',
    'an amount that is no number',
    SESSIONS,
    `${HOSTED}&line_items[0][quantity]=1&${INLINE}&line_items[0][price_data][unit_amount]=abc`,
    { code: 'parameter_invalid_integer', param: 'line_items[0][price_data][unit_amount]' },
  ],
  [
    'documentation',
    'a total under the minimum',
    SESSIONS,
    `${HOSTED}&line_items[0][quantity]=1&${INLINE}&line_items[0][price_data][unit_amount]=49`,
    { code: 'amount_too_small', message: /at least \$0\.50 usd/ },
  ],
  [
    'documentation',
    'a total over the maximum',
    SESSIONS,
    `${HOSTED}&line_items[0][quantity]=2&${INLINE}&line_items[0][price_data][unit_amount]=99999999`,
    { code: 'amount_too_large' },
  ],
  [
    'documentation',
    'dinars that do not end in 0',
    SESSIONS,
    `${HOSTED}&line_items[0][quantity]=1&${INLINE.replace('usd', 'kwd')}&line_items[0][price_data][unit_amount]=1001`,
    { code: 'parameter_invalid_integer', param: 'line_items', message: /rounded to the nearest ten/ },
  ],
  [
    'recorded',
    'an empty text',
    SESSIONS,
    `${HOSTED}&${LINE}&client_reference_id=`,
    { code: 'parameter_invalid_empty', param: 'client_reference_id' },
  ],
  [
    'recorded',
    'an e-mail address that is none',
    SESSIONS,
    `${HOSTED}&${LINE}&customer_email=ada`,
    { code: 'email_invalid', param: 'customer_email' },
  ],
  [
    'recorded',
    'an unknown customer',
    SESSIONS,
    `${HOSTED}&${LINE}&customer=cus_none`,
    { code: 'resource_missing', param: 'customer' },
  ],
  [
    'recorded',
    'a long value in metadata',
    SESSIONS,
    `${HOSTED}&${LINE}&metadata[order]=${'7'.repeat(501)}`,
    { param: 'metadata', message: /500 characters/ },
  ],
  [
    'recorded',
    'a long key in metadata',
    SESSIONS,
    `${HOSTED}&${LINE}&metadata[${'k'.repeat(41)}]=7`,
    { message: /40 characters/ },
  ],
  [
    'types',
    'tax_rates inside price_data',
    SESSIONS,
    `${HOSTED}&line_items[0][quantity]=1&${INLINE}&line_items[0][price_data][unit_amount]=900&line_items[0][price_data][tax_rates][0]=txr_1`,
    { code: 'parameter_unknown', param: 'line_items[0][price_data][tax_rates]' },
  ],
  [
    'recorded',
    'expansion of what cannot be',
    SESSIONS,
    `${HOSTED}&${LINE}&expand[0]=metadata`,
    { message: /cannot be expanded \(metadata\)/ },
  ],
  [
    'recorded',
    'a session that is not there',
    'GET /v1/checkout/sessions/cs_test_none',
    '',
    { status: 404, code: 'resource_missing', param: 'session' },
  ],
  [
    'recorded',
    'expiring what has expired',
    'POST /v1/checkout/sessions/<expired>/expire',
    '',
    { message: /status of `expired`/ },
  ],
  [
    'recorded',
    'line items of nothing',
    'GET /v1/checkout/sessions/cs_test_none/line_items',
    '',
    { status: 404, code: 'resource_missing' },
  ],
]

const INTENTS = 'POST /v1/payment_intents'
const CONFIRM = 'confirm=true&return_url=https://shop.example'
const INTENT_CASES: Case[] = [
  ['types', 'no amount', INTENTS, 'currency=usd', { code: 'parameter_missing', param: 'amount' }],
  ['types', 'no currency', INTENTS, 'amount=1000', { code: 'parameter_missing', param: 'currency' }],
  [
    'documentation',
    'under the minimum',
    INTENTS,
    'amount=49&currency=usd',
    { code: 'amount_too_small', param: 'amount' },
  ],
  [
    'documentation',
    'under the minimum in yen',
    INTENTS,
    'amount=49&currency=jpy',
    { code: 'amount_too_small', param: 'amount' },
  ],
  [
    'documentation',
    'over the maximum',
    INTENTS,
    'amount=100000000&currency=usd',
    { code: 'amount_too_large', param: 'amount' },
  ],
  [
    'recorded',
    'a fraction',
    INTENTS,
    'amount=10.5&currency=usd',
    { code: 'parameter_invalid_integer', param: 'amount' },
  ],
  [
    'types',
    'payment_method_types, which are gone',
    INTENTS,
    'amount=1000&currency=usd&payment_method_types[0]=card',
    { code: 'parameter_unknown', param: 'payment_method_types' },
  ],
  [
    'recorded',
    'confirming without a method',
    INTENTS,
    `amount=1000&currency=usd&${CONFIRM}`,
    { code: 'payment_intent_unexpected_state', message: /missing a payment method/ },
  ],
  [
    'recorded',
    'confirming without a return_url',
    INTENTS,
    'amount=1000&currency=usd&confirm=true&payment_method=pm_card_visa',
    { message: /must provide a `return_url`/ },
  ],
  [
    'documentation',
    'a return_url without confirming',
    INTENTS,
    'amount=1000&currency=usd&return_url=https://shop.example',
    { param: 'return_url' },
  ],
  [
    'recorded',
    'an unknown method',
    INTENTS,
    `amount=1000&currency=usd&${CONFIRM}&payment_method=pm_none`,
    { code: 'resource_missing', param: 'payment_method' },
  ],
  [
    'unverified',
    'a debit in another currency',
    INTENTS,
    `amount=1000&currency=eur&${CONFIRM}&payment_method=pm_usBankAccount_success`,
    { code: 'payment_intent_invalid_parameter', param: 'payment_method' },
  ],
  [
    'recorded',
    'confirming twice',
    'POST /v1/payment_intents/<paid>/confirm',
    '',
    { code: 'payment_intent_unexpected_state', message: /already succeeded/ },
  ],
  [
    'recorded',
    'canceling what has succeeded',
    'POST /v1/payment_intents/<paid>/cancel',
    '',
    { code: 'payment_intent_unexpected_state', message: /status of succeeded/ },
  ],
  [
    'recorded',
    'confirming what was canceled',
    'POST /v1/payment_intents/<canceled>/confirm',
    'payment_method=pm_card_visa',
    { code: 'payment_intent_unexpected_state' },
  ],
  [
    'recorded',
    'changing the amount of what is paid',
    'POST /v1/payment_intents/<paid>',
    'amount=2000',
    { code: 'payment_intent_unexpected_state' },
  ],
  [
    'recorded',
    'an intent that is not there',
    'GET /v1/payment_intents/pi_none',
    '',
    { status: 404, code: 'resource_missing', param: 'intent' },
  ],
]

const CATALOGUE: Case[] = [
  [
    'types',
    'a product without a name',
    'POST /v1/products',
    'description=x',
    { code: 'parameter_missing', param: 'name' },
  ],
  [
    'recorded',
    'an empty name',
    'POST /v1/products',
    'name=',
    { code: 'parameter_invalid_empty', param: 'name' },
  ],
  [
    'documentation',
    'nine pictures',
    'POST /v1/products',
    `name=Mug&${Array.from({ length: 9 }, (_, i) => `images[${i}]=https://shop.example/${i}.png`).join('&')}`,
    { param: 'images' },
  ],
  [
    'recorded',
    'the same id twice',
    'POST /v1/products',
    'name=Mug&id=<mug>',
    { code: 'resource_already_exists', param: 'id' },
  ],
  [
    'recorded',
    'deleting a product with prices',
    'DELETE /v1/products/<mug>',
    '',
    { message: /cannot be deleted/ },
  ],
  [
    'recorded',
    'a product that is not there',
    'GET /v1/products/prod_none',
    '',
    { status: 404, code: 'resource_missing', param: 'id' },
  ],
  [
    'types',
    'a default price that is not there',
    'POST /v1/products/<mug>',
    'default_price=price_none',
    { code: 'resource_missing', param: 'default_price' },
  ],
  [
    'types',
    'a price without a currency',
    'POST /v1/prices',
    'product=<mug>&unit_amount=1000',
    { code: 'parameter_missing', param: 'currency' },
  ],
  [
    'documentation',
    'a price without an amount',
    'POST /v1/prices',
    'product=<mug>&currency=usd',
    { code: 'parameter_missing', param: 'unit_amount' },
  ],
  [
    'documentation',
    'a price without a product',
    'POST /v1/prices',
    'currency=usd&unit_amount=1000',
    { code: 'parameter_missing', param: 'product' },
  ],
  [
    'recorded',
    'a price of no product',
    'POST /v1/prices',
    'product=prod_none&currency=usd&unit_amount=1000',
    { code: 'resource_missing', param: 'product' },
  ],
  [
    'documentation',
    'a lookup key that is taken',
    'POST /v1/prices',
    'product=<mug>&currency=usd&unit_amount=1000&lookup_key=mug',
    { param: 'lookup_key' },
  ],
  [
    'types',
    'another amount for a price',
    'POST /v1/prices/<price>',
    'unit_amount=2000',
    { code: 'parameter_unknown', param: 'unit_amount' },
  ],
  [
    'recorded',
    'a price that is not there',
    'GET /v1/prices/price_none',
    '',
    { status: 404, code: 'resource_missing', param: 'price' },
  ],
  [
    'types',
    'a limit of 0',
    'GET /v1/prices?limit=0',
    '',
    { code: 'parameter_invalid_integer', param: 'limit' },
  ],
  [
    'documentation',
    'a limit of 101',
    'GET /v1/prices?limit=101',
    '',
    { code: 'parameter_invalid_integer', param: 'limit' },
  ],
  [
    'recorded',
    'a cursor that is not there',
    'GET /v1/products?starting_after=prod_none',
    '',
    { code: 'resource_missing', param: 'starting_after' },
  ],
]

const ENDPOINTS: Case[] = [
  [
    'types',
    'an endpoint without a URL',
    'POST /v1/webhook_endpoints',
    'enabled_events[0]=*',
    { code: 'parameter_missing', param: 'url' },
  ],
  [
    'types',
    'an endpoint without events',
    'POST /v1/webhook_endpoints',
    'url=https://shop.example',
    { code: 'parameter_missing', param: 'enabled_events' },
  ],
  [
    'recorded',
    'an event that there is not',
    'POST /v1/webhook_endpoints',
    'url=https://shop.example&enabled_events[0]=order.paid',
    { param: 'enabled_events[0]' },
  ],
  [
    'recorded',
    'an URL that is none',
    'POST /v1/webhook_endpoints',
    'url=shop&enabled_events[0]=*',
    { code: 'url_invalid', param: 'url' },
  ],
  [
    'documentation',
    'an api_version for an endpoint that exists',
    'POST /v1/webhook_endpoints/<endpoint>',
    'api_version=2026-10-28.endive',
    { code: 'parameter_unknown', param: 'api_version' },
  ],
  [
    'documentation',
    'a version that was never one',
    'POST /v1/webhook_endpoints',
    'url=https://shop.example&enabled_events[0]=*&api_version=2026-10-28.parsley',
    { message: /Invalid Stripe API version/ },
  ],
  [
    'recorded',
    'an event that is not there',
    'GET /v1/events/evt_none',
    '',
    { status: 404, code: 'resource_missing', param: 'id' },
  ],
]

describe.each([
  ['Checkout sessions', CHECKOUT],
  ['Payment intents', INTENT_CASES],
  ['Products and prices', CATALOGUE],
  ['Webhook endpoints and events', ENDPOINTS],
])('%s refuse', (_, cases) => {
  it.each(cases)(
    '(%s) %s',
    async (_source, _what, operation, form, { status = 400, message, ...expected }) => {
      const [method = '', path = ''] = filled(operation).split(' ')
      const answer = await request(sandbox, method, path, method === 'GET' ? {} : { form: filled(form) })
      expect(answer.body).toMatchObject({ error: { type: 'invalid_request_error', ...expected } })
      expect(answer.status).toBe(status)
      if (message) expect(answer.body.error.message).toMatch(message)
      if (!('code' in expected)) expect(answer.body.error).not.toHaveProperty('code')
    },
  )
})

describe('Requests', () => {
  it.each([
    ['no key', null, 401, /did not provide an API key/],
    ['a wrong key', 'sk_test_of_somebody_else', 401, /Invalid API Key provided: sk_test_\*+else/],
    ['a publishable key', 'pk_test_sandbox_usd', 403, /publishable API key/],
  ])('are refused with %s', async (_, key, status, message) => {
    const answer = await request(sandbox, 'GET', '/v1/products', { key })
    expect(answer.status).toBe(status)
    expect(answer.body.error).toMatchObject({
      type: 'invalid_request_error',
      message: expect.stringMatching(message),
    })
  })

  it('are refused as JSON', async () => {
    const answer = await request(sandbox, 'POST', '/v1/products', {
      form: '{"name":"Mug"}',
      headers: { 'Content-Type': 'application/json' },
    })
    expect(answer).toMatchObject({ status: 400, body: { error: { type: 'invalid_request_error' } } })
  })

  it('are refused in versions that never were', async () => {
    const versions = ['2026-10-28.parsley', 'yesterday', '2027-01-01.endive', '2026-10-28']
    for (const version of versions) {
      const answer = await request(sandbox, 'GET', '/v1/account', { headers: { 'Stripe-Version': version } })
      expect(answer).toMatchObject({
        status: 400,
        body: { error: { message: `Invalid Stripe API version: ${version}` } },
      })
    }
    for (const version of ['2026-10-28.endive', '2025-03-31.basil', '2022-11-15']) {
      expect(
        (await request(sandbox, 'GET', '/v1/account', { headers: { 'Stripe-Version': version } })).status,
      ).toBe(200)
    }
  })

  it('with a body of 2 MB are 413', async () => {
    const answer = await request(sandbox, 'POST', '/v1/products', {
      form: `name=${'x'.repeat(2 * 1024 * 1024)}`,
    })
    expect(answer.status).toBe(413)
  })

  it('with names of Object.prototype are read like any other', async () => {
    const product = await request(sandbox, 'POST', '/v1/products', {
      form: 'name=Mug&metadata[hasOwnProperty]=a&metadata[toString]=b',
    })
    expect(product.body.metadata).toEqual({ hasOwnProperty: 'a', toString: 'b' })
  })
})
