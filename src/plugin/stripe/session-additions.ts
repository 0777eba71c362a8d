import type Stripe from 'stripe'

type SessionParams = Stripe.Checkout.SessionCreateParams

/**
 * What a session sells, for how much and until when, whose it is and where it leads back to: nobody else's to say. Stripe
 * refuses some of these beside the shop's own (`allow_promotion_codes` beside `discounts`, even as false); the others
 * would have it charge another total, or never say that the money is there.
 */
const OWN_PARAMS = new Set([
  'mode',
  'ui_mode',
  'line_items',
  'optional_items',
  'discounts',
  'allow_promotion_codes',
  'automatic_tax',
  'adaptive_pricing',
  'managed_payments',
  'shipping_options',
  'currency',
  'client_reference_id',
  'success_url',
  'cancel_url',
  'return_url',
  'expires_at',
  'after_expiration',
  'setup_intent_data',
  'subscription_data',
])

/** The shop's where it has said something of it: to whom its delivery goes, whoever else may ask for addresses. */
const OWN_WHERE_SAID = 'shipping_address_collection'

function isOwn(name: string, own: SessionParams): boolean {
  return OWN_PARAMS.has(name) || (name === OWN_WHERE_SAID && own[name] !== undefined)
}

/** What of the payment itself is the shop's: money that is only authorized never arrives. */
const OWN_INTENT_PARAMS = new Set(['capture_method'])

/** The names in `wanted` that are the shop's to say, where they say something else than the shop's own. */
export function findContradictions(wanted: SessionParams, own: SessionParams = {}): string[] {
  const { payment_intent_data: intentData } = wanted
  return [
    ...differingNames(wanted, own).filter((name) => isOwn(name, own)),
    ...differingNames(intentData ?? {}, own.payment_intent_data ?? {})
      .filter((name) => OWN_INTENT_PARAMS.has(name))
      .map((name) => `payment_intent_data.${name}`),
  ]
}

/** What `wanted` adds to the shop's own parameters, to be stored with the attempt. */
export function additionsTo(own: SessionParams, wanted: SessionParams): SessionParams {
  const added = differingNames(wanted, own).filter((name) => !isOwn(name, own))
  const additions = pick(wanted, added)
  const intentData = additions.payment_intent_data
  if (!intentData) return additions
  const names = Object.keys(intentData).filter((name) => !OWN_INTENT_PARAMS.has(name))
  return { ...additions, payment_intent_data: pick(intentData, names) }
}

function differingNames(wanted: object, own: object): string[] {
  const before = own as Record<string, unknown>
  return Object.entries(wanted)
    .filter(([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(before[name]))
    .map(([name]) => name)
}

function pick<T extends object>(object: T, names: readonly string[]): T {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name))) as T
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
