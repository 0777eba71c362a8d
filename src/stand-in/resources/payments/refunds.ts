import type Stripe from 'stripe'
import type { Call, Operations } from '../../api/call.ts'
import { ApiError, invalidParam, noSuch, notFound } from '../../api/errors.ts'
import { listPage } from '../../api/pagination.ts'
import { changeRefund, createRefund } from '../../payments/refund.ts'
import type { DocOf } from '../../store/records.ts'
import { checkRounding, formatAmount } from '../currencies.ts'
import { mergeMetadata } from '../metadata.ts'
import { unexpectedState } from './intent-states.ts'

type Charge = DocOf<'charge'>
type Refund = DocOf<'refund'>

export const refunds: Operations = {
  'POST /v1/refunds': { handle: create },
  'GET /v1/refunds': { handle: list },
  'GET /v1/refunds/{id}': { handle: findRefund },
  'POST /v1/refunds/{id}': { handle: update },
  'POST /v1/refunds/{id}/cancel': { handle: cancel },
}

function findRefund({ tx, path }: Call): Refund {
  const stored = tx.find('refund', path.id!)
  if (!stored) throw notFound('refund', path.id!)
  return stored.doc
}

function create(call: Call): Refund {
  const { params } = call
  const charge = findCharge(call)
  checkIsRefundable(call, charge)
  const left = charge.amount_captured - charge.amount_refunded
  const amount = (params.amount as number | undefined) ?? left
  if (amount > left) {
    const money = (minor: number) => formatAmount(minor, charge.currency)
    // Recorded.
    throw invalidParam(
      'amount',
      `Refund amount (${money(amount)}) is greater than unrefunded amount on charge (${money(left)})`,
    )
  }
  checkRounding(amount, charge.currency, 'amount')
  return createRefund(call, charge, {
    amount,
    reason: (params.reason as Stripe.Refund.Reason | undefined) ?? null,
    metadata: mergeMetadata({}, params.metadata),
  })
}

function findCharge({ tx, params }: Call): Charge {
  const { charge: chargeId, payment_intent: intentId } = params
  if (chargeId !== undefined) {
    const charge = tx.find('charge', String(chargeId))?.doc
    if (!charge) throw noSuch('charge', String(chargeId), 'charge')
    // That both may be named if they belong together is unverified.
    if (intentId !== undefined && charge.payment_intent !== intentId) {
      throw invalidParam('payment_intent', `The charge ${charge.id} does not belong to ${intentId}.`)
    }
    return charge
  }
  const intent = tx.find('payment_intent', String(intentId))?.doc
  if (!intent) throw noSuch('payment_intent', String(intentId), 'payment_intent')
  const charge = intent.latest_charge && tx.find('charge', intent.latest_charge as string)?.doc
  // Recorded.
  if (!charge || charge.status === 'failed') {
    throw unexpectedState(
      `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
      intent,
    )
  }
  return charge
}

function checkIsRefundable({ tx }: Call, charge: Charge): void {
  if (charge.status !== 'succeeded') {
    // That it is refused is documented ("a charge that has been captured"); the wording is unverified.
    throw new ApiError(`Charge ${charge.id} has not been paid: it cannot be refunded.`, {
      code: 'charge_not_refundable',
    })
  }
  // Recorded, with these codes.
  if (charge.refunded) {
    throw new ApiError(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' })
  }
  const disputes = tx.list('dispute', {
    where: { charge: charge.id },
    limit: 1,
    keep: ({ doc }) => !doc.is_charge_refundable,
  })
  if (disputes.length === 0) return
  throw new ApiError(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
    code: 'charge_disputed',
  })
}

function list(call: Call) {
  const { charge, payment_intent: intent } = call.params
  return listPage(call, call.params, {
    kind: 'refund',
    url: '/v1/refunds',
    where: { charge, payment_intent: intent },
  })
}

function update(call: Call): Refund {
  const refund = findRefund(call)
  return changeRefund(call, refund, { metadata: mergeMetadata(refund.metadata ?? {}, call.params.metadata) })
}

/** Documentation: only refunds that are `requires_action` can be canceled, and none of these methods' ever is. */
function cancel(call: Call): never {
  const { status } = findRefund(call)
  throw new ApiError(
    `You cannot cancel a refund with status ${status}: only one with status requires_action.`,
    {},
  )
}
