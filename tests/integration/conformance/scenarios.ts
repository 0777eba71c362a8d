/**
 * Where it is known from that Stripe refuses:
 * - openapi: Stripe's OpenAPI document, so that stripe-mock refuses it, too
 * - types: the parameters of the installed SDK
 * - documentation: Stripe's reference and guides
 * - recorded: answers of Stripe's that were published
 */
type Source = 'openapi' | 'types' | 'documentation' | 'recorded'

interface Refusal {
  source: Source
  status?: number
  code?: string
  param?: string
}

export interface Scenario {
  what: string
  /** `<name>` stands for an id of the fixtures, in the path and in the parameters. */
  request: string
  params?: object
  /** Absent where it works. */
  refused?: Refusal
}

const SESSIONS = 'POST /v1/checkout/sessions'
const MARKS = { installation: 'i1', order: '7', attempt: '9' }
const LINE = {
  quantity: 2,
  price_data: { currency: 'usd', unit_amount: 1000, product: '<product>' },
}
const SALE = {
  mode: 'payment',
  ui_mode: 'hosted_page',
  client_reference_id: '7',
  metadata: MARKS,
  payment_intent_data: { metadata: MARKS },
  line_items: [LINE],
  success_url: 'https://shop.example/order/7?token=abc',
  cancel_url: 'https://shop.example/item/3',
  expires_at: '<soon>',
  automatic_tax: { enabled: false },
  adaptive_pricing: { enabled: false },
}
const { success_url: _, cancel_url: __, ...NOWHERE } = SALE
const EMBEDDED = { ...NOWHERE, ui_mode: 'embedded_page', return_url: 'https://shop.example/order/7' }
const withLine = (change: object) => ({ ...SALE, line_items: [{ ...LINE, ...change }] })
const withPrice = (change: object) => withLine({ price_data: { ...LINE.price_data, ...change } })

