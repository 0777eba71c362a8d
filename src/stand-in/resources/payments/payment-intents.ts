import type Stripe from 'stripe'
import { type Call, type Operations, Refusal } from '../../api/call.ts'
import { ApiError, invalidParam, noSuch, notFound, notSimulated } from '../../api/errors.ts'
import type { Params } from '../../api/form.ts'
import { listPage } from '../../api/pagination.ts'
import { debitTypeOf, findTestMethod } from '../../payments/instruments.ts'
import { changeIntent, confirmIntent, createIntent } from '../../payments/intent.ts'
import { createPaymentMethod } from '../../payments/payment-method.ts'
import type { DocOf, Stored } from '../../store/records.ts'
import { checkThreeDecimals, formatAmount, MAX_AMOUNT, minimumCharge } from '../currencies.ts'
import { mergeMetadata } from '../metadata.ts'
import { checkAmountDetails } from './amount-details.ts'
import { checkConfirmable, checkUpdatable, unexpectedState } from './intent-states.ts'

type Intent = DocOf<'payment_intent'>

export const paymentIntents: Operations = {
  'POST /v1/payment_intents': { handle: create },
  'GET /v1/payment_intents': {
    handle: (call) => listPage(call, call.params, { kind: 'payment_intent', url: '/v1/payment_intents' }),
  },
  'GET /v1/payment_intents/{id}': { handle: retrieve, isPublic: true },
  'POST /v1/payment_intents/{id}': { handle: update },
  'POST /v1/payment_intents/{id}/confirm': { handle: confirm, isPublic: true },
  'POST /v1/payment_intents/{id}/cancel': { handle: cancel },
}

const NOT_SIMULATED = [
  'application_fee_amount',
  'confirmation_token',
  'customer_account',
  'hooks',
  'mandate',
  'on_behalf_of',
  'payment_method_data',
  'transfer_data',
]

/** What may be set at creation and at any time before the end, and is told as it was sent. */
const PLAIN_FIELDS = [
  'description',
  'receipt_email',
  'setup_future_usage',
  'shipping',
  'statement_descriptor',
  'statement_descriptor_suffix',
  'transfer_group',
] as const

/** With a publishable key, an intent opens only to its client secret: to anyone else it does not exist. */
function findIntent(call: Call): Stored<'payment_intent'> {
  const id = call.path.id!
  const stored = call.tx.find('payment_intent', id)
  if (!stored || (call.isPublishable && call.clientSecret !== stored.doc.client_secret)) {
    throw notFound('payment_intent', id)
  }
  return stored
}

function create(call: Call): object | Refusal {
  const { params } = call
  checkNotSimulated(params)
  const currency = String(params.currency).toLowerCase()
  const amount = Number(params.amount)
  checkAmount(amount, currency)
  checkAmountDetails(params.amount_details, amount)
  checkConfirmationParams(params)
  const methods = readAutomaticMethods(params)
  const intent = createIntent(call, {
    amount,
    currency,
    session: null,
    fields: {
      ...plainFields(params),
      ...readDetails(params),
      automatic_payment_methods: methods,
      metadata: mergeMetadata({}, params.metadata),
      payment_method_types: methodTypesOf(currency),
    },
  })
  if (params.confirm === true) return confirmWith(call, intent)
  if (params.payment_method === undefined) return intent
  const method = findMethod(call, String(params.payment_method), intent)
  return changeIntent(call, intent, { payment_method: method.doc.id, status: 'requires_confirmation' }, null)
}

function checkNotSimulated(params: Params): void {
  for (const name of NOT_SIMULATED) if (params[name] !== undefined) throw notSimulated(name)
  if (params.customer !== undefined) throw noSuch('customer', String(params.customer), 'customer')
  if (params.capture_method === 'manual') throw notSimulated('capture_method=manual')
  if (params.confirmation_method === 'manual') throw notSimulated('confirmation_method=manual')
}

/** Source: documentation, "Minimum and maximum charge amounts", and the error codes of these names. */
function checkAmount(amount: number, currency: string): void {
  const minimum = minimumCharge(currency)
  if (amount < minimum) {
    throw invalidParam(
      'amount',
      `Amount must be at least ${formatAmount(minimum, currency)} ${currency}`,
      'amount_too_small',
    )
  }
  if (amount > MAX_AMOUNT) {
    throw invalidParam(
      'amount',
      `Amount must be no more than ${formatAmount(MAX_AMOUNT, currency)} ${currency}`,
      'amount_too_large',
    )
  }
  checkThreeDecimals(amount, currency, 'amount')
}

