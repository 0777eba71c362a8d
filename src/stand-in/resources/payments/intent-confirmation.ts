import type Stripe from 'stripe'
import { type Call, Refusal } from '../../api/call.ts'
import { ApiError, invalidParam, noSuch } from '../../api/errors.ts'
import { findTestMethod } from '../../payments/instruments.ts'
import { changeIntent, confirmIntent } from '../../payments/intent.ts'
import { createPaymentMethod } from '../../payments/payment-method.ts'
import type { DocOf, Stored } from '../../store/records.ts'
import type { ConfirmationParams } from './intent-params.ts'
import { unexpectedState } from './intent-states.ts'
import { publicPart } from './public-intent.ts'

type Intent = DocOf<'payment_intent'>

/** @returns the intent, or the refusal of a declined card together with the intent as it is now */
export function confirmWith(
  call: Call,
  intent: Intent,
  { returnUrl, refusesAuthentication }: ConfirmationParams,
): object | Refusal {
  const sent = call.params.payment_method as string | undefined
  const methodId = sent ?? (intent.payment_method as string | null)
  if (!methodId) {
    throw unexpectedState(
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
      intent,
    )
  }
  checkReturnUrl(call, intent, returnUrl)
  const method = findMethod(call, methodId, intent)
  const after = confirmIntent(call, intent, method)
  if (after.status === 'requires_payment_method') return declined(after)
  if (after.status === 'requires_action') {
    if (refusesAuthentication) return authenticationRequired(call, after)
    return shown(call, returnUrl ? redirectToAuthenticate(call, after, returnUrl) : after)
  }
  return shown(call, after)
}

/** Recorded: the refusal of a server that confirms without saying where redirects shall return. */
function checkReturnUrl(call: Call, intent: Intent, returnUrl: string | undefined): void {
  const methods = intent.automatic_payment_methods
  if (call.isPublishable || returnUrl !== undefined) return
  if (!methods?.enabled || methods.allow_redirects === 'never') return
  throw new ApiError(
    "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.",
    {},
  )
}

/** A method of this account, or one of Stripe's test methods such as `pm_card_visa`. */
export function findMethod(call: Call, id: string, intent: Intent): Stored<'payment_method'> {
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

function shown(call: Call, intent: Intent): object {
  return call.isPublishable ? publicPart(intent) : intent
}
