import { sessionFlow } from './session-flow.ts'

/** Stripe's page inside the shop's. Turning back is the shop's own link, so Stripe takes no `cancel_url`. */
export const embedded = sessionFlow({
  uiParams: ({ returnUrl }) => ({ ui_mode: 'embedded_page', return_url: returnUrl }),
  answer: ({ sessionId = null, clientSecret = null }) => ({ sessionId, url: null, clientSecret }),
})
