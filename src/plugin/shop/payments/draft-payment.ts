import type { BasePayload } from 'payload'
import { writeDraftPayment } from '../../database/database.ts'
import { readDefaults } from '../../database/host-fields.ts'
import { assertChargeable } from '../../domain/charge-limits.ts'
import type { PaymentFlow } from '../../domain/payment-flows.ts'
import { FLOWS } from '../../stripe/flows/flows.ts'
import { installationIdOf } from '../installation.ts'
import type { OrderRecord } from '../records.ts'
import { shopOf } from '../shop.ts'
import { type AttemptToSend, newAttempt } from './attempt.ts'
import { ensureTerms, NO_TERMS } from './payment-terms.ts'
import { priceNow } from './pricing.ts'

interface WantedDraftPayment {
  flow: PaymentFlow
  cancelPath: string | null
  locale: string | null
}

/**
 * Writes the first payment of a draft by one statement, which is what nearly all of them need. Null where it is for the
 * transaction in `order-payment.ts` to decide.
 */
export async function startDraftPayment(
  payload: BasePayload,
  draft: OrderRecord,
  { flow, cancelPath, locale }: WantedDraftPayment,
): Promise<AttemptToSend | null> {
  if (draft.status !== 'draft' || draft.discount) return null
  const installation = await installationIdOf(payload)
  const order = await priceNow({ payload, locale }, draft)
  if (order.total === 0) return null
  assertChargeable(order.total, order.currency)
  const account = shopOf(payload).accounts.forCurrency(order.currency)
  const terms = FLOWS[flow].hasLines ? await ensureTerms(payload, account, order) : NO_TERMS
  const payment = newAttempt(payload, { order, flow, account, terms, cancelPath, installation, locale })
  const isWritten = await writeDraftPayment(payload, {
    order: { ...order, taxCopies: order.taxCopies ?? [] },
    payment: { ...payment, more: await readDefaults(payload, 'payments') },
    reason: 'a payment was started',
    holdsStock: shopOf(payload).holdsWhilePaying,
  })
  return isWritten ? payment : null
}
