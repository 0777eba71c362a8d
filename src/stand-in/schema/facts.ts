import type { ParamSchema } from './param-schema.ts'

/**
 * Where a fact is known from: Stripe's OpenAPI document (as `stripe-mock` v0.203.0 ships it, for API version
 * 2026-08-26.dahlia), its documentation, answers of Stripe that were published, or nowhere we could check.
 */
type FactSource = 'openapi' | 'documentation' | 'recorded' | 'unverified'

/** What the SDK's types leave open about some parameters. */
export interface Fact {
  /**
   * The ends of `POST /v1/prices currency_options.*.unit_amount`: of operation and path, where `[]` stands
   * for each item of a list and `*` for each value of a map.
   */
  at: readonly string[]
  /** Replaces what the types say; `undefined` takes it away. */
  sets: Partial<ParamSchema>
  source: FactSource
}

/** The limit of a text that has none of its own; the OpenAPI document repeats it in 438 places. */
export const TEXT_MAX_LENGTH = 5000

const SESSION = 'POST /v1/checkout/sessions'
const INTENT = 'POST /v1/payment_intents'

/**
 * Facts sharpen what was derived; in names and nesting the types are right. A number is an integer unless
 * it is said here to have decimals. An enum is closed unless it is opened here, although the types let any
 * text pass: Stripe refuses a value that it does not know.
 */
