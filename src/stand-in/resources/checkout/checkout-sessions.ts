import type Stripe from 'stripe'
import type { Call, Operations } from '../../api/call.ts'
import { ApiError, invalidParam, notFound } from '../../api/errors.ts'
import type { Params } from '../../api/form.ts'
import { listPage } from '../../api/pagination.ts'
import { debitTypeOf } from '../../payments/instruments.ts'
import { expireSession } from '../../payments/session.ts'
import { newId, randomText } from '../../store/ids.ts'
import type { Stored, StoredPrice } from '../../store/records.ts'
import { readTaxRounding } from '../../store/settings.ts'
import { createPrice, findPrice } from '../catalogue/prices.ts'
import { findProduct } from '../catalogue/product-records.ts'
import { findTaxRate } from '../catalogue/tax-rates.ts'
import { mergeMetadata } from '../metadata.ts'
import { lineItemsOf } from './line-items.ts'
import { computeLines, type RateTerms } from './session-arithmetic.ts'
import type { DetailedLine, SessionLine } from './session-details.ts'
import { readSessionDiscount, type SessionDiscount } from './session-discount.ts'
import { checkSessionParams } from './session-rules.ts'
import { checkSessionTotal, totalsOf } from './session-totals.ts'

const DEFAULT_LIFE_SECONDS = 24 * 60 * 60

export const checkoutSessions: Operations = {
  'POST /v1/checkout/sessions': { handle: create },
  'GET /v1/checkout/sessions': { handle: list },
  'GET /v1/checkout/sessions/{id}': { handle: (call) => findSession(call).doc },
  'POST /v1/checkout/sessions/{id}': { handle: update },
  'POST /v1/checkout/sessions/{id}/expire': { handle: expire },
  'GET /v1/checkout/sessions/{id}/line_items': {
    handle: (call) => lineItemsOf(call, call.path.id!, call.params),
  },
}

function findSession({ tx, path }: Call): Stored<'checkout.session'> {
  const stored = tx.find('checkout.session', path.id!)
  if (!stored) throw notFound('checkout.session', path.id!)
  return stored
}

