import { forgetAnswers } from './api/idempotency.ts'
import { finishRefund } from './payments/refund.ts'
import { expireSession, finishDebit } from './payments/session.ts'
import { endCoupon, endPromotionCode } from './resources/checkout/session-discount.ts'
import { beginWork, commitWork, type StandIn } from './stand-in.ts'

const STEP_MS = 2000

/** Lets time pass; answers how to stop it. */
export function startSteps(standIn: StandIn): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    running = running
      .then(() => runDueSteps(standIn))
      .catch((error: unknown) => standIn.log(`stand-in: ${String(error)}`))
  }, STEP_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
    return running
  }
}

/**
 * Does what time alone brings about: sessions, coupons and codes expire, bank debits
 * and refunds settle or fail, kept answers are forgotten.
 */
export async function runDueSteps(standIn: StandIn): Promise<void> {
  for (const account of standIn.accounts) {
    const work = beginWork(standIn, account)
    for (const id of work.tx.takeDue('expire', work.nowSeconds)) {
      const session = work.tx.find('checkout.session', id)?.doc
      if (session?.status === 'open') expireSession(work, session)
    }
    for (const id of work.tx.takeDue('debit', work.nowSeconds)) {
      finishDebit(work, id, isGoodDebit(work, id))
    }
    for (const id of work.tx.takeDue('refund', work.nowSeconds)) finishRefund(work, id)
    for (const id of work.tx.takeDue('coupon', work.nowSeconds)) endCoupon(work, id)
    for (const id of work.tx.takeDue('promotion_code', work.nowSeconds)) endPromotionCode(work, id)
    forgetAnswers(work)
    await commitWork(standIn, work)
  }
}

/** The shopper chose on the payment page, or by the test method, how it ends. */
function isGoodDebit({ tx }: ReturnType<typeof beginWork>, intentId: string): boolean {
  const intent = tx.find('payment_intent', intentId)?.doc
  const method = intent?.payment_method && tx.find('payment_method', intent.payment_method as string)
  return !!method && method.extra.instrument.kind === 'debit' && method.extra.instrument.isGood
}
