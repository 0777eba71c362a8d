import { channel } from 'node:diagnostics_channel'

/**
 * What happens in the shop, for whoever measures it: `subscribe('payload-stripe-shop', …)` of `node:diagnostics_channel`
 * hears each as it happens. Costs nothing where nobody listens.
 */
export type ShopNews =
  /** An event of Stripe's was dealt with. `lagSeconds` is how long after Stripe made it. */
  | {
      kind: 'event'
      type: string
      account: string
      status: 'applied' | 'ignored' | 'failed'
      lagSeconds: number
    }
  /** A call to Stripe has ended. */
  | { kind: 'stripe-call'; outcome: 'done' | 'refused' | 'unavailable' | 'unknown'; seconds: number }

const NEWS = channel('payload-stripe-shop')

export function tellNews(news: ShopNews): void {
  if (NEWS.hasSubscribers) NEWS.publish(news)
}
