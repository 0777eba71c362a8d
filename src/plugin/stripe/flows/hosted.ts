import { sessionFlow } from './session-flow.ts'

/** The shopper goes to Stripe's page and comes back. */
export const hosted = sessionFlow({
  uiParams: ({ returnUrl, cancelUrl }) => ({
    ui_mode: 'hosted_page',
    success_url: returnUrl,
    cancel_url: cancelUrl,
  }),
  answer: ({ sessionId = null, url = null }) => ({ sessionId, url }),
})
