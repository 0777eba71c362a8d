import type Stripe from 'stripe'
import type { Work } from '../stand-in.ts'
import { newId } from '../store/ids.ts'
import type { DocOf } from '../store/records.ts'
import { emitEvent, previousAttributes } from '../webhooks/events.ts'
import { bookMovement } from './balance.ts'

type Charge = DocOf<'charge'>
type Dispute = DocOf<'dispute'>

const ANSWER_SECONDS = 9 * 24 * 60 * 60
/** In minor units of the charge's currency: Stripe takes a fee for each dispute, another in each country. */
const FEE = 1500

/** The stand-in takes no evidence. */
const NO_EVIDENCE = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
}

/**
 * The holder of the card asks the bank for the money back. An inquiry (`warning_*`) moves no money.
 *
 * Documentation, "Disputes": `charge.dispute.created`, then `charge.dispute.funds_withdrawn`.
 */
export function openDispute(work: Work, charge: Charge, isInquiry: boolean): Dispute {
  const id = newId('du')
  const movements = isInquiry ? [] : [moveFunds(work, { id, charge, amount: -charge.amount, fee: FEE })]
  const dispute = {
    id,
    object: 'dispute',
    amount: charge.amount,
    balance_transactions: movements,
    charge: charge.id,
    created: work.nowSeconds,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: work.nowSeconds + ANSWER_SECONDS,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: isInquiry,
    livemode: false,
    metadata: {},
    network_reason_code: '10.4',
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: {
        brand: 'visa',
        case_type: isInquiry ? 'inquiry' : 'chargeback',
        network: 'visa',
        network_reason_code: '10.4',
      },
      type: 'card',
    },
    reason: 'fraudulent',
    status: isInquiry ? 'warning_needs_response' : 'needs_response',
  } as unknown as Dispute
  work.tx.insert('dispute', dispute, null)
  work.tx.replace('charge', { ...charge, disputed: true })
  emitEvent(work, 'charge.dispute.created', dispute)
  if (!isInquiry) emitEvent(work, 'charge.dispute.funds_withdrawn', dispute)
  return dispute
}

/** Ends a dispute that is open. Won, the money comes back; an inquiry is closed either way. */
export function closeDispute(work: Work, id: string, outcome: 'won' | 'lost'): Dispute | undefined {
  const dispute = work.tx.find('dispute', id)?.doc
  if (!dispute?.status.endsWith('needs_response')) return undefined
  const isInquiry = dispute.status === 'warning_needs_response'
  const charge = work.tx.find('charge', dispute.charge as string)!.doc
  const hasMoneyBack = outcome === 'won' && !isInquiry
  const movements = hasMoneyBack ? [moveFunds(work, { id, charge, amount: dispute.amount, fee: 0 })] : []
  const closed: Dispute = {
    ...dispute,
    status: isInquiry ? 'warning_closed' : outcome,
    balance_transactions: [...dispute.balance_transactions, ...movements],
  }
  work.tx.replace('dispute', closed)
  emitEvent(work, 'charge.dispute.closed', closed, previousAttributes(dispute, closed))
  if (hasMoneyBack) emitEvent(work, 'charge.dispute.funds_reinstated', closed)
  return closed
}

function moveFunds(
  work: Work,
  { id, charge, amount, fee }: { id: string; charge: Charge; amount: number; fee: number },
): Stripe.BalanceTransaction {
  const description = `Chargeback ${amount < 0 ? 'withdrawal' : 'reversal'} for ${charge.id}`
  const movement = {
    amount,
    currency: charge.currency,
    type: 'adjustment' as const,
    source: id,
    description,
    fee,
  }
  return bookMovement(work, movement) as unknown as Stripe.BalanceTransaction
}