/** What a test account has turned on: cards, and the bank debit of the currency. */
function methodTypesOf(currency: string): string[] {
  const debit = debitTypeOf(currency)
  return debit ? ['card', debit] : ['card']
}

/** Documentation: these "can only be used with confirm=true". */
function checkConfirmationParams(params: Params): void {
  if (params.confirm === true) return
  for (const name of [
    'error_on_requires_action',
    'mandate_data',
    'off_session',
    'return_url',
    'use_stripe_sdk',
  ]) {
    if (params[name] === undefined || params[name] === false) continue
    throw invalidParam(
      name,
      `The parameter \`${name}\` cannot be passed when creating a PaymentIntent unless \`confirm\` is set to true.`,
    )
  }
}

/** Documentation: since version 2023-08-16 automatic payment methods are on unless turned off. */
function readAutomaticMethods({
  automatic_payment_methods: sent,
}: Params): Intent['automatic_payment_methods'] {
  const { enabled = true, allow_redirects: redirects = 'always' } = (sent ?? {}) as Params
  if (enabled !== true) return null
  return { allow_redirects: redirects as 'always' | 'never', enabled: true }
}

function plainFields(params: Params): Partial<Intent> {
  const sent = PLAIN_FIELDS.filter((name) => params[name] !== undefined)
  return Object.fromEntries(sent.map((name) => [name, params[name] === '' ? null : params[name]]))
}

/** `amount_details` describe the amount, they do not change it. Line items are told only when asked for. */
function readDetails({ amount_details: sent }: Params): Partial<Intent> {
  if (sent === undefined) return {}
  if (sent === '') return { amount_details: { tip: {} } }
  const { line_items: _, enforce_arithmetic_validation: __, ...told } = sent as Params
  return { amount_details: { tip: {}, ...told } as Intent['amount_details'] }
}

function retrieve(call: Call): object {
  const { doc } = findIntent(call)
  return call.isPublishable ? publicPart(doc) : doc
}

function update(call: Call): object {
  const { doc, extra } = findIntent(call)
  const { params } = call
  checkNotSimulated(params)
  checkUpdatable(doc, params, extra.session)
  const currency = params.currency === undefined ? doc.currency : String(params.currency).toLowerCase()
  const amount = params.amount === undefined ? doc.amount : Number(params.amount)
  if (params.amount !== undefined || params.currency !== undefined) checkAmount(amount, currency)
  checkAmountDetails(params.amount_details, amount)
  const method =
    params.payment_method === undefined ? null : findMethod(call, String(params.payment_method), doc)
  return changeIntent(
    call,
    doc,
    {
      amount,
      currency,
      ...(currency !== doc.currency && { payment_method_types: methodTypesOf(currency) }),
      ...plainFields(params),
      ...readDetails(params),
      ...(method && { payment_method: method.doc.id, status: 'requires_confirmation' as const }),
      metadata: mergeMetadata(doc.metadata, params.metadata),
    },
    null,
  )
}

function confirm(call: Call): object | Refusal {
  const { doc, extra } = findIntent(call)
  checkNotSimulated(call.params)
  checkConfirmable(doc, extra.session)
  return confirmWith(call, { ...doc, ...plainFields(call.params) })
}

/** @returns the intent, or the refusal of a declined card together with the intent as it is now */
function confirmWith(call: Call, intent: Intent): object | Refusal {
  const { params } = call
  const methodId = (params.payment_method as string | undefined) ?? (intent.payment_method as string | null)
  if (!methodId) {
    throw unexpectedState(
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
      intent,
    )
  }
  checkReturnUrl(call, intent)
  const method = findMethod(call, methodId, intent)
  const after = confirmIntent(call, intent, method)
  const returnUrl = params.return_url as string | undefined
  if (after.status === 'requires_payment_method') return declined(after)
  if (after.status === 'requires_action') {
    if (params.error_on_requires_action === true || params.off_session === true) {
      return authenticationRequired(call, after)
    }
    return shown(call, returnUrl ? redirectToAuthenticate(call, after, returnUrl) : after)
  }
  return shown(call, after)
}

