import type Stripe from 'stripe'
import type { Call } from '../../api/call.ts'
import { notSimulated } from '../../api/errors.ts'
import type { Params } from '../../api/form.ts'
import { readWhole } from '../../api/read-params.ts'
import { readMethodTypes, toldMethodTypes } from '../../payments/method-types.ts'
import { randomText } from '../../store/ids.ts'
import { mergeMetadata } from '../metadata.ts'
import type { SessionDiscount } from './session-details.ts'
import { readSessionDiscount } from './session-discount.ts'
import { checkOneCurrency, computeAmounts, createLine } from './session-lines.ts'
import { checkSessionParams } from './session-rules.ts'
import { createShipping } from './session-shipping.ts'
import { checkSessionTotal, totalsOf } from './session-totals.ts'

const DEFAULT_LIFE_SECONDS = 24 * 60 * 60

export function createSession(call: Call): Stripe.Checkout.Session {
  const { params, nowSeconds } = call
  checkSessionParams(params, nowSeconds)
  const id = `cs_test_${randomText(58)}`
  const plain = (params.line_items as Params[]).map((line, index) => createLine(call, line, index))
  const currency = checkOneCurrency(
    plain.map(({ line }) => line),
    params,
  )
  const subtotal = plain.reduce((sum, { line }) => sum + line.amount_subtotal, 0)
  const discount = readSessionDiscount(call, { session: id, currency, subtotal })
  const lines = computeAmounts(call, plain, discount)
  const { shipping_options, shipping_cost } = createShipping(call, params, currency)
  const shippingAmount = shipping_cost?.amount_total ?? 0
  const totals = totalsOf(
    lines.map(({ line }) => line),
    shippingAmount,
  )
  checkSessionTotal(totals.total, currency)
  // Free until another delivery is chosen: that a session then begins to cost something.
  if (totals.total === 0 && shipping_options.some(({ shipping_amount: amount }) => amount > 0))
    throw notSimulated('shipping_options')
  const metadata = mergeMetadata({}, params.metadata)
  const isHosted = (params.ui_mode ?? 'hosted_page') === 'hosted_page'
  const session = {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    allowed_payment_method_types: toldMethodTypes(params, 'allowed_payment_method_types'),
    amount_subtotal: totals.subtotal,
    amount_total: totals.total,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    client_secret: isHosted ? null : `${id}_secret_${randomText(40)}`,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: nowSeconds,
    currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: null,
    customer_account: null,
    customer_creation: 'if_required',
    customer_details: params.customer_email ? emptyCustomer(String(params.customer_email)) : null,
    customer_email: params.customer_email ?? null,
    discounts: discount ? [discountOf(discount)] : [],
    ...(params.excluded_payment_method_types !== undefined && {
      excluded_payment_method_types: toldMethodTypes(params, 'excluded_payment_method_types'),
    }),
    expires_at: params.expires_at ?? nowSeconds + DEFAULT_LIFE_SECONDS,
    integration_identifier: params.integration_identifier ?? null,
    invoice: null,
    invoice_creation: { enabled: false, invoice_data: NO_INVOICE },
    livemode: false,
    locale: params.locale ?? null,
    managed_payments: null,
    metadata,
    mode: 'payment',
    origin_context: params.origin_context ?? null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: readMethodTypes(params, currency),
    payment_status: totals.total === 0 ? 'no_payment_required' : 'unpaid',
    permissions: null,
    phone_number_collection: readWhole(params.phone_number_collection) ?? { enabled: false },
    recovered_from: null,
    ...(!isHosted && {
      redirect_on_completion: params.redirect_on_completion ?? 'always',
      return_url: params.return_url,
    }),
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: readWhole(params.shipping_address_collection) ?? null,
    shipping_cost,
    shipping_options,
    status: 'open',
    submit_type: params.submit_type ?? null,
    subscription: null,
    success_url: params.success_url ?? null,
    total_details: {
      amount_discount: totals.discount,
      amount_shipping: shippingAmount,
      amount_tax: totals.tax,
    },
    ui_mode: params.ui_mode ?? 'hosted_page',
    url: isHosted ? `${call.publicUrl}/c/pay/${id}` : null,
    wallet_options: null,
  } as unknown as Stripe.Checkout.Session
  call.tx.insert('checkout.session', session, { lines, discount, intentData: readIntentData(params) })
  call.tx.schedule('expire', session.expires_at, id)
  return session
}

const NO_INVOICE = {
  account_tax_ids: null,
  custom_fields: null,
  description: null,
  footer: null,
  issuer: null,
  metadata: {},
  rendering_options: null,
}

function emptyCustomer(email: string): Stripe.Checkout.Session.CustomerDetails {
  return {
    address: null,
    business_name: null,
    email,
    individual_name: null,
    name: null,
    phone: null,
    tax_exempt: 'none',
    tax_ids: null,
  }
}

/** Documentation: a session tells the coupon or the code that it was made with. */
function discountOf({ coupon, promotionCode }: SessionDiscount): Stripe.Checkout.Session.Discount {
  return promotionCode === null
    ? { coupon, promotion_code: null }
    : { coupon: null, promotion_code: promotionCode }
}

function readIntentData(params: Params): Partial<Stripe.PaymentIntent> {
  const data = (params.payment_intent_data ?? {}) as Params
  return {
    ...(data.description !== undefined && { description: String(data.description) }),
    ...(data.receipt_email !== undefined && { receipt_email: String(data.receipt_email) }),
    ...(data.statement_descriptor !== undefined && {
      statement_descriptor: String(data.statement_descriptor),
    }),
    ...(data.statement_descriptor_suffix !== undefined && {
      statement_descriptor_suffix: String(data.statement_descriptor_suffix),
    }),
    ...(data.shipping !== undefined && {
      shipping: readWhole(data.shipping) as Stripe.PaymentIntent.Shipping,
    }),
    ...(data.transfer_group !== undefined && { transfer_group: String(data.transfer_group) }),
    metadata: mergeMetadata({}, data.metadata, 'payment_intent_data[metadata]'),
  }
}
