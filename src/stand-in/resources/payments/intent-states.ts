import { ApiError } from '../../api/errors.ts'
import type { Params } from '../../api/form.ts'
import { namesOf } from '../../api/read-params.ts'
import type { DocOf } from '../../store/records.ts'

type Intent = DocOf<'payment_intent'>

/** Which parameters can still be changed when. Source: recorded refusals of Stripe's. */
const OPEN = ['requires_payment_method', 'requires_confirmation', 'requires_action']
const ALWAYS = new Set([
  'expand',
  'metadata',
  'description',
  'receipt_email',
  'shipping',
  'statement_descriptor_suffix',
])

export function unexpectedState(message: string, intent: Intent): ApiError {
  return new ApiError(message, {
    code: 'payment_intent_unexpected_state',
    more: { payment_intent: intent },
  })
}

/** @throws ApiError where the intent's status forbids the change */
export function checkUpdatable(intent: Intent, params: Params, session: string | null): void {
  const changed = namesOf(params).filter((name) => !ALWAYS.has(name))
  const [name] = changed
  if (name === undefined) return
  if (session) {
    // That a session keeps its intent to itself is documented; the wording is unverified.
    throw unexpectedState(
      `This PaymentIntent's ${name} could not be updated because it was created by a Checkout Session.`,
      intent,
    )
  }
  if (OPEN.includes(intent.status)) return
  throw unexpectedState(
    `This PaymentIntent's ${name} could not be updated because it has a status of ${intent.status}. You may only update the ${name} of a PaymentIntent with one of the following statuses: ${OPEN.join(', ')}.`,
    intent,
  )
}

/** @throws ApiError where the intent cannot be confirmed, or not like this */
export function checkConfirmable(intent: Intent, session: string | null): void {
  if (session) {
    throw unexpectedState(
      'You cannot confirm this PaymentIntent because it was created by a Checkout Session.',
      intent,
    )
  }
  if (OPEN.includes(intent.status)) return
  const reason =
    intent.status === 'succeeded'
      ? 'it has already succeeded after being previously confirmed.'
      : `it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be confirmed: ${OPEN.join(', ')}.`
  throw unexpectedState(`You cannot confirm this PaymentIntent because ${reason}`, intent)
}
