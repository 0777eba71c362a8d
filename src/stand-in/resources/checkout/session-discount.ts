import type Stripe from 'stripe'
import type { Call } from '../../api/call.ts'
import { ApiError, invalidParam } from '../../api/errors.ts'
import type { Params } from '../../api/form.ts'
import type { Work } from '../../stand-in.ts'
import { newId } from '../../store/ids.ts'
import type { Stored } from '../../store/records.ts'
import { type Coupon, endCodesOf, findCoupon } from '../catalogue/coupons.ts'
import { findPromotionCode, type PromotionCode } from '../catalogue/promotion-codes.ts'
import { formatAmount } from '../currencies.ts'
import type { SessionDiscount } from './session-details.ts'

interface Sale {
  session: string
  currency: string
  subtotal: number
}

/** Reads `discounts[0]` of a new session. @throws ApiError where it cannot be redeemed */
export function readSessionDiscount(call: Call, sale: Sale): SessionDiscount | null {
  const [sent] = (call.params.discounts ?? []) as Params[]
  if (!sent) return null
  const { coupon: couponId, promotion_code: codeId } = sent
  if (couponId !== undefined && codeId !== undefined) {
    throw invalidParam(
      'discounts[0][promotion_code]',
      'You may only specify one of these parameters: coupon, promotion_code.',
      'parameters_exclusive',
    )
  }
  if (codeId !== undefined) return redeemCode(call, String(codeId), sale)
  if (couponId === undefined) {
    throw invalidParam('discounts[0]', 'You must specify one of these parameters: coupon, promotion_code.')
  }
  return describe(call, findCoupon(call, String(couponId), 'discounts[0][coupon]'), null, sale)
}

/** That these are refused is documented; the wordings are unverified but for `first_time_transaction`. */
function redeemCode(call: Call, id: string, sale: Sale): SessionDiscount {
  const param = 'discounts[0][promotion_code]'
  const { doc: code, extra } = findPromotionCode(call, id, param)
  const isExpired = code.expires_at !== null && code.expires_at <= call.nowSeconds
  if (!code.active || isExpired) {
    throw invalidParam(param, `The promotion code ${code.code} is not active and cannot be applied.`)
  }
  const { restrictions } = code
  // Recorded: said to a session without a customer, too (stripe/stripe-php#1146).
  if (restrictions.first_time_transaction) {
    throw invalidParam(
      param,
      'This promotion code cannot be redeemed because the associated customer has prior transactions.',
    )
  }
  checkMinimum(restrictions, sale, param)
  return describe(call, findCoupon(call, extra.coupon, param), code, sale)
}

function checkMinimum(
  { minimum_amount: minimum, minimum_amount_currency: currency }: PromotionCode['restrictions'],
  sale: Sale,
  param: string,
): void {
  if (minimum === null || (currency === sale.currency && sale.subtotal >= minimum)) return
  const least = formatAmount(minimum, currency!)
  throw invalidParam(param, `This promotion code needs an order of at least ${least}.`)
}

function describe(
  call: Call,
  { doc: coupon, extra }: Stored<'coupon'>,
  code: PromotionCode | null,
  { session, currency }: Sale,
): SessionDiscount {
  checkIsRedeemable(coupon, call.nowSeconds)
  const amountOff = coupon.currency === currency ? coupon.amount_off : (extra.amountsOff[currency] ?? null)
  if (coupon.percent_off === null && amountOff === null) {
    throw invalidParam(
      'discounts[0]',
      `The coupon ${coupon.id} takes off an amount in ${coupon.currency}: it cannot be applied to a Checkout Session in ${currency}.`,
    )
  }
  const discount: Stripe.Discount = {
    id: newId('di'),
    object: 'discount',
    checkout_session: session,
    customer: null,
    customer_account: null,
    end: null,
    invoice: null,
    invoice_item: null,
    promotion_code: code?.id ?? null,
    source: { coupon: coupon.id, type: 'coupon' },
    start: call.nowSeconds,
    subscription: null,
    subscription_item: null,
  }
  const terms = { percentOff: coupon.percent_off, amountOff }
  const name = code?.code ?? coupon.name ?? coupon.id
  return { name, terms, discount, coupon: coupon.id, promotionCode: code?.id ?? null }
}

/** `coupon_expired` is on Stripe's list of codes; that it is answered here, and the wordings, are unverified. */
function checkIsRedeemable({ id, redeem_by: redeemBy, valid, ...limits }: Coupon, nowSeconds: number): void {
  const details = { code: 'coupon_expired', param: 'discounts[0]' }
  if (redeemBy !== null && redeemBy <= nowSeconds) throw new ApiError(`Coupon expired: ${id}`, details)
  const isUsedUp = limits.max_redemptions !== null && limits.times_redeemed >= limits.max_redemptions
  if (isUsedUp || !valid) throw new ApiError(`Coupon ${id} is used up and cannot be applied.`, details)
}

/**
 * Counts a completed session. Documentation of `valid` and `active`: both end with the last redemption. That a
 * session made before that can still be completed is unverified.
 */
export function countRedemption(work: Work, { coupon: couponId, promotionCode }: SessionDiscount): void {
  // Deleted in between: the session keeps what it was promised.
  const coupon = work.tx.find('coupon', couponId)?.doc
  if (coupon) {
    const times = coupon.times_redeemed + 1
    const isUsedUp = coupon.max_redemptions !== null && times >= coupon.max_redemptions
    work.tx.replace('coupon', { ...coupon, times_redeemed: times, valid: coupon.valid && !isUsedUp })
    if (isUsedUp) endCodesOf(work, couponId)
  }
  const code = promotionCode && work.tx.find('promotion_code', promotionCode)?.doc
  if (!code) return
  const times = code.times_redeemed + 1
  const isUsedUp = code.max_redemptions !== null && times >= code.max_redemptions
  work.tx.replace('promotion_code', { ...code, times_redeemed: times, active: code.active && !isUsedUp })
}

/** Ends a coupon whose `redeem_by` has come, and its codes. */
export function endCoupon(work: Work, id: string): void {
  const coupon = work.tx.find('coupon', id)?.doc
  if (!coupon?.valid || coupon.redeem_by === null || coupon.redeem_by > work.nowSeconds) return
  work.tx.replace('coupon', { ...coupon, valid: false })
  endCodesOf(work, id)
}

/** Ends a promotion code whose `expires_at` has come. */
export function endPromotionCode(work: Work, id: string): void {
  const code = work.tx.find('promotion_code', id)?.doc
  if (code?.active) work.tx.replace('promotion_code', { ...code, active: false })
}
