import type Stripe from 'stripe'
import type { Call } from '../../api/call.ts'
import { invalidParam, missingParam, notSimulated } from '../../api/errors.ts'
import type { Params } from '../../api/form.ts'
import { newId } from '../../store/ids.ts'
import { mergeMetadata } from '../metadata.ts'

type Session = Stripe.Checkout.Session
type ShippingOption = Stripe.Checkout.Session.ShippingOption
type ShippingCost = Stripe.Checkout.Session.ShippingCost

/** What a session says of its delivery: the ways to choose from, and what the one that is chosen costs. */
export type SessionShipping = Pick<Session, 'shipping_options' | 'shipping_cost'>

const NO_SHIPPING: SessionShipping = { shipping_options: [], shipping_cost: null }

/**
 * Takes the ways of delivery of a new session. Documentation: the first one is preselected, its amount is part of the
 * total, and a discount takes nothing off it.
 */
export function createShipping(
  call: Call,
  { shipping_options: sent }: Params,
  currency: string,
): SessionShipping {
  const options = (sent ?? []) as Params[]
  const created = options.map((option, index) => createOption(call, option, { index, currency }))
  const [first] = created
  return first ? { shipping_options: created, shipping_cost: costOf(first) } : NO_SHIPPING
}

function costOf({ shipping_rate, shipping_amount }: ShippingOption): ShippingCost {
  return {
    amount_subtotal: shipping_amount,
    amount_tax: 0,
    amount_total: shipping_amount,
    shipping_rate: typeof shipping_rate === 'string' ? shipping_rate : shipping_rate.id,
  }
}

/** The session with another of its ways of delivery. */
export function withShipping(session: Session, chosen: ShippingOption): Session {
  const before = session.shipping_cost?.amount_total ?? 0
  return {
    ...session,
    shipping_cost: costOf(chosen),
    amount_total: (session.amount_total ?? 0) - before + chosen.shipping_amount,
    total_details: { ...session.total_details!, amount_shipping: chosen.shipping_amount },
  }
}

interface Place {
  index: number
  currency: string
}

function createOption(call: Call, option: Params, { index, currency }: Place): ShippingOption {
  const at = `shipping_options[${index}]`
  if (option.shipping_rate !== undefined) throw notSimulated(`${at}[shipping_rate]`)
  if (option.shipping_rate_data === undefined) throw missingParam(`${at}[shipping_rate]`)
  const rate = createRate(call, option.shipping_rate_data as Params, `${at}[shipping_rate_data]`)
  const { amount, currency: own } = rate.fixed_amount!
  // That it must be the session's currency is documented; the wording is unverified.
  if (own !== currency) {
    throw invalidParam(
      `${at}[shipping_rate_data][fixed_amount][currency]`,
      `The shipping rate uses ${own}, but this session uses ${currency}.`,
    )
  }
  return { shipping_amount: amount, shipping_rate: rate.id }
}

function createRate(call: Call, data: Params, at: string): Stripe.ShippingRate {
  // Documentation of `fixed_amount`: "Must be present if type is `fixed_amount`", which is the only type.
  if (data.fixed_amount === undefined) throw missingParam(`${at}[fixed_amount]`)
  const { amount, currency } = data.fixed_amount as Params
  const rate = {
    id: newId('shr'),
    object: 'shipping_rate',
    active: true,
    created: call.nowSeconds,
    delivery_estimate: readEstimate(data, at),
    display_name: String(data.display_name),
    fixed_amount: { amount: Number(amount), currency: String(currency).toLowerCase() },
    livemode: false,
    metadata: mergeMetadata({}, data.metadata, `${at}[metadata]`),
    tax_behavior: data.tax_behavior ?? 'unspecified',
    tax_code: data.tax_code ?? null,
    type: data.type ?? 'fixed_amount',
  } as Stripe.ShippingRate
  call.tx.insert('shipping_rate', rate, null)
  return rate
}

type Estimate = NonNullable<Stripe.ShippingRate['delivery_estimate']>

/** That the one must not be more than the other is plain; the wording is unverified. */
function readEstimate({ delivery_estimate: sent }: Params, at: string): Estimate | null {
  if (sent === undefined) return null
  const minimum = readBound((sent as Params).minimum)
  const maximum = readBound((sent as Params).maximum)
  const isWrong = minimum && maximum && minimum.unit === maximum.unit && minimum.value > maximum.value
  if (isWrong) {
    throw invalidParam(
      `${at}[delivery_estimate][minimum]`,
      'The minimum delivery estimate must not be greater than the maximum.',
    )
  }
  return { minimum, maximum } as Estimate
}

function readBound(sent: unknown): { unit: string; value: number } | null {
  if (sent === undefined) return null
  const { unit, value } = sent as Params
  return { unit: String(unit), value: Number(value) }
}
