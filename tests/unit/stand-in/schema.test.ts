import { readFileSync } from 'node:fs'
import qs from 'qs'
import Stripe from 'stripe'
import { deriveGenerated } from '../../../scripts/derive-stripe-objects.ts'
import { deriveStripeSchema, formatStripeSchema } from '../../../scripts/derive-stripe-schema.ts'
import { OPERATIONS, type StripeOperation } from '../../../src/stand-in/schema/operations.ts'
import { StripeParamError } from '../../../src/stand-in/schema/param-error.ts'
import { validateParams } from '../../../src/stand-in/schema/validate.ts'

const COMMITTED = new URL('../../../src/stand-in/schema/generated/stripe-params.json', import.meta.url)

function validateForm(operation: StripeOperation, form: string) {
  return validateParams(operation, qs.parse(form, { plainObjects: true, depth: 12, arrayLimit: 1000 }))
}

function refusalOf(operation: StripeOperation, form: string): StripeParamError {
  try {
    validateForm(operation, form)
  } catch (error) {
    if (error instanceof StripeParamError) return error
    throw error
  }
  throw new Error(`${operation} took ${form}`)
}

/** What the SDK sends for these parameters, written and read as over the wire. */
async function formOf(call: (stripe: Stripe) => Promise<unknown>): Promise<string> {
  let form = ''
  const answer = async (url: string | URL | Request, init?: RequestInit) => {
    form = init?.body ? String(init.body) : new URL(String(url)).search.slice(1)
    return new Response('{}', { headers: { 'content-type': 'application/json' } })
  }
  const httpClient = Stripe.createFetchHttpClient(answer as typeof fetch)
  await call(new Stripe('sk_test_sandbox_usd', { httpClient, maxNetworkRetries: 0 }))
  return form
}

describe('the committed schema', () => {
  it('is what the types of the installed stripe package and the facts give', () => {
    expect(formatStripeSchema(deriveStripeSchema())).toBe(readFileSync(COMMITTED, 'utf8'))
    for (const [name, derived] of Object.entries(deriveGenerated())) {
      expect(derived).toBe(readFileSync(new URL(name, new URL('.', COMMITTED)), 'utf8'))
    }
  }, 30_000)

  it('compiles for every operation', () => {
    for (const operation of Object.keys(OPERATIONS) as StripeOperation[]) {
      expect(refusalOf(operation, 'no_such_param=1')).toMatchObject({ param: 'no_such_param' })
    }
  })
})

