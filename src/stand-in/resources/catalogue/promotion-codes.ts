import type { Call, Operations } from '../../api/call.ts'
import { invalidParam, noSuch, notFound } from '../../api/errors.ts'
import type { Params } from '../../api/form.ts'
import { listPage } from '../../api/pagination.ts'
import type { Work } from '../../stand-in.ts'
import { newId, randomText } from '../../store/ids.ts'
import type { DocOf, Stored } from '../../store/records.ts'
import { emitEvent, previousAttributes } from '../../webhooks/events.ts'
import { mergeMetadata } from '../metadata.ts'
import { type Coupon, findCoupon } from './coupons.ts'

export type PromotionCode = DocOf<'promotion_code'>

export const promotionCodes: Operations = {
  'POST /v1/promotion_codes': { handle: create },
  'GET /v1/promotion_codes': { handle: list },
  'GET /v1/promotion_codes/{id}': { handle: (call) => findPromotionCode(call, call.path.id!).doc },
  'POST /v1/promotion_codes/{id}': { handle: update },
}

/** @param param what named the code, where it was not the path */
export function findPromotionCode(
  { tx }: Pick<Work, 'tx'>,
  id: string,
  param?: string,
): Stored<'promotion_code'> {
  const stored = tx.find('promotion_code', id)
  if (!stored) throw param ? noSuch('promotion_code', id, param) : notFound('promotion_code', id)
  return stored
}

function create(call: Call): PromotionCode {
  const { params, nowSeconds } = call
  if (params.customer !== undefined) throw noSuch('customer', String(params.customer), 'customer')
  // Its type is always `coupon`: the schema knows no other.
  const { coupon: couponId, type: _ } = params.promotion as { coupon: string; type: 'coupon' }
  const coupon = findCoupon(call, couponId, 'promotion[coupon]').doc
  if (!coupon.valid) {
    throw invalidParam(
      'promotion[coupon]',
      `The coupon ${coupon.id} is not valid, so it can have no new codes.`,
    )
  }
  checkLimits(params, coupon, nowSeconds)
  const active = (params.active as boolean | undefined) ?? true
  const code = (params.code as string | undefined) ?? randomText(8).toUpperCase()
  // Documentation of `code`: "Valid characters are lower case letters (a-z), upper case letters (A-Z),
  // digits (0-9), and dashes (-)."
  if (!/^[a-z\d-]+$/i.test(code)) {
    throw invalidParam('code', 'The code may only contain letters (a-z), digits (0-9) and dashes (-).')
  }
  const id = newId('promo')
  if (active) takeCode(call, code, id)
  const created: PromotionCode = {
    id,
    object: 'promotion_code',
    active,
    code,
    created: nowSeconds,
    customer: null,
    customer_account: null,
    expires_at: (params.expires_at as number | undefined) ?? null,
    livemode: false,
    max_redemptions: (params.max_redemptions as number | undefined) ?? null,
    metadata: mergeMetadata({}, params.metadata),
    promotion: { coupon: coupon.id, type: 'coupon' },
    restrictions: readRestrictions(params),
    times_redeemed: 0,
  }
  call.tx.insert('promotion_code', created, { coupon: coupon.id })
  if (created.expires_at !== null) call.tx.schedule('promotion_code', created.expires_at, created.id)
  emitEvent(call, 'promotion_code.created', created)
  return created
}

/** Documentation: a code's limits lie within those of its coupon. The wordings are unverified. */
function checkLimits(
  { expires_at: expiresAt, max_redemptions: redemptions }: Params,
  coupon: Coupon,
  nowSeconds: number,
): void {
  if (expiresAt !== undefined && Number(expiresAt) <= nowSeconds) {
    throw invalidParam('expires_at', 'The expires_at timestamp must be in the future.')
  }
  if (coupon.redeem_by !== null && Number(expiresAt ?? 0) > coupon.redeem_by) {
    throw invalidParam(
      'expires_at',
      "The expires_at of a promotion code cannot be later than its coupon's redeem_by.",
    )
  }
  if (coupon.max_redemptions !== null && Number(redemptions ?? 0) > coupon.max_redemptions) {
    throw invalidParam(
      'max_redemptions',
      "The max_redemptions of a promotion code cannot be greater than its coupon's max_redemptions.",
    )
  }
}

/**
 * Documentation of `code`: "Regardless of case, this code must be unique across all active promotion codes for
 * a specific customer."
 */
function takeCode({ tx }: Work, code: string, id: string): void {
  // A note and no look through the list, which two calls at once would both pass.
  const note = ['active promotion code', code.toLowerCase()]
  const holder = tx.getNote(note) as string | undefined
  const isTaken = holder !== undefined && holder !== id && tx.find('promotion_code', holder)?.doc.active
  if (isTaken) throw invalidParam('code', `An active promotion code with \`code: ${code}\` already exists.`)
  tx.putNote(note, id)
}

function readRestrictions({ restrictions }: Params): PromotionCode['restrictions'] {
  const sent = (restrictions ?? {}) as Params
  const { minimum_amount: amount, minimum_amount_currency: currency } = sent
  if ((amount === undefined) !== (currency === undefined)) {
    const missing = amount === undefined ? 'minimum_amount' : 'minimum_amount_currency'
    throw invalidParam(
      `restrictions[${missing}]`,
      'You must pass minimum_amount and minimum_amount_currency together.',
    )
  }
  return {
    first_time_transaction: (sent.first_time_transaction as boolean | undefined) ?? false,
    minimum_amount: (amount as number | undefined) ?? null,
    minimum_amount_currency: (currency as string | undefined) ?? null,
  }
}

function list(call: Call) {
  const { active, code, coupon } = call.params
  return listPage(call, call.params, {
    kind: 'promotion_code',
    url: '/v1/promotion_codes',
    where: { code: (code as string | undefined)?.toLowerCase(), coupon, active },
  })
}

function update(call: Call): PromotionCode {
  const { doc, extra } = findPromotionCode(call, call.path.id!)
  const { active, metadata } = call.params
  if (active === true && !doc.active) checkCanBeActive(call, doc, extra.coupon)
  const changed: PromotionCode = {
    ...doc,
    ...(active !== undefined && { active: active as boolean }),
    metadata: mergeMetadata(doc.metadata ?? {}, metadata),
  }
  call.tx.replace('promotion_code', changed)
  const previous = previousAttributes(doc, changed)
  if (Object.keys(previous).length > 0) emitEvent(call, 'promotion_code.updated', changed, previous)
  return changed
}

/** Documentation of `active`: only "if the coupon is also valid" and the code neither expired nor used up. */
function checkCanBeActive(work: Work, { id, code, ...limits }: PromotionCode, couponId: string): void {
  const isOver =
    !work.tx.find('coupon', couponId)?.doc.valid ||
    (limits.expires_at !== null && limits.expires_at <= work.nowSeconds) ||
    (limits.max_redemptions !== null && limits.times_redeemed >= limits.max_redemptions)
  if (isOver)
    throw invalidParam('active', 'This promotion code cannot be activated: it can no longer be redeemed.')
  takeCode(work, code, id)
}
