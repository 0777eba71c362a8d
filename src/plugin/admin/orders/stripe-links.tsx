import type { BasePayload, UIFieldServerComponent } from 'payload'
import type { Id } from '../../domain/id.ts'
import { slugOf } from '../../slugs.ts'
import { say } from '../../translations/texts.ts'

type Payment = {
  id: Id
  attempt: string
  status: string
  account: string
  sessionId?: string | null
  intentId?: string | null
  isLiveMode?: boolean | null
}

/** Where Stripe's own Dashboard shows the payments of an order, or one payment. Works on both documents. */
export const StripeLinks: UIFieldServerComponent = async ({ collectionSlug, data, payload, i18n }) => {
  const payments =
    collectionSlug === slugOf(payload, 'payments') ? [data as Payment] : await findPayments(payload, data?.id)
  const links = payments.flatMap((payment) => {
    const href = dashboardUrl(payment)
    return href ? [{ href, payment }] : []
  })
  return (
    <div className="field-type">
      <span className="field-label">{say(i18n.language, 'In Stripe’s Dashboard')}</span>
      {links.length === 0 && <p>{say(i18n.language, 'Nothing yet.')}</p>}
      <ul>
        {links.map(({ href, payment }) => (
          <li key={String(payment.id)}>
            <a href={href} target="_blank" rel="noreferrer">
              {payment.intentId ?? payment.sessionId}
            </a>
            {` · ${say(i18n.language, payment.status)} · ${say(i18n.language, 'account {1}', payment.account)}`}
          </li>
        ))}
      </ul>
    </div>
  )
}

async function findPayments(payload: BasePayload, orderId: Id | undefined): Promise<Payment[]> {
  if (orderId === undefined) return []
  const { docs } = await payload.db.find<Payment>({
    collection: slugOf(payload, 'payments'),
    where: { order: { equals: orderId } },
    sort: ['-createdAt', '-id'],
    limit: 20,
    pagination: false,
  })
  return docs
}

/** A payment has its own page; a session that nobody paid only its log. */
function dashboardUrl({ intentId, sessionId, isLiveMode }: Payment): string | null {
  const base = `https://dashboard.stripe.com${isLiveMode ? '' : '/test'}`
  if (intentId) return `${base}/payments/${intentId}`
  return sessionId ? `${base}/checkout/sessions/${sessionId}` : null
}