describe('a form that Stripe would take', () => {
  it('comes back as the SDK was given it, for a session', async () => {
    const params: Stripe.Checkout.SessionCreateParams = {
      mode: 'payment',
      success_url: 'https://shop.example/order/1?session={CHECKOUT_SESSION_ID}',
      client_reference_id: '7',
      automatic_tax: { enabled: false },
      adaptive_pricing: { enabled: false },
      expires_at: 1_790_000_000,
      discounts: [{ coupon: 'ten_off' }],
      line_items: Array.from({ length: 30 }, (_, index) => ({
        quantity: index + 1,
        price_data: { currency: 'usd', unit_amount: 1000, product: `prod_${index}` },
        tax_rates: ['txr_1', 'txr_2'],
      })),
      metadata: { order: '7', '0': 'a key that is a number' },
      payment_intent_data: { metadata: { order: '7' } },
      expand: ['line_items'],
    }
    const form = await formOf((stripe) => stripe.checkout.sessions.create(params))
    expect(validateForm('POST /v1/checkout/sessions', form)).toEqual(params)
  })

  it('comes back as the SDK was given it, for lists, tax rates and coupons', async () => {
    const list = { created: { gte: 1_700_000_000, lt: 1_800_000_000 }, limit: 100, expand: ['data.refunds'] }
    expect(validateForm('GET /v1/charges', await formOf((stripe) => stripe.charges.list(list)))).toEqual(list)
    const rate = { display_name: 'Sales tax', percentage: 8.625, inclusive: false, country: 'US' }
    expect(
      validateForm('POST /v1/tax_rates', await formOf((stripe) => stripe.taxRates.create(rate))),
    ).toEqual(rate)
    const coupon = { percent_off: 12.5, duration: 'once' as const }
    expect(validateForm('POST /v1/coupons', await formOf((stripe) => stripe.coupons.create(coupon)))).toEqual(
      coupon,
    )
  })

  it('keeps an empty text where that clears something', async () => {
    const form = await formOf((stripe) =>
      stripe.products.update('prod_1', {
        description: null,
        images: '',
        metadata: { size: null, color: 'red' },
      }),
    )
    expect(validateForm('POST /v1/products/{id}', form)).toEqual({
      description: '',
      images: '',
      metadata: { size: '', color: 'red' },
    })
  })

  it('may write lists as maps of indices, in any order and with gaps, or with empty brackets', () => {
    const expected = { name: 'Mug', images: ['https://a.example/', 'https://b.example/'] }
    const byIndex = 'name=Mug&images[2000]=https://b.example/&images[10]=https://a.example/'
    expect(validateForm('POST /v1/products', byIndex)).toEqual(expected)
    const byBrackets = 'name=Mug&images[]=https://a.example/&images[]=https://b.example/'
    expect(validateForm('POST /v1/products', byBrackets)).toEqual(expected)
  })

  it('may write currencies in capitals and booleans as Python does', () => {
    const form = 'currency=EUR&unit_amount=500&product=prod_1&active=True'
    expect(validateForm('POST /v1/prices', form)).toEqual({
      currency: 'eur',
      unit_amount: 500,
      product: 'prod_1',
      active: true,
    })
  })

  it('keeps a decimal as text, digit for digit', () => {
    const form = 'currency=usd&product=prod_1&unit_amount_decimal=0.010000000000'
    expect(validateForm('POST /v1/prices', form)).toMatchObject({ unit_amount_decimal: '0.010000000000' })
  })

  it('is not changed itself', () => {
    const form = Object.freeze({ currency: 'USD', amount: '500', metadata: Object.freeze({ a: 'b' }) })
    validateParams('POST /v1/payment_intents', form)
    expect(form).toEqual({ currency: 'USD', amount: '500', metadata: { a: 'b' } })
  })

  it('cannot smuggle a prototype in', () => {
    const polluted = JSON.parse('{"name": "Mug", "metadata": {"__proto__": {"admin": "yes"}}}')
    expect(() => validateParams('POST /v1/products', polluted)).toThrow('must be a string')
    const topLevel = JSON.parse('{"name": "Mug", "__proto__": {"active": "false"}}')
    expect(() => validateParams('POST /v1/products', topLevel)).toThrow(
      'Received unknown parameter: __proto__',
    )
  })
})

/**
 * Where a rule is known from. types: the SDK's. openapi, documentation: Stripe's. recorded: an answer of
 * Stripe that was published. unverified: a guess at Stripe's words or code, for want of any of those.
 */
type Source = 'types' | 'openapi' | 'documentation' | 'recorded' | 'unverified'

interface WrongRequest {
  form: string
  code?: string
  param?: string
  message: string
  source: Source
}

const SESSION = 'mode=payment&success_url=https://shop.example/'
const LINE =
  'line_items[0][quantity]=1&line_items[0][price_data][currency]=usd&line_items[0][price_data][product]=p'
const PRICE = 'currency=usd&product=prod_1'

function emptied(param: string): string {
  return `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter`
}