/** What the shop asks for; every target must grant it. In this order: some build on an earlier one. */
const GRANTED: Scenario[] = [
  { what: 'the account', request: 'GET /v1/account' },
  {
    what: 'a product with an id of ours',
    request: 'POST /v1/products',
    params: {
      id: '<run>_cup',
      name: 'Cup',
      description: 'A cup',
      images: ['https://shop.example/cup.png'],
      metadata: { itemId: '3' },
    },
  },
  { what: 'a new name', request: 'POST /v1/products/<product>', params: { name: 'Large mug', images: [] } },
  { what: 'a cleared description', request: 'POST /v1/products/<product>', params: { description: '' } },
  { what: 'a product archived', request: 'POST /v1/products/<bare>', params: { active: false } },
  { what: 'archived products', request: 'GET /v1/products?active=false&limit=100' },
  { what: 'products by id', request: 'GET /v1/products?ids[0]=<product>' },
  { what: 'a product', request: 'GET /v1/products/<product>' },
  { what: 'a product deleted', request: 'DELETE /v1/products/<bare>' },
  {
    what: 'a price',
    request: 'POST /v1/prices',
    params: { product: '<product>', currency: 'eur', unit_amount: 1234, metadata: { itemId: '3' } },
  },
  { what: 'a price archived', request: 'POST /v1/prices/<otherPrice>', params: { active: false } },
  { what: 'the prices of a product', request: 'GET /v1/prices?product=<product>&active=true&limit=100' },
  {
    what: 'the default price of a product',
    request: 'POST /v1/products/<product>',
    params: { default_price: '<price>' },
  },
  {
    what: 'a coupon with everything',
    request: 'POST /v1/coupons',
    params: {
      id: '<run>_full',
      percent_off: 12.5,
      duration: 'repeating',
      duration_in_months: 3,
      max_redemptions: 5,
      redeem_by: '<tomorrow>',
      name: 'Twelve and a half',
      metadata: { discountId: '2' },
    },
  },
  {
    what: 'a coupon for an amount',
    request: 'POST /v1/coupons',
    params: { amount_off: 250, currency: 'usd', duration: 'once' },
  },
  { what: 'a coupon renamed', request: 'POST /v1/coupons/<coupon>', params: { name: 'Still ten off' } },
  { what: 'a coupon', request: 'GET /v1/coupons/<coupon>' },
  { what: 'coupons', request: 'GET /v1/coupons?limit=3' },
  { what: 'a coupon deleted', request: 'DELETE /v1/coupons/<spare>' },
  {
    what: 'a promotion code',
    request: 'POST /v1/promotion_codes',
    params: { promotion: { type: 'coupon', coupon: '<coupon>' }, code: 'OTHER-<run>', max_redemptions: 1 },
  },
  { what: 'promotion codes by code', request: 'GET /v1/promotion_codes?code=OTHER-<run>&active=true' },
  {
    what: 'a tax rate',
    request: 'POST /v1/tax_rates',
    params: {
      display_name: 'USt',
      percentage: 8.8751,
      inclusive: false,
      jurisdiction: 'DE',
      country: 'DE',
      description: 'Umsatzsteuer',
      metadata: { taxId: '1' },
    },
  },
  { what: 'a tax rate archived', request: 'POST /v1/tax_rates/<otherRate>', params: { active: false } },
  { what: 'tax rates', request: 'GET /v1/tax_rates?active=true&inclusive=true' },
  { what: 'a session', request: SESSIONS, params: SALE },
  {
    what: 'a session of a price',
    request: SESSIONS,
    params: { ...SALE, line_items: [{ quantity: 1, price: '<price>' }] },
  },
  {
    what: 'a session of product data',
    request: SESSIONS,
    params: withPrice({ product: undefined, product_data: { name: 'Mug', metadata: { itemId: '3' } } }),
  },
  {
    what: 'a session with a coupon',
    request: SESSIONS,
    params: { ...SALE, discounts: [{ coupon: '<coupon>' }] },
  },
  {
    what: 'a session with a code',
    request: SESSIONS,
    params: { ...SALE, discounts: [{ promotion_code: '<code>' }] },
  },
  { what: 'a session with a tax', request: SESSIONS, params: withLine({ tax_rates: ['<rate>'] }) },
  {
    what: 'a session with delivery',
    request: SESSIONS,
    params: {
      ...SALE,
      shipping_address_collection: { allowed_countries: ['DE', 'AT'] },
      shipping_options: [
        {
          shipping_rate_data: {
            type: 'fixed_amount',
            display_name: 'Parcel',
            fixed_amount: { amount: 490, currency: 'usd' },
            delivery_estimate: {
              minimum: { unit: 'business_day', value: 1 },
              maximum: { unit: 'business_day', value: 3 },
            },
          },
        },
      ],
    },
  },
  { what: 'an embedded session', request: SESSIONS, params: EMBEDDED },
  {
    what: 'an embedded session that stays',
    request: SESSIONS,
    params: { ...EMBEDDED, return_url: undefined, redirect_on_completion: 'never' },
  },
  {
    what: 'a session with its lines',
    request:
      'GET /v1/checkout/sessions/<session>?expand[0]=line_items&expand[1]=payment_intent&expand[2]=total_details.breakdown',
  },
  { what: 'the lines of a session', request: 'GET /v1/checkout/sessions/<session>/line_items?limit=100' },
  {
    what: 'open sessions since an hour',
    request: 'GET /v1/checkout/sessions?created[gte]=<past>&status=open',
  },
  { what: 'a session expired', request: 'POST /v1/checkout/sessions/<openSession>/expire' },
  {
    what: 'an intent',
    request: 'POST /v1/payment_intents',
    params: { amount: 1999, currency: 'usd', metadata: MARKS, automatic_payment_methods: { enabled: true } },
  },
  {
    what: 'an intent that describes its amount',
    request: 'POST /v1/payment_intents',
    params: {
      amount: 2142,
      currency: 'usd',
      amount_details: {
        discount_amount: 200,
        tax: { total_tax_amount: 342 },
        line_items: [{ product_name: 'Mug', quantity: 2, unit_cost: 1000 }],
      },
    },
  },
  {
    what: 'an intent of another amount',
    request: 'POST /v1/payment_intents/<intent>',
    params: { amount: 2500 },
  },
  {
    what: 'an intent confirmed',
    request: 'POST /v1/payment_intents/<intent>/confirm',
    params: { payment_method: 'pm_card_visa', return_url: 'https://shop.example/order/7' },
  },
  {
    what: 'an intent with its charge',
    request: 'GET /v1/payment_intents/<paidIntent>?expand[0]=latest_charge',
  },
  { what: 'intents since an hour', request: 'GET /v1/payment_intents?created[gte]=<past>' },
  {
    what: 'an intent canceled',
    request: 'POST /v1/payment_intents/<otherIntent>/cancel',
    params: { cancellation_reason: 'abandoned' },
  },
  {
    what: 'a part refunded',
    request: 'POST /v1/refunds',
    params: { payment_intent: '<paidIntent>', amount: 500, metadata: { order: '7' } },
  },
  {
    what: 'the rest refunded',
    request: 'POST /v1/refunds',
    params: { charge: '<charge>', reason: 'requested_by_customer' },
  },
  { what: 'the refunds of a payment', request: 'GET /v1/refunds?payment_intent=<paidIntent>' },
  { what: 'a refund with its charge', request: 'GET /v1/refunds/<refund>?expand[0]=charge' },
  { what: 'a charge with its refunds', request: 'GET /v1/charges/<charge>?expand[0]=refunds' },
  { what: 'disputes of a payment', request: 'GET /v1/disputes?payment_intent=<paidIntent>' },
  {
    what: 'events of some types',
    request: 'GET /v1/events?types[0]=charge.refunded&types[1]=payment_intent.succeeded',
  },
  {
    what: 'a webhook endpoint',
    request: 'POST /v1/webhook_endpoints',
    params: {
      url: 'https://shop.example/stripe/webhook/default',
      enabled_events: ['checkout.session.completed'],
      metadata: { installation: 'i1' },
    },
  },
  {
    what: 'a webhook endpoint changed',
    request: 'POST /v1/webhook_endpoints/<endpoint>',
    params: { enabled_events: ['charge.refunded', 'refund.failed'] },
  },
  { what: 'webhook endpoints', request: 'GET /v1/webhook_endpoints?limit=100' },
  { what: 'a webhook endpoint deleted', request: 'DELETE /v1/webhook_endpoints/<otherEndpoint>' },
]

