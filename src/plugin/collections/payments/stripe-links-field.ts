import type { UIField } from 'payload'

/** Links into Stripe's Dashboard, on an order and on a payment. */
export const stripeLinks: UIField = {
  name: 'stripeLinks',
  type: 'ui',
  admin: { components: { Field: 'payload-stripe-shop/rsc#StripeLinks' } },
}