function create(call: Call): Stripe.Checkout.Session {
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
  const totals = totalsOf(lines.map(({ line }) => line))
  checkSessionTotal(totals.total, currency)
  const metadata = mergeMetadata({}, params.metadata)
  const isHosted = (params.ui_mode ?? 'hosted_page') === 'hosted_page'
  const debit = debitTypeOf(currency)
  const session = {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
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
    payment_method_types: debit ? ['card', debit] : ['card'],
    payment_status: totals.total === 0 ? 'no_payment_required' : 'unpaid',
    permissions: null,
    phone_number_collection: params.phone_number_collection ?? { enabled: false },
    recovered_from: null,
    ...(!isHosted && {
      redirect_on_completion: params.redirect_on_completion ?? 'always',
      return_url: params.return_url,
    }),
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: params.shipping_address_collection ?? null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: params.submit_type ?? null,
    subscription: null,
    success_url: params.success_url ?? null,
    total_details: { amount_discount: totals.discount, amount_shipping: 0, amount_tax: totals.tax },
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

type PlainLine = Pick<DetailedLine, 'line' | 'rates'>

function createLine(call: Call, params: Params, index: number): PlainLine {
  const at = `line_items[${index}]`
  const price =
    params.price === undefined
      ? createPrice(call, params.price_data as Params, { isInline: true, at: `${at}[price_data]` })
      : findSellablePrice(call, String(params.price), `${at}[price]`)
  const quantity = Number(params.quantity)
  const amount = (price.unit_amount ?? 0) * quantity
  const line: SessionLine = {
    id: newId('li'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: findProduct(call, price.product, 'product').name,
    metadata: mergeMetadata({}, params.metadata, `${at}[metadata]`),
    price,
    quantity,
  }
  return { line, rates: findRates(call, params, at) }
}

/** Documentation: an archived rate cannot be used any more. The wordings are unverified. */
function findRates(call: Call, { tax_rates: sent }: Params, at: string): Stripe.TaxRate[] {
  const ids = (sent ?? []) as string[]
  return ids.map((id, index) => {
    const param = `${at}[tax_rates][${index}]`
    const rate = findTaxRate(call, id, param)
    if (!rate.active) {
      throw invalidParam(
        param,
        `The tax rate ${id} is archived: it cannot be used in a new Checkout Session.`,
      )
    }
    if (ids.indexOf(id) < index) throw invalidParam(param, `The tax rate ${id} is there twice.`)
    return rate
  })
}

/** Puts discount and taxes on the lines, rounded as the account is set to. */
function computeAmounts(call: Call, lines: PlainLine[], discount: SessionDiscount | null): DetailedLine[] {
  const computed = computeLines(
    lines.map(({ line, rates }) => ({ subtotal: line.amount_subtotal, rates: rates as RateTerms[] })),
    discount?.terms ?? null,
    readTaxRounding(call),
  )
  return lines.map(({ line, rates }, index) => {
    const amounts = computed[index]!
    return {
      rates,
      computed: amounts,
      line: {
        ...line,
        amount_discount: amounts.discount,
        amount_tax: amounts.tax,
        amount_total: amounts.total,
      },
    }
  })
}

/** Documentation: a session tells the coupon or the code that it was made with. */
function discountOf({ coupon, promotionCode }: SessionDiscount): Stripe.Checkout.Session.Discount {
  return promotionCode === null
    ? { coupon, promotion_code: null }
    : { coupon: null, promotion_code: promotionCode }
}

/** Both wordings as seen from Stripe; that they have no code is unverified. */
function findSellablePrice(call: Call, id: string, param: string): StoredPrice {
  const price = findPrice(call, id, param)
  if (!price.active) {
    throw invalidParam(param, 'The price specified is inactive. This field only accepts active prices.')
  }
  if (!findProduct(call, price.product, param).active) {
    throw invalidParam(
      param,
      'The product of the price specified is inactive. This field only accepts prices of active products.',
    )
  }
  return price
}

/** That one session has one currency is documented; the wording is unverified. */
function checkOneCurrency(lines: SessionLine[], params: Params): string {
  const currency = params.currency === undefined ? lines[0]!.currency : String(params.currency).toLowerCase()
  const index = lines.findIndex((line) => line.currency !== currency)
  if (index >= 0) {
    throw invalidParam(
      `line_items[${index}]`,
      `You cannot combine currencies on a single Checkout Session. This session uses ${currency}, but this line item uses ${lines[index]!.currency}.`,
    )
  }
  return currency
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
    ...(data.transfer_group !== undefined && { transfer_group: String(data.transfer_group) }),
    metadata: mergeMetadata({}, data.metadata, 'payment_intent_data[metadata]'),
  }
}

function list(call: Call) {
  const { payment_intent: intent, status, customer_details: customer } = call.params
  const email = (customer as Params | undefined)?.email
  return listPage(call, call.params, {
    kind: 'checkout.session',
    url: '/v1/checkout/sessions',
    where: { field: 'payment_intent', value: intent },
    keep: ({ doc }) =>
      (status === undefined || doc.status === status) &&
      (email === undefined || doc.customer_details?.email === email),
  })
}

/** Documentation: metadata can be updated at any time; the rest needs modes that are not simulated. */
function update(call: Call): Stripe.Checkout.Session {
  const { doc } = findSession(call)
  const metadata = mergeMetadata(doc.metadata ?? {}, call.params.metadata)
  const changed = { ...doc, metadata }
  call.tx.replace('checkout.session', changed)
  return changed
}

/** Documentation: "A Checkout Session can be expired when it is in one of these statuses: open". */
function expire(call: Call): Stripe.Checkout.Session {
  const { doc } = findSession(call)
  if (doc.status !== 'open') {
    throw new ApiError(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${doc.status}\`.`,
      {},
    )
  }
  return expireSession(call, doc)
}
