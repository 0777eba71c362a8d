import type Stripe from 'stripe'
import type { Call, Operations } from '../../api/call.ts'
import { invalidParam, noSuch, notFound } from '../../api/errors.ts'
import { listPage } from '../../api/pagination.ts'
import type { Work } from '../../stand-in.ts'
import { newId } from '../../store/ids.ts'
import type { DocOf } from '../../store/records.ts'
import { emitEvent, previousAttributes } from '../../webhooks/events.ts'
import { mergeMetadata } from '../metadata.ts'

export type TaxRate = DocOf<'tax_rate'>

/** There is no delete: a rate is archived by `active=false`. */
export const taxRates: Operations = {
  'POST /v1/tax_rates': { handle: create },
  'GET /v1/tax_rates': { handle: list },
  'GET /v1/tax_rates/{id}': { handle: (call) => findTaxRate(call, call.path.id!) },
  'POST /v1/tax_rates/{id}': { handle: update },
}

const TEXTS = ['country', 'description', 'jurisdiction', 'state', 'tax_type'] as const

/** @param param what named the rate, where it was not the path */
export function findTaxRate({ tx }: Pick<Work, 'tx'>, id: string, param?: string): TaxRate {
  const stored = tx.find('tax_rate', id)
  if (!stored) throw param ? noSuch('tax_rate', id, param) : notFound('tax_rate', id)
  return stored.doc
}

function create(call: Call): TaxRate {
  const { params } = call
  const percentage = params.percentage as number
  // Documentation of the Dashboard: up to four decimal places; what the API says to more is unverified.
  if (Number(percentage.toFixed(4)) !== percentage) {
    throw invalidParam('percentage', 'The percentage of a tax rate can have up to 4 decimal places.')
  }
  const country = params.country as string | undefined
  // Documentation of `country`: "Two-letter country code (ISO 3166-1 alpha-2)"; the wording is recorded.
  if (country !== undefined) checkCountry(country)
  const texts = TEXTS.map((name) => [name, (params[name] as string | undefined) ?? null])
  const rate = {
    id: newId('txr'),
    object: 'tax_rate',
    active: (params.active as boolean | undefined) ?? true,
    ...Object.fromEntries(texts),
    created: call.nowSeconds,
    display_name: String(params.display_name),
    effective_percentage: percentage,
    flat_amount: null,
    inclusive: params.inclusive as boolean,
    jurisdiction_level: null,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    percentage,
    rate_type: 'percentage',
  } as Stripe.TaxRate
  call.tx.insert('tax_rate', rate, null)
  emitEvent(call, 'tax_rate.created', rate)
  return rate
}

function checkCountry(country: string): void {
  if (country === '' || /^[A-Z]{2}$/i.test(country)) return
  throw invalidParam(
    'country',
    `Country '${country}' is unknown. Try using a 2-character alphanumeric country code.`,
  )
}

function list(call: Call) {
  const { active, inclusive } = call.params
  return listPage(call, call.params, {
    kind: 'tax_rate',
    url: '/v1/tax_rates',
    where: { inclusive, active },
  })
}

/** `percentage` and `inclusive` are no parameters of an update: the schema refuses them as unknown. */
function update(call: Call): TaxRate {
  const before = findTaxRate(call, call.path.id!)
  const { active, display_name: name, metadata, country } = call.params
  if (country !== undefined) checkCountry(String(country))
  const texts = TEXTS.filter((field) => call.params[field] !== undefined)
  const after: TaxRate = {
    ...before,
    ...(active !== undefined && { active: active as boolean }),
    ...(name !== undefined && { display_name: String(name) }),
    ...Object.fromEntries(texts.map((field) => [field, String(call.params[field]) || null])),
    metadata: mergeMetadata(before.metadata ?? {}, metadata),
  }
  call.tx.replace('tax_rate', after)
  const previous = previousAttributes(before, after)
  if (Object.keys(previous).length > 0) emitEvent(call, 'tax_rate.updated', after, previous)
  return after
}
