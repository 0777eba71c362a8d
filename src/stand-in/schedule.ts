import { finishRefund } from './payments/refund.ts'
import { expireSession, finishDebit } from './payments/session.ts'
import { endCoupon, endPromotionCode } from './resources/checkout/session-discount.ts'
import { beginWork, commitWork, type Sandbox } from './sandbox.ts'

/**
 * Does what time alone brings about: sessions, coupons and codes expire, bank debits
 * and refunds settle or fail.
 */
export async function runDueSteps(sandbox: Sandbox): Promise<void> {
  for (const account of sandbox.accounts) {
    const work = beginWork(sandbox, account)
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
    await commitWork(sandbox, work)
  }
}

/** The shopper chose on the payment page, or by the test method, how it ends. */
function isGoodDebit({ tx }: ReturnType<typeof beginWork>, intentId: string): boolean {
  const intent = tx.find('payment_intent', intentId)?.doc
  const method = intent?.payment_method && tx.find('payment_method', intent.payment_method as string)
  return !!method && method.extra.instrument.kind === 'debit' && method.extra.instrument.isGood
}