export const FACTS: readonly Fact[] = [
  // Numbers with decimals.
  {
    at: ['application_fee_percent', 'amount_percent', 'percentage'],
    sets: { type: 'number', minimum: 0, maximum: 100 },
    source: 'openapi',
  },
  { at: ['percent_off'], sets: { type: 'number', minimum: 0.01, maximum: 100 }, source: 'recorded' },
  {
    at: ['height', 'length', 'weight', 'width'].map((side) => `package_dimensions.${side}`),
    sets: { type: 'number', minimum: 0 },
    source: 'openapi',
  },

  // The least that an integer may be.
  { at: ['unit_amount', 'flat_amount'], sets: { minimum: 0 }, source: 'recorded' },
  // The types: "A non-negative integer in cents" and "Must be greater than 0".
  { at: ['fixed_amount.amount'], sets: { minimum: 0 }, source: 'unverified' },
  {
    at: ['delivery_estimate.minimum.value', 'delivery_estimate.maximum.value'],
    sets: { minimum: 1 },
    source: 'unverified',
  },
  { at: ['POST /v1/refunds amount', `${INTENT} amount`], sets: { minimum: 1 }, source: 'recorded' },
  { at: [`${INTENT}/{id} amount`, 'amount_to_capture'], sets: { minimum: 1 }, source: 'unverified' },
  { at: ['amount_off', 'duration_in_months', 'max_redemptions'], sets: { minimum: 1 }, source: 'recorded' },
  {
    at: [`${SESSION} line_items[].quantity`, 'optional_items[].quantity'],
    sets: { minimum: 1 },
    source: 'unverified',
  },

  // Documentation: "Limit can range between 1 and 100, and the default is 10".
  { at: ['limit'], sets: { minimum: 1, maximum: 100 }, source: 'documentation' },

  // Texts of a certain form.
  {
    at: ['currency', 'minimum_amount_currency'],
    sets: { format: 'currency', maxLength: undefined },
    source: 'openapi',
  },
  { at: ['currency_options'], sets: { propertyNames: { format: 'currency' } }, source: 'recorded' },
  {
    at: ['success_url', 'cancel_url', 'return_url', 'images[]', 'icon.url', 'logo.url'],
    sets: { format: 'url' },
    source: 'recorded',
  },
  {
    at: ['POST /v1/webhook_endpoints url', 'POST /v1/webhook_endpoints/{id} url'],
    sets: { format: 'url' },
    source: 'recorded',
  },
  {
    at: ['customer_email', 'receipt_email', 'POST /v1/customers email', 'POST /v1/customers/{id} email'],
    sets: { format: 'email' },
    source: 'recorded',
  },

  // Enums that take more than the types name: an endpoint may ask for an older version.
  { at: ['api_version'], sets: { enum: undefined, maxLength: TEXT_MAX_LENGTH }, source: 'documentation' },

  // How many.
  { at: ['metadata'], sets: { maxProperties: 50, propertyNames: { maxLength: 40 } }, source: 'recorded' },
  // Unset by an empty text, which the types do not tell of: https://github.com/stripe/stripe-python/issues/658
  { at: ['POST /v1/products/{id} default_price'], sets: { minLength: 0 }, source: 'documentation' },
  { at: ['metadata.*'], sets: { maxLength: 500 }, source: 'recorded' },
  {
    at: [`${SESSION} line_items`, `${SESSION}/{id} line_items`],
    sets: { maxItems: 100 },
    source: 'documentation',
  },
  { at: [`${SESSION} discounts`], sets: { maxItems: 1 }, source: 'documentation' },
  { at: [`${SESSION} custom_fields`], sets: { maxItems: 3 }, source: 'documentation' },
  { at: [`${SESSION} line_items[].tax_rates`], sets: { maxItems: 5 }, source: 'documentation' },
  { at: ['shipping_options', 'tax_id_data'], sets: { maxItems: 5 }, source: 'recorded' },
  { at: ['images'], sets: { maxItems: 8 }, source: 'documentation' },

  // How long. The longer end of a path comes after the shorter one that it overrules.
  ...lengths({
    2: ['requestor_challenge_indicator'],
    4: ['cb_exemption'],
    10: ['from_postal_code', 'to_postal_code'],
    11: ['confirmation_number'],
    12: ['unit_label', 'reference_prefix', 'commodity_code', 'product_code', 'unit_of_measure'],
    17: ['statement_descriptor_suffix_kanji'],
    20: ['mandate_options.description', 'POST /v1/customers phone', 'POST /v1/customers/{id} phone'],
    22: [
      'statement_descriptor',
      'statement_descriptor_suffix',
      'statement_descriptor_suffix_kana',
      'product_description',
    ],
    30: ['affirm.preferred_locale'],
    32: ['risk_correlation_id'],
    35: ['mandate_options.reference'],
    40: ['custom_fields[].name', 'POST /v1/coupons name', 'POST /v1/coupons/{id} name'],
    50: [
      'label.custom',
      'jurisdiction',
      'POST /v1/tax_rates display_name',
      'POST /v1/tax_rates/{id} display_name',
    ],
    80: ['card.mandate_options.reference'],
    100: [
      'dropdown.default_value',
      'options[].label',
      'options[].value',
      'shipping_rate_data.display_name',
      'payment_method_configuration',
    ],
    127: ['paypal.reference', 'paypal.description', 'paypal.sold_by'],
    128: ['nz_bank_account.reference', 'afterpay_clearpay.reference'],
    140: ['custom_fields[].value'],
    150: ['business_name', 'individual_name'],
    200: [
      'client_reference_id',
      'custom_fields[].key',
      'integration_identifier',
      'lookup_key',
      'card.mandate_options.description',
    ],
    255: [
      'numeric.default_value',
      'text.default_value',
      'shipping_details.name',
      'klarna.reference',
      'subscriptions[].name',
      'subscriptions[].reference',
      'subscription_reference',
    ],
    256: ['POST /v1/customers name', 'POST /v1/customers/{id} name'],
    500: [
      'interval_description',
      'POST /v1/promotion_codes code',
      'subscription_data.description',
      'default_source',
    ],
    512: ['GET /v1/customers email', 'POST /v1/customers email', 'POST /v1/customers/{id} email'],
    1000: [
      'payment_intent_data.description',
      'setup_intent_data.description',
      `${INTENT} description`,
      `${INTENT}/{id} description`,
    ],
    1024: ['product_name'],
    1200: ['message'],
    1500: ['invoice_data.description'],
    4096: ['klarna.image_url', 'klarna.product_url'],
    40000: [
      'product_data.description',
      'POST /v1/products description',
      'POST /v1/products/{id} description',
    ],
  }),
]

function lengths(pathsByLength: Record<number, string[]>): Fact[] {
  return Object.entries(pathsByLength).map(([length, at]) => ({
    at,
    sets: { maxLength: Number(length) },
    source: 'openapi',
  }))
}
