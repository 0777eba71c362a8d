import type Stripe from 'stripe'
import type { Call, Operations } from '../../api/call.ts'
import { ApiError, invalidParam, noSuch, notFound } from '../../api/errors.ts'
import type { Params } from '../../api/form.ts'
import { listPage } from '../../api/pagination.ts'
import { readWhole } from '../../api/read-params.ts'
import type { Work } from '../../stand-in.ts'
import { randomText } from '../../store/ids.ts'
import type { DocOf, Stored } from '../../store/records.ts'
import { emitEvent, previousAttributes } from '../../webhooks/events.ts'
import { mergeMetadata } from '../metadata.ts'

export type Coupon = DocOf<'coupon'>

const FIVE_YEARS_SECONDS = 5 * 366 * 24 * 60 * 60

export const coupons: Operations = {
  'POST /v1/coupons': { handle: create },
  'GET /v1/coupons': {
    handle: (call) => listPage(call, call.params, { kind: 'coupon', url: '/v1/coupons' }),
  },
  'GET /v1/coupons/{id}': { handle: (call) => findCoupon(call, call.path.id!).doc },
  'POST /v1/coupons/{id}': { handle: update },
  'DELETE /v1/coupons/{id}': { handle: remove },
}

/** @param param what named the coupon, where it was not the path */
export function findCoupon({ tx }: Pick<Work, 'tx'>, id: string, param?: string): Stored<'coupon'> {
  const stored = tx.find('coupon', id)
  if (!stored) throw param ? noSuch('coupon', id, param) : notFound('coupon', id)
  return stored
}

function create(call: Call): Coupon {
  const { params, nowSeconds } = call
  checkPercent(params)
  checkDuration(params)
  checkRedeemBy(params, nowSeconds)
  const id = readId(call)
  const currency = params.currency as string | undefined
  const coupon: Coupon = {
    id,
    object: 'coupon',
    amount_off: (params.amount_off as number | undefined) ?? null,
    created: nowSeconds,
    // Documentation: a currency belongs to `amount_off`; with `percent_off` it means nothing.
    currency: params.amount_off === undefined ? null : currency!,
    duration: (params.duration as Stripe.Coupon.Duration | undefined) ?? 'once',
    duration_in_months: (params.duration_in_months as number | undefined) ?? null,
    livemode: false,
    max_redemptions: (params.max_redemptions as number | undefined) ?? null,
    metadata: mergeMetadata({}, params.metadata),
    name: (params.name as string | undefined) ?? null,
    percent_off: (params.percent_off as number | undefined) ?? null,
    redeem_by: (params.redeem_by as number | undefined) ?? null,
    times_redeemed: 0,
    valid: true,
  }
  call.tx.insert('coupon', coupon, { amountsOff: readCurrencyOptions(params) })
  if (coupon.redeem_by !== null) call.tx.schedule('coupon', coupon.redeem_by, id)
  emitEvent(call, 'coupon.created', coupon)
  return coupon
}

/** Documentation of `id`: "Unique string of your choice … If you don't provide one, we'll generate" it. */
function readId({ tx, params }: Call): string {
  const id = params.id as string | undefined
  if (id === undefined) return randomText(8)
  // Which characters an id may have is unverified; these are safe in a path.
  if (!/^[\w-]+$/.test(id)) {
    throw invalidParam('id', 'Coupon IDs may only contain letters, digits, underscores and dashes.')
  }
  if (tx.find('coupon', id)) {
    throw new ApiError('Coupon already exists.', { code: 'resource_already_exists' })
  }
  return id
}

/** Documentation of the Dashboard: up to two decimal places; what the API says to more is unverified. */
function checkPercent({ percent_off: percent }: Params): void {
  if (percent === undefined || Number((percent as number).toFixed(2)) === percent) return
  throw invalidParam('percent_off', 'The percent_off of a coupon can have up to 2 decimal places.')
}

/** Documentation of `duration_in_months`: "Required only if duration is repeating"; the refusal is unverified. */
function checkDuration({ duration, duration_in_months: months }: Params): void {
  if (months === undefined || duration === 'repeating') return
  throw invalidParam('duration_in_months', 'You can only set duration_in_months when duration is repeating.')
}

/** Documentation of `redeem_by`: at most five years ahead, after which it cannot be redeemed. Wording unverified. */
function checkRedeemBy({ redeem_by: redeemBy }: Params, nowSeconds: number): void {
  if (redeemBy === undefined) return
  if (Number(redeemBy) <= nowSeconds) {
    throw invalidParam('redeem_by', 'The redeem_by timestamp must be in the future.')
  }
  if (Number(redeemBy) > nowSeconds + FIVE_YEARS_SECONDS) {
    throw invalidParam('redeem_by', 'The redeem_by timestamp must be less than 5 years in the future.')
  }
}

function readCurrencyOptions({
  currency_options: options,
  amount_off: amount,
}: Params): Record<string, number> {
  if (options === undefined) return {}
  if (amount === undefined) {
    throw invalidParam(
      'currency_options',
      'You can only set currency_options on a coupon with an amount_off.',
    )
  }
  return amountsOf(options)
}

function amountsOf(options: unknown): Record<string, number> {
  const entries = Object.entries(readWhole(options) as Record<string, { amount_off: number }>)
  return Object.fromEntries(entries.map(([currency, { amount_off: amount }]) => [currency, amount]))
}

function update(call: Call): Coupon {
  const { doc, extra } = findCoupon(call, call.path.id!)
  const { name, metadata, currency_options: options } = call.params
  if (options !== undefined && doc.amount_off === null) readCurrencyOptions({ currency_options: options })
  const changed: Coupon = {
    ...doc,
    ...(name !== undefined && { name: String(name) || null }),
    metadata: mergeMetadata(doc.metadata ?? {}, metadata),
  }
  const amountsOff = { ...extra.amountsOff, ...(options !== undefined && amountsOf(options)) }
  call.tx.replace('coupon', changed, { amountsOff })
  const previous = previousAttributes(doc, changed)
  if (Object.keys(previous).length > 0) emitEvent(call, 'coupon.updated', changed, previous)
  return changed
}

/** Documentation: "deleting a coupon does not affect any customers who have already applied the coupon". */
function remove(call: Call): object {
  const { doc } = findCoupon(call, call.path.id!)
  call.tx.remove('coupon', doc.id)
  emitEvent(call, 'coupon.deleted', doc)
  endCodesOf(call, doc.id)
  return { id: doc.id, object: 'coupon', deleted: true }
}

/** Documentation of a promotion code's `active`: "only active if the coupon is also valid". */
export function endCodesOf(work: Work, coupon: string): void {
  const codes = work.tx.list('promotion_code', { where: { coupon }, limit: Infinity })
  for (const { doc } of codes) {
    if (doc.active) work.tx.replace('promotion_code', { ...doc, active: false })
  }
}
