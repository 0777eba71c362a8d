import type Stripe from 'stripe'

/** On the wire decimals are strings; the SDK turns them into objects only when it reads an answer. */
export type StoredPrice = Omit<
  Stripe.Price,
  'unit_amount_decimal' | 'product' | 'currency_options' | 'tiers' | 'deleted'
> & {
  unit_amount_decimal: string | null
  product: string
}
