import type { Call, Operations, Refusal } from '../../api/call.ts'
import { notFound } from '../../api/errors.ts'
import type { Params } from '../../api/form.ts'
import { listPage } from '../../api/pagination.ts'
import { changeIntent, createIntent } from '../../payments/intent.ts'
import { readMethodTypes, toldMethodTypes } from '../../payments/method-types.ts'
import type { DocOf, Stored } from '../../store/records.ts'
import { mergeMetadata } from '../metadata.ts'
import { checkAmountDetails } from './amount-details.ts'
import { confirmWith, findMethod } from './intent-confirmation.ts'
import {
  checkAmount,
  checkIntentParams,
  plainFields,
  readAutomaticMethods,
  readCaptureMethod,
  readConfirmationParams,
  readDetails,
} from './intent-params.ts'
import { checkConfirmable, checkUpdatable, unexpectedState } from './intent-states.ts'
import { publicPart } from './public-intent.ts'

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

/** With a publishable key, an intent opens only to its client secret: to anyone else it does not exist. */
function findIntent(call: Call): Stored<'payment_intent'> {
  const id = call.path.id!
  const secret = call.isPublishable ? call.clientSecret : call.params.client_secret
  const stored = call.tx.find('payment_intent', id)
  const isOpen = (!call.isPublishable && secret === undefined) || secret === stored?.doc.client_secret
  if (!stored || !isOpen) {
    throw notFound('payment_intent', id)
  }
  return stored
}

function create(call: Call): object | Refusal {
  const { params } = call
  checkIntentParams(params)
  const currency = String(params.currency).toLowerCase()
  const amount = Number(params.amount)
  checkAmount(amount, currency)
  checkAmountDetails(params.amount_details, amount)
  const isConfirmed = params.confirm === true
  const confirmation = readConfirmationParams(params, isConfirmed)
  const methodId = params.payment_method as string | undefined
  const intent = createIntent(call, {
    amount,
    currency,
    session: null,
    fields: {
      ...plainFields(params),
      ...readDetails(params),
      ...readCaptureMethod(params),
      ...methodTypes(params, currency),
      automatic_payment_methods: readAutomaticMethods(params),
      metadata: mergeMetadata({}, params.metadata),
    },
  })
  if (isConfirmed) return confirmWith(call, intent, confirmation)
  if (methodId === undefined) return intent
  const method = findMethod(call, methodId, intent)
  return changeIntent(call, intent, { payment_method: method.doc.id, status: 'requires_confirmation' }, null)
}

/** What the intent can be paid with, as far as the request or another currency changes it. */
function methodTypes(params: Params, currency: string, before?: Intent): Partial<Intent> {
  const names = ['allowed_payment_method_types', 'excluded_payment_method_types'] as const
  const sent = names.filter((name) => params[name] !== undefined)
  if (before && before.currency === currency && sent.length === 0) return {}
  const told = names.map((name) => [
    name,
    toldMethodTypes(sent.includes(name) ? params : { ...before }, name),
  ])
  const types = Object.fromEntries(told) as Record<(typeof names)[number], string[] | null>
  const given = Object.fromEntries(Object.entries(types).filter(([, value]) => value !== null))
  return { ...types, payment_method_types: readMethodTypes(given, currency) } as Partial<Intent>
}

function retrieve(call: Call): object {
  const { doc } = findIntent(call)
  return call.isPublishable ? publicPart(doc) : doc
}

function update(call: Call): object {
  const { doc, extra } = findIntent(call)
  const { params } = call
  checkIntentParams(params)
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
      ...methodTypes(params, currency, doc),
      ...readCaptureMethod(params),
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
  checkIntentParams(call.params)
  const confirmation = readConfirmationParams(call.params, true)
  checkConfirmable(doc, extra.session)
  const changed = { ...doc, ...plainFields(call.params), ...readCaptureMethod(call.params) }
  return confirmWith(call, changed, confirmation)
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
