import type Stripe from 'stripe'

type SessionParams = Stripe.Checkout.SessionCreateParams

/** What a session sells, marks it as the shop's or leads the shopper back: nobody else's to say. */
const OWN_PARAMS = new Set([
  'mode',
  'ui_mode',
  'line_items',
  'discounts',
  'currency',
  'client_reference_id',
  'success_url',
  'cancel_url',
  'return_url',
  'expires_at',
])

/** What `wanted` adds to the shop's own parameters, to be stored with the attempt. */
export function additionsTo(own: SessionParams, wanted: SessionParams): SessionParams {
  const before = own as Record<string, unknown>
  const added = Object.entries(wanted).filter(
    ([name, value]) => !OWN_PARAMS.has(name) && JSON.stringify(value) !== JSON.stringify(before[name]),
  )
  return Object.fromEntries(added) as SessionParams
}

/**
 * The shop's own parameters with stored additions. In the order of their names: the database does not keep the
 * order of fields, and Stripe takes a request for a repeat only if it is the same to the letter.
 */
export function withAdditions(own: SessionParams, additions: SessionParams | undefined): SessionParams {
  if (!additions) return own
  const { metadata, payment_intent_data: intentData } = additions
  return sorted({
    ...own,
    ...additions,
    metadata: { ...(metadata as Stripe.MetadataParam), ...(own.metadata as Stripe.MetadataParam) },
    payment_intent_data: {
      ...intentData,
      ...own.payment_intent_data,
      metadata: {
        ...(intentData?.metadata as Stripe.MetadataParam),
        ...(own.payment_intent_data?.metadata as Stripe.MetadataParam),
      },
    },
  }) as SessionParams
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, field]) => [name, sorted(field)]))
}
