import { createEndpoint } from '../resources/webhook-endpoints.ts'
import { beginWork, commitWork, type StandIn, type StandInAccount } from '../stand-in.ts'

/**
 * Events that the endpoints given at the start listen to: those about money. An endpoint for `*` would hear of
 * each product and price, too.
 */
const PRESET_EVENTS = [
  'charge.dispute.closed',
  'charge.dispute.created',
  'charge.dispute.funds_reinstated',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.updated',
  'charge.failed',
  'charge.refunded',
  'charge.succeeded',
  'charge.updated',
  'checkout.session.async_payment_failed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.completed',
  'checkout.session.expired',
  'payment_intent.canceled',
  'payment_intent.created',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.succeeded',
  'refund.created',
  'refund.failed',
  'refund.updated',
]

/** Registers the endpoints that the account was started with; those of an earlier start get today's secret. */
export async function presetEndpoints(
  standIn: StandIn,
  account: StandInAccount,
  endpoints: { url: string; secret: string }[],
): Promise<void> {
  const work = beginWork(standIn, account)
  const existing = work.tx.list('webhook_endpoint', { limit: 100 })
  for (const { url, secret } of endpoints) {
    const same = existing.find(({ doc }) => doc.url === url)
    if (same)
      work.tx.replace(
        'webhook_endpoint',
        { ...same.doc, status: 'enabled', enabled_events: PRESET_EVENTS },
        { secret },
      )
    else createEndpoint(work, { url, enabled_events: PRESET_EVENTS }, secret)
  }
  await commitWork(standIn, work)
}
