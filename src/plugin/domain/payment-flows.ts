/**
 * How a shopper pays: on Stripe's page (`hosted`), with Stripe's page inside the shop's (`embedded`), or with the
 * Payment Element (`intent`). What each does stands in `stripe/flows`.
 */
export const PAYMENT_FLOWS = ['hosted', 'embedded', 'intent'] as const

export type PaymentFlow = (typeof PAYMENT_FLOWS)[number]