const openapi = (code?: string, param?: string): Refusal => refusal('openapi', code, param)
const refusal = (source: Source, code?: string, param?: string): Refusal => ({
  source,
  ...(code && { code }),
  ...(param && { param }),
})
const missing = (source: Source, param?: string): Refusal => refusal(source, 'resource_missing', param)

/** What every target must refuse, or stripe-mock, which keeps no state, take for well formed. */
const REFUSED: Scenario[] = [
  {
    what: 'an unknown parameter',
    request: SESSIONS,
    params: { ...SALE, colour: 'red' },
    refused: openapi('parameter_unknown', 'colour'),
  },
  {
    what: 'an unknown nested parameter',
    request: SESSIONS,
    params: withLine({ colour: 'red' }),
    refused: refusal('types', 'parameter_unknown'),
  },
  {
    what: 'a word that is not on the list',
    request: SESSIONS,
    params: { ...SALE, mode: 'gift' },
    refused: openapi(undefined, 'mode'),
  },
  {
    what: 'half a thing',
    request: SESSIONS,
    params: withLine({ quantity: '1.5' }),
    refused: openapi('parameter_invalid_integer'),
  },
  {
    what: 'an amount in words',
    request: 'POST /v1/payment_intents',
    params: { amount: 'abc', currency: 'usd' },
    refused: openapi('parameter_invalid_integer', 'amount'),
  },
  {
    what: 'an intent without an amount',
    request: 'POST /v1/payment_intents',
    params: { currency: 'usd' },
    refused: openapi('parameter_missing', 'amount'),
  },
  {
    what: 'an intent without a currency',
    request: 'POST /v1/payment_intents',
    params: { amount: 1000 },
    refused: openapi('parameter_missing', 'currency'),
  },
  {
    what: 'a price without a currency',
    request: 'POST /v1/prices',
    params: { product: '<product>', unit_amount: 1 },
    refused: openapi('parameter_missing', 'currency'),
  },
  {
    what: 'a product without a name',
    request: 'POST /v1/products',
    params: { active: true },
    refused: openapi('parameter_missing', 'name'),
  },
  {
    what: 'a tax rate without a percentage',
    request: 'POST /v1/tax_rates',
    params: { display_name: 'USt', inclusive: true },
    refused: openapi('parameter_missing', 'percentage'),
  },
  {
    what: 'another percentage of a tax rate',
    request: 'POST /v1/tax_rates/<rate>',
    params: { percentage: 7 },
    refused: openapi('parameter_unknown', 'percentage'),
  },
  {
    what: 'another percentage of a coupon',
    request: 'POST /v1/coupons/<coupon>',
    params: { percent_off: 7 },
    refused: openapi('parameter_unknown', 'percent_off'),
  },
  {
    what: 'another amount of a price',
    request: 'POST /v1/prices/<price>',
    params: { unit_amount: 7 },
    refused: openapi('parameter_unknown', 'unit_amount'),
  },
  {
    what: 'an unknown reason of a refund',
    request: 'POST /v1/refunds',
    params: { charge: '<charge>', reason: 'whim' },
    refused: openapi(undefined, 'reason'),
  },
  {
    what: 'a promotion of no kind',
    request: 'POST /v1/promotion_codes',
    params: { promotion: { coupon: '<coupon>' } },
    refused: openapi('parameter_missing'),
  },
  {
    what: 'an endpoint without events',
    request: 'POST /v1/webhook_endpoints',
    params: { url: 'https://shop.example' },
    refused: openapi('parameter_missing', 'enabled_events'),
  },
  {
    what: 'a name that is too long',
    request: 'POST /v1/coupons',
    params: { percent_off: 1, name: 'x'.repeat(41) },
    refused: refusal('documentation', undefined, 'name'),
  },
  {
    what: 'a tax rate deleted',
    request: 'DELETE /v1/tax_rates/<rate>',
    refused: { source: 'openapi', status: 404 },
  },

  {
    what: 'payment method types',
    request: SESSIONS,
    params: { ...SALE, payment_method_types: ['card'] },
    refused: refusal('types', 'parameter_unknown', 'payment_method_types'),
  },
  {
    what: 'two discounts',
    request: SESSIONS,
    params: { ...SALE, discounts: [{ coupon: '<coupon>' }, { coupon: '<coupon>' }] },
    refused: refusal('documentation', undefined, 'discounts'),
  },
  {
    what: 'discounts beside codes',
    request: SESSIONS,
    params: { ...SALE, discounts: [{ coupon: '<coupon>' }], allow_promotion_codes: false },
    refused: refusal('recorded', undefined, 'allow_promotion_codes'),
  },
  {
    what: 'no lines',
    request: SESSIONS,
    params: { ...SALE, line_items: undefined },
    refused: refusal('documentation', 'parameter_missing', 'line_items'),
  },
  {
    what: 'a negative price',
    request: SESSIONS,
    params: withPrice({ unit_amount: -1 }),
    refused: refusal('recorded', 'parameter_invalid_integer'),
  },
  {
    what: 'nowhere to go to',
    request: SESSIONS,
    params: NOWHERE,
    refused: refusal('documentation', 'parameter_missing', 'success_url'),
  },
  {
    what: 'an embedded page with a success URL',
    request: SESSIONS,
    params: { ...EMBEDDED, success_url: 'https://shop.example' },
    refused: refusal('documentation', undefined, 'success_url'),
  },
  {
    what: 'an embedded page that returns nowhere',
    request: SESSIONS,
    params: { ...EMBEDDED, return_url: undefined },
    refused: refusal('documentation', 'parameter_missing', 'return_url'),
  },
  {
    what: 'an end too early',
    request: SESSIONS,
    params: { ...SALE, expires_at: '<past>' },
    refused: refusal('documentation', undefined, 'expires_at'),
  },
  {
    what: 'an end too late',
    request: SESSIONS,
    params: { ...SALE, expires_at: '<tomorrow>' },
    refused: refusal('documentation', undefined, 'expires_at'),
  },
  {
    what: 'a total under the minimum',
    request: SESSIONS,
    params: withPrice({ unit_amount: 10 }),
    refused: refusal('documentation', 'amount_too_small'),
  },
  {
    what: 'two currencies',
    request: SESSIONS,
    params: { ...SALE, line_items: [LINE, { ...LINE, price_data: { ...LINE.price_data, currency: 'eur' } }] },
    refused: refusal('documentation'),
  },
  {
    what: 'an unknown coupon',
    request: SESSIONS,
    params: { ...SALE, discounts: [{ coupon: 'nothing' }] },
    refused: missing('recorded'),
  },
  {
    what: 'a deleted coupon',
    request: SESSIONS,
    params: { ...SALE, discounts: [{ coupon: '<deleted>' }] },
    refused: missing('documentation'),
  },
  {
    what: 'a coupon in another currency',
    request: SESSIONS,
    params: { ...SALE, discounts: [{ coupon: '<inEuro>' }] },
    refused: refusal('documentation'),
  },
  {
    what: 'an inactive promotion code',
    request: SESSIONS,
    params: { ...SALE, discounts: [{ promotion_code: '<inactiveCode>' }] },
    refused: refusal('documentation'),
  },
  {
    what: 'an archived tax rate',
    request: SESSIONS,
    params: withLine({ tax_rates: ['<archivedRate>'] }),
    refused: refusal('documentation'),
  },
  {
    what: 'an unknown tax rate',
    request: SESSIONS,
    params: withLine({ tax_rates: ['txr_nothing'] }),
    refused: missing('recorded'),
  },
  {
    what: 'an archived product',
    request: SESSIONS,
    params: withPrice({ product: '<archived>' }),
    refused: refusal('documentation'),
  },
  {
    what: 'an archived price',
    request: SESSIONS,
    params: { ...SALE, line_items: [{ quantity: 1, price: '<inactivePrice>' }] },
    refused: refusal('recorded'),
  },
  {
    what: 'an unknown session',
    request: 'GET /v1/checkout/sessions/cs_test_nothing',
    refused: { ...missing('recorded'), status: 404 },
  },
  {
    what: 'a session expired twice',
    request: 'POST /v1/checkout/sessions/<expired>/expire',
    refused: refusal('documentation'),
  },
  {
    what: 'an intent under the minimum',
    request: 'POST /v1/payment_intents',
    params: { amount: 10, currency: 'usd' },
    refused: refusal('documentation', 'amount_too_small', 'amount'),
  },
  {
    what: 'an intent beyond eight digits',
    request: 'POST /v1/payment_intents',
    params: { amount: 100_000_000, currency: 'usd' },
    refused: refusal('documentation', 'amount_too_large', 'amount'),
  },
  {
    what: 'a paid intent canceled',
    request: 'POST /v1/payment_intents/<otherPaid>/cancel',
    refused: refusal('recorded', 'payment_intent_unexpected_state'),
  },
  {
    what: 'a paid intent changed',
    request: 'POST /v1/payment_intents/<otherPaid>',
    params: { amount: 3000 },
    refused: refusal('recorded', 'payment_intent_unexpected_state'),
  },
  {
    what: 'a canceled intent confirmed',
    request: 'POST /v1/payment_intents/<canceled>/confirm',
    params: { payment_method: 'pm_card_visa', return_url: 'https://shop.example' },
    refused: refusal('recorded', 'payment_intent_unexpected_state'),
  },
  {
    what: 'a card that is declined',
    request: 'POST /v1/payment_intents',
    params: {
      amount: 1000,
      currency: 'usd',
      confirm: true,
      payment_method: 'pm_card_chargeDeclined',
      return_url: 'https://shop.example',
    },
    refused: { source: 'documentation', status: 402, code: 'card_declined' },
  },
  {
    what: 'a refund of nothing named',
    request: 'POST /v1/refunds',
    params: { amount: 100 },
    refused: refusal('recorded'),
  },
  {
    what: 'a refund of too much',
    request: 'POST /v1/refunds',
    params: { payment_intent: '<otherPaid>', amount: 2001 },
    refused: refusal('recorded'),
  },
  {
    what: 'a second refund',
    request: 'POST /v1/refunds',
    params: { payment_intent: '<refunded>' },
    refused: refusal('recorded', 'charge_already_refunded'),
  },
  {
    what: 'a refund of nothing paid',
    request: 'POST /v1/refunds',
    params: { payment_intent: '<canceled>' },
    refused: refusal('recorded'),
  },
  {
    what: 'a refund canceled',
    request: 'POST /v1/refunds/<refund>/cancel',
    refused: refusal('documentation'),
  },
  {
    what: 'a coupon of both kinds',
    request: 'POST /v1/coupons',
    params: { percent_off: 5, amount_off: 5, currency: 'usd' },
    refused: refusal('recorded'),
  },
  {
    what: 'a coupon of neither kind',
    request: 'POST /v1/coupons',
    params: { duration: 'once' },
    refused: refusal('recorded'),
  },
  {
    what: 'more than everything off',
    request: 'POST /v1/coupons',
    params: { percent_off: 101 },
    refused: refusal('documentation', undefined, 'percent_off'),
  },
  {
    what: 'an amount off in no currency',
    request: 'POST /v1/coupons',
    params: { amount_off: 5 },
    refused: refusal('documentation'),
  },
  {
    what: 'a coupon that repeats for no time',
    request: 'POST /v1/coupons',
    params: { percent_off: 5, duration: 'repeating' },
    refused: refusal('documentation'),
  },
  {
    what: 'a coupon that is there',
    request: 'POST /v1/coupons',
    params: { id: '<coupon>', percent_off: 5 },
    refused: refusal('recorded', 'resource_already_exists'),
  },
  {
    what: 'a coupon deleted twice',
    request: 'DELETE /v1/coupons/<deleted>',
    refused: { ...missing('documentation'), status: 404 },
  },
  {
    what: 'a code that is taken',
    request: 'POST /v1/promotion_codes',
    params: { promotion: { type: 'coupon', coupon: '<coupon>' }, code: 'spring-<run>' },
    refused: refusal('documentation'),
  },
  {
    what: 'a code of an unknown coupon',
    request: 'POST /v1/promotion_codes',
    params: { promotion: { type: 'coupon', coupon: 'nothing' } },
    refused: missing('recorded'),
  },
  {
    what: 'more than the whole as tax',
    request: 'POST /v1/tax_rates',
    params: { display_name: 'USt', inclusive: true, percentage: 101 },
    refused: refusal('documentation', undefined, 'percentage'),
  },
  {
    what: 'a product that is there',
    request: 'POST /v1/products',
    params: { id: '<product>', name: 'Mug' },
    refused: refusal('recorded', 'resource_already_exists'),
  },
  {
    what: 'a product with prices deleted',
    request: 'DELETE /v1/products/<product>',
    refused: refusal('documentation'),
  },
  {
    what: 'too many pictures',
    request: 'POST /v1/products',
    params: { name: 'Mug', images: Array.from({ length: 9 }, (_, i) => `https://shop.example/${i}.png`) },
    refused: refusal('documentation'),
  },
  {
    what: 'metadata with too many keys',
    request: 'POST /v1/products',
    params: {
      name: 'Mug',
      metadata: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, 'v'])),
    },
    refused: refusal('documentation'),
  },
  {
    what: 'metadata that is too long',
    request: 'POST /v1/products',
    params: { name: 'Mug', metadata: { a: 'x'.repeat(501) } },
    refused: refusal('documentation'),
  },
  {
    what: 'a page of too many',
    request: 'GET /v1/products?limit=101',
    refused: refusal('documentation', undefined, 'limit'),
  },
  {
    what: 'an unknown expansion',
    request: 'GET /v1/products/<product>?expand[0]=colour',
    refused: refusal('recorded'),
  },
]

export const SCENARIOS: Scenario[] = [...GRANTED, ...REFUSED]