/** Recorded: the refusal of a server that confirms without saying where redirects shall return. */
function checkReturnUrl(call: Call, intent: Intent): void {
  const methods = intent.automatic_payment_methods
  if (call.isPublishable || call.params.return_url !== undefined) return
  if (!methods?.enabled || methods.allow_redirects === 'never') return
  throw new ApiError(
    "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.",
    {},
  )
}

/** A method of this account, or one of Stripe's test methods such as `pm_card_visa`. */
function findMethod(call: Call, id: string, intent: Intent): Stored<'payment_method'> {
  const instrument = findTestMethod(id, new Date(call.nowSeconds * 1000).getUTCFullYear())
  const method = instrument
    ? createPaymentMethod(call, instrument, { email: null, name: null })
    : call.tx.find('payment_method', id)
  if (!method) throw noSuch('payment_method', id, 'payment_method')
  if (!intent.payment_method_types.includes(method.doc.type)) {
    throw invalidParam(
      'payment_method',
      `The PaymentMethod provided (${method.doc.type}) is not allowed for this PaymentIntent. Please attach a PaymentMethod of one of the following types: ${intent.payment_method_types.join(', ')}.`,
      'payment_intent_invalid_parameter',
    )
  }
  return method
}

function redirectToAuthenticate(call: Call, intent: Intent, returnUrl: string): Intent {
  const url = `${call.publicUrl}/authenticate/${intent.id}?client_secret=${intent.client_secret}`
  const next_action = { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } }
  return changeIntent(call, intent, { next_action: next_action as Intent['next_action'] }, null)
}

/** Documentation: a declined card answers 402 with the intent in the error. */
function declined(intent: Intent): Refusal {
  const { last_payment_error: error } = intent
  return new Refusal(402, { error: { ...error, payment_intent: intent } })
}

/** Documentation: `off_session` and `error_on_requires_action` turn the request for authentication into a decline. */
function authenticationRequired(call: Call, intent: Intent): Refusal {
  const last_payment_error = {
    code: 'authentication_required',
    decline_code: 'authentication_required',
    doc_url: 'https://docs.stripe.com/error-codes#authentication-required',
    message: 'Your card was declined. This transaction requires authentication.',
    type: 'card_error',
  } as Stripe.PaymentIntent.LastPaymentError
  const change = {
    status: 'requires_payment_method' as const,
    next_action: null,
    payment_method: null,
    last_payment_error,
  }
  return declined(changeIntent(call, intent, change, 'payment_failed'))
}

function cancel(call: Call): object {
  const { doc, extra } = findIntent(call)
  if (extra.session) {
    throw unexpectedState(
      'You cannot cancel this PaymentIntent because it was created by a Checkout Session. You may expire the Checkout Session instead.',
      doc,
    )
  }
  const cancelable = [
    'requires_payment_method',
    'requires_capture',
    'requires_confirmation',
    'requires_action',
  ]
  if (!cancelable.includes(doc.status)) {
    throw unexpectedState(
      `You cannot cancel this PaymentIntent because it has a status of ${doc.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${cancelable.join(', ')}, processing.`,
      doc,
    )
  }
  const reason = (call.params.cancellation_reason as Intent['cancellation_reason'] | undefined) ?? null
  const change = {
    status: 'canceled',
    canceled_at: call.nowSeconds,
    cancellation_reason: reason,
    next_action: null,
  } as const
  return changeIntent(call, doc, change, 'canceled')
}

function shown(call: Call, intent: Intent): object {
  return call.isPublishable ? publicPart(intent) : intent
}

/** Documentation: "a subset of fields" is answered to a publishable key. */
export function publicPart(intent: Intent): object {
  const fields = [
    'id',
    'object',
    'amount',
    'amount_details',
    'automatic_payment_methods',
    'canceled_at',
    'cancellation_reason',
    'capture_method',
    'client_secret',
    'confirmation_method',
    'created',
    'currency',
    'description',
    'last_payment_error',
    'livemode',
    'next_action',
    'payment_method',
    'payment_method_types',
    'processing',
    'receipt_email',
    'setup_future_usage',
    'shipping',
    'status',
  ] as const
  return Object.fromEntries(fields.map((field) => [field, intent[field]]))
}