const WRONG_REQUESTS: Partial<Record<StripeOperation, WrongRequest[]>> = {
  'POST /v1/checkout/sessions': [
    {
      form: `${SESSION}&payment_method_types[]=card`,
      code: 'parameter_unknown',
      param: 'payment_method_types',
      message: 'Received unknown parameter: payment_method_types',
      source: 'types',
    },
    {
      form: `${SESSION}&foo=1&bar=2`,
      code: 'parameter_unknown',
      param: 'foo',
      message: 'Received unknown parameters: foo, bar',
      source: 'recorded',
    },
    {
      form: `${SESSION}&${LINE}&line_items[0][price_data][tax_rates][]=txr_1`,
      code: 'parameter_unknown',
      param: 'line_items[0][price_data][tax_rates]',
      message: 'Received unknown parameter: line_items[0][price_data][tax_rates]',
      source: 'types',
    },
    {
      form: `${SESSION}&ui_mode=embedded`,
      param: 'ui_mode',
      message: 'Invalid ui_mode: must be one of elements, embedded_page, form, or hosted_page',
      source: 'recorded',
    },
    {
      form: `${SESSION}&customer_creation=sometimes`,
      param: 'customer_creation',
      message: 'Invalid customer_creation: must be one of always or if_required',
      source: 'recorded',
    },
    ...['1.5', '1e2', 'abc', '0x10', ' 5', '٣', '99999999999999999999'].map((text) => ({
      form: `${SESSION}&${LINE}&line_items[0][price_data][unit_amount]=${encodeURIComponent(text)}`,
      code: 'parameter_invalid_integer',
      param: 'line_items[0][price_data][unit_amount]',
      message: `Invalid integer: ${text}`,
      source: 'recorded' as const,
    })),
    {
      form: `${SESSION}&${LINE}&line_items[0][price_data][unit_amount]=-500`,
      code: 'parameter_invalid_integer',
      param: 'line_items[0][price_data][unit_amount]',
      message: 'Invalid non-negative integer',
      source: 'recorded',
    },
    {
      form: `${SESSION}&line_items[0][price]=price_1&line_items[0][quantity]=0`,
      code: 'parameter_invalid_integer',
      param: 'line_items[0][quantity]',
      message: 'This value must be greater than or equal to 1.',
      source: 'unverified',
    },
    {
      form: `${SESSION}&line_items[0][price]=&line_items[0][quantity]=1`,
      code: 'parameter_invalid_empty',
      param: 'line_items[0][price]',
      message: emptied('line_items[0][price]'),
      source: 'recorded',
    },
    {
      form: `${SESSION}&line_items[0][quantity]=1&line_items[0][price_data][unit_amount]=5`,
      code: 'parameter_missing',
      param: 'line_items[0][price_data][currency]',
      message: 'Missing required param: line_items[0][price_data][currency].',
      source: 'types',
    },
    {
      form: `${SESSION}&${LINE.replace('usd', 'usdollar')}`,
      param: 'line_items[0][price_data][currency]',
      message: 'Invalid currency: usdollar. Stripe currently supports these currencies: usd, aed, afn,',
      source: 'recorded',
    },
    {
      form: `${SESSION}&line_items[price]=price_1&line_items[quantity]=1`,
      param: 'line_items',
      message: 'Invalid array',
      source: 'recorded',
    },
    {
      form: `${SESSION}&line_items[]=price_1`,
      param: 'line_items[0]',
      message: 'Invalid object',
      source: 'recorded',
    },
    {
      form: `${SESSION}&automatic_tax=true`,
      param: 'automatic_tax',
      message: 'Invalid object',
      source: 'recorded',
    },
    {
      form: `${SESSION}&automatic_tax[enabled]=1`,
      param: 'automatic_tax[enabled]',
      message: 'Invalid boolean: 1',
      source: 'recorded',
    },
    {
      form: 'mode=payment&success_url=shop.example/order',
      code: 'url_invalid',
      param: 'success_url',
      message: 'Not a valid URL',
      source: 'recorded',
    },
    {
      form: `mode=payment&success_url=https://shop.example/${'x'.repeat(5000)}`,
      param: 'success_url',
      message: 'Invalid URL: URL must be 5000 characters or less.',
      source: 'recorded',
    },
    {
      form: `${SESSION}&customer_email=nobody`,
      code: 'email_invalid',
      param: 'customer_email',
      message: 'Invalid email address: nobody',
      source: 'recorded',
    },
    {
      form: `${SESSION}&client_reference_id=${'order-'.repeat(40)}`,
      param: 'client_reference_id',
      message: 'Invalid string: order-orde...der-order-; must be at most 200 characters',
      source: 'openapi',
    },
    {
      form: `${SESSION}&client_reference_id[a]=b`,
      param: 'client_reference_id',
      message: 'Invalid string: {"a":"b"}',
      source: 'unverified',
    },
    {
      form: `${SESSION}&${Array.from({ length: 101 }, (_, i) => `line_items[${i}][price]=p`).join('&')}`,
      param: 'line_items',
      message: 'Array line_items exceeded maximum 100 allowed elements.',
      source: 'documentation',
    },
    {
      form: `${SESSION}&discounts[0][coupon]=a&discounts[1][coupon]=b`,
      param: 'discounts',
      message: 'Array discounts exceeded maximum 1 allowed elements.',
      source: 'documentation',
    },
    {
      form: `${SESSION}&${LINE}&discounts[0][coupon]=a&allow_promotion_codes=false`,
      code: 'parameters_exclusive',
      param: 'allow_promotion_codes',
      message: 'You may only specify one of these parameters: allow_promotion_codes, discounts.',
      source: 'recorded',
    },
    {
      form: `${SESSION}&payment_intent_data[metadata][${'k'.repeat(41)}]=v`,
      param: 'payment_intent_data[metadata]',
      message: `Metadata keys can have up to 40 characters, but you passed in a key that is 41 characters. Invalid key: kkk`,
      source: 'recorded',
    },
    {
      form: `${SESSION}&metadata[key]=${'v'.repeat(501)}`,
      param: 'metadata',
      message:
        'Metadata values can have up to 500 characters, but you passed in a value that is 501 characters.',
      source: 'recorded',
    },
    {
      form: `${SESSION}&${Array.from({ length: 51 }, (_, i) => `metadata[k${i}]=v`).join('&')}`,
      param: 'metadata',
      message: "Metadata can have up to 50 keys, but you've set 51.",
      source: 'recorded',
    },
    {
      form: `${SESSION}&metadata[key][0]=v`,
      param: 'metadata',
      message: 'Invalid value type: ["v"] must be a string',
      source: 'recorded',
    },
    { form: `${SESSION}&metadata=v`, param: 'metadata', message: 'Invalid object', source: 'recorded' },
    { form: `${SESSION}&expand=line_items`, param: 'expand', message: 'Invalid array', source: 'recorded' },
  ],
  'GET /v1/checkout/sessions': [
    {
      form: 'created[after]=1',
      code: 'parameter_unknown',
      param: 'created[after]',
      message: 'Received unknown parameter: created[after]',
      source: 'types',
    },
    {
      form: 'limit=ten',
      code: 'parameter_invalid_integer',
      param: 'limit',
      message: 'Invalid integer: ten',
      source: 'types',
    },
    {
      form: 'status=paid',
      param: 'status',
      message: 'Invalid status: must be one of complete, expired, or open',
      source: 'types',
    },
  ],
  'POST /v1/checkout/sessions/{id}': [
    {
      form: 'success_url=https://shop.example/',
      code: 'parameter_unknown',
      param: 'success_url',
      message: 'Received unknown parameter: success_url',
      source: 'types',
    },
  ],
  'POST /v1/checkout/sessions/{id}/expire': [
    {
      form: 'reason=changed',
      code: 'parameter_unknown',
      param: 'reason',
      message: 'Received unknown parameter: reason',
      source: 'types',
    },
  ],
  'GET /v1/checkout/sessions/{id}/line_items': [
    {
      form: 'created=1',
      code: 'parameter_unknown',
      param: 'created',
      message: 'Received unknown parameter: created',
      source: 'types',
    },
  ],
  'POST /v1/payment_intents': [
    {
      form: 'currency=usd',
      code: 'parameter_missing',
      param: 'amount',
      message: 'Missing required param: amount.',
      source: 'types',
    },
    {
      form: 'amount=500',
      code: 'parameter_missing',
      param: 'currency',
      message: 'Missing required param: currency.',
      source: 'types',
    },
    {
      form: 'amount=19.99&currency=usd',
      code: 'parameter_invalid_integer',
      param: 'amount',
      message: 'Invalid integer: 19.99',
      source: 'recorded',
    },
    {
      form: 'amount=0&currency=usd',
      code: 'parameter_invalid_integer',
      param: 'amount',
      message: 'This value must be greater than or equal to 1.',
      source: 'recorded',
    },
    {
      form: 'amount=&currency=usd',
      code: 'parameter_invalid_empty',
      param: 'amount',
      message: emptied('amount'),
      source: 'unverified',
    },
    {
      form: 'amount=500&currency=usd&automatic_payment_methods[enabled]=yes',
      param: 'automatic_payment_methods[enabled]',
      message: 'Invalid boolean: yes',
      source: 'recorded',
    },
    {
      form: 'amount=500&currency=usd&automatic_payment_methods[allow_redirects]=never',
      code: 'parameter_missing',
      param: 'automatic_payment_methods[enabled]',
      message: 'Missing required param: automatic_payment_methods[enabled].',
      source: 'types',
    },
    {
      form: 'amount=500&currency=usd&statement_descriptor_suffix=a very long name of a shop',
      param: 'statement_descriptor_suffix',
      message: 'Invalid string: a very lon... of a shop; must be at most 22 characters',
      source: 'openapi',
    },
    {
      form: 'amount=500&currency=usd&off_session=maybe',
      param: 'off_session',
      message: 'Invalid off_session: must be one of false, true, one_off, or recurring',
      source: 'unverified',
    },
  ],
  'POST /v1/payment_intents/{id}': [
    {
      form: 'confirm=true',
      code: 'parameter_unknown',
      param: 'confirm',
      message: 'Received unknown parameter: confirm',
      source: 'types',
    },
  ],
  'POST /v1/payment_intents/{id}/confirm': [
    {
      form: 'return_url=nowhere',
      code: 'url_invalid',
      param: 'return_url',
      message: 'Not a valid URL',
      source: 'recorded',
    },
  ],
  'POST /v1/payment_intents/{id}/cancel': [
    {
      form: 'amount=1&currency=usd',
      code: 'parameter_unknown',
      param: 'amount',
      message: 'Received unknown parameters: amount, currency',
      source: 'recorded',
    },
    {
      form: 'cancellation_reason=bored',
      param: 'cancellation_reason',
      message:
        'Invalid cancellation_reason: must be one of abandoned, duplicate, fraudulent, or requested_by_customer',
      source: 'types',
    },
  ],
  'POST /v1/refunds': [
    {
      form: 'amount=100',
      message: 'One of the following params should be provided for this request: payment_intent or charge.',
      source: 'recorded',
    },
    {
      form: 'charge=ch_1&amount=0',
      code: 'parameter_invalid_integer',
      param: 'amount',
      message: 'This value must be greater than or equal to 1.',
      source: 'recorded',
    },
    {
      form: 'charge=ch_1&reason=other',
      param: 'reason',
      message: 'Invalid reason: must be one of duplicate, fraudulent, or requested_by_customer',
      source: 'types',
    },
  ],
  'POST /v1/products': [
    {
      form: 'description=Blue',
      code: 'parameter_missing',
      param: 'name',
      message: 'Missing required param: name.',
      source: 'types',
    },
    {
      form: 'name=',
      code: 'parameter_invalid_empty',
      param: 'name',
      message: emptied('name'),
      source: 'recorded',
    },
    {
      form: `name=Mug&${'images[]=https://a.example/&'.repeat(9)}`,
      param: 'images',
      message: 'Array images exceeded maximum 8 allowed elements.',
      source: 'documentation',
    },
    {
      form: 'name=Mug&images[]=mug.png',
      code: 'url_invalid',
      param: 'images[0]',
      message: 'Not a valid URL',
      source: 'recorded',
    },
    {
      form: 'name=Mug&package_dimensions[height]=tall',
      param: 'package_dimensions[height]',
      message: 'Invalid decimal: tall',
      source: 'unverified',
    },
  ],
  'POST /v1/products/{id}': [
    {
      form: 'name=',
      code: 'parameter_invalid_empty',
      param: 'name',
      message: emptied('name'),
      source: 'types',
    },
  ],
  'POST /v1/prices': [
    {
      form: 'product=prod_1&unit_amount=5',
      code: 'parameter_missing',
      param: 'currency',
      message: 'Missing required param: currency.',
      source: 'types',
    },
    {
      form: `${PRICE}&unit_amount_decimal=0,5`,
      param: 'unit_amount_decimal',
      message: 'Invalid decimal: 0,5',
      source: 'unverified',
    },
    {
      form: `${PRICE}&unit_amount=5&currency_options[EUR][unit_amount]=5`,
      param: 'currency_options',
      message: 'Currencies must be lowercase when used as keys in a map. Use `eur` instead of `EUR`.',
      source: 'recorded',
    },
    {
      form: `${PRICE}&unit_amount=5&currency_options[xyz][unit_amount]=5`,
      param: 'currency_options',
      message: 'Invalid currency: xyz. Stripe currently supports these currencies:',
      source: 'recorded',
    },
    {
      form: `${PRICE}&billing_scheme=tiered&tiers[0][up_to]=many`,
      param: 'tiers[0][up_to]',
      message: 'Invalid tiers[0][up_to]: must be one of inf',
      source: 'unverified',
    },
  ],
  'POST /v1/prices/{id}': [
    {
      form: 'unit_amount=700',
      code: 'parameter_unknown',
      param: 'unit_amount',
      message: 'Received unknown parameter: unit_amount',
      source: 'types',
    },
  ],
  'POST /v1/coupons': [
    {
      form: 'duration=once',
      code: 'parameter_missing',
      message: 'Must provide percent_off or amount_off.',
      source: 'recorded',
    },
    {
      form: 'percent_off=10&amount_off=100&currency=usd',
      message: 'Received both percent_off and amount_off parameters. Please pass in only one.',
      source: 'recorded',
    },
    {
      form: 'amount_off=100',
      param: 'currency',
      message: 'You must pass currency when passing amount_off',
      source: 'recorded',
    },
    {
      form: 'percent_off=10&duration=repeating',
      param: 'duration',
      message: 'The duration_in_months param must be set when creating a coupon with a repeating duration',
      source: 'recorded',
    },
    {
      form: 'percent_off=0',
      param: 'percent_off',
      message: "This value must be greater than or equal to 0.01 (it currently is '0.0').",
      source: 'recorded',
    },
    {
      form: 'percent_off=100.5',
      param: 'percent_off',
      message: "This value must be less than or equal to 100 (it currently is '100.5').",
      source: 'unverified',
    },
    { form: 'percent_off=1e1', param: 'percent_off', message: 'Invalid decimal: 1e1', source: 'unverified' },
    {
      form: `percent_off=10&name=${'n'.repeat(41)}`,
      param: 'name',
      message: 'Invalid string: nnnnnnnnnn...nnnnnnnnnn; must be at most 40 characters',
      source: 'recorded',
    },
    {
      form: 'percent_off=10&duration=twice',
      param: 'duration',
      message: 'Invalid duration: must be one of forever, once, or repeating',
      source: 'types',
    },
  ],
  'POST /v1/coupons/{id}': [
    {
      form: 'percent_off=20',
      code: 'parameter_unknown',
      param: 'percent_off',
      message: 'Received unknown parameter: percent_off',
      source: 'types',
    },
  ],
  'POST /v1/promotion_codes': [
    {
      form: 'coupon=ten_off',
      code: 'parameter_unknown',
      param: 'coupon',
      message: 'Received unknown parameter: coupon',
      source: 'types',
    },
    {
      form: 'code=TEN',
      code: 'parameter_missing',
      param: 'promotion',
      message: 'Missing required param: promotion.',
      source: 'types',
    },
    {
      form: 'promotion[type]=coupon',
      code: 'parameter_missing',
      param: 'promotion[coupon]',
      message: 'Missing required param: promotion[coupon].',
      source: 'unverified',
    },
  ],
  'POST /v1/tax_rates': [
    {
      form: 'display_name=USt&percentage=19',
      code: 'parameter_missing',
      param: 'inclusive',
      message: 'Missing required param: inclusive.',
      source: 'types',
    },
    {
      form: 'display_name=USt&percentage=101&inclusive=true',
      param: 'percentage',
      message: "This value must be less than or equal to 100 (it currently is '101.0').",
      source: 'unverified',
    },
    {
      form: `display_name=${'n'.repeat(51)}&percentage=19&inclusive=true`,
      param: 'display_name',
      message: 'Invalid string: nnnnnnnnnn...nnnnnnnnnn; must be at most 50 characters',
      source: 'openapi',
    },
  ],
  'POST /v1/tax_rates/{id}': [
    {
      form: 'percentage=7',
      code: 'parameter_unknown',
      param: 'percentage',
      message: 'Received unknown parameter: percentage',
      source: 'types',
    },
  ],
  'POST /v1/webhook_endpoints': [
    {
      form: 'url=https://shop.example/',
      code: 'parameter_missing',
      param: 'enabled_events',
      message: 'Missing required param: enabled_events.',
      source: 'types',
    },
    {
      form: 'url=shop.example&enabled_events[]=*',
      code: 'url_invalid',
      param: 'url',
      message: 'Not a valid URL',
      source: 'recorded',
    },
    {
      form: 'url=https://shop.example/&enabled_events[]=order.paid',
      param: 'enabled_events[0]',
      message: 'Invalid enabled_events[0]: must be one of *, account.application.authorized,',
      source: 'types',
    },
  ],
  'POST /v1/webhook_endpoints/{id}': [
    {
      form: 'api_version=2024-06-20',
      code: 'parameter_unknown',
      param: 'api_version',
      message: 'Received unknown parameter: api_version',
      source: 'types',
    },
  ],
  'GET /v1/events': [
    { form: 'types=charge.succeeded', param: 'types', message: 'Invalid array', source: 'recorded' },
  ],
}

const CASES = Object.entries(WRONG_REQUESTS).flatMap(([operation, requests]) =>
  requests.map((request) => ({ operation: operation as StripeOperation, ...request })),
)

describe('a wrong request', () => {
  it('names one mistake: unknown parameters before wrong values before missing ones', () => {
    expect(refusalOf('POST /v1/payment_intents', 'amount=abc&foo=1').param).toBe('foo')
    expect(refusalOf('POST /v1/payment_intents', 'amount=abc').param).toBe('amount')
    expect(refusalOf('POST /v1/payment_intents', 'amount=5').param).toBe('currency')
  })

  it.each(CASES)('$operation refuses "$message" ($source)', ({ operation, form, code, param, message }) => {
    const refusal = refusalOf(operation, form)
    expect({ type: refusal.type, code: refusal.code, param: refusal.param }).toEqual({
      type: 'invalid_request_error',
      code,
      param,
    })
    expect(refusal.message).toContain(message)
  })
})
