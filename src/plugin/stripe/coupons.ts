import type Stripe from 'stripe'
import { type Caller, StripeCallError } from './caller.ts'
import { type InStep, metadataChange, type Numbering, type OwnMarks, type Remembered } from './sync-memory.ts'

/** What a discount should be in Stripe: a coupon, and a promotion code if shoppers can type one. */
export interface CouponWish {
  name: string
  /** Percent with two decimals, or null for a fixed amount. */
  percentOff: number | null
  /** In the minor unit of `currency`. */
  amountOff: number | null
  currency: string | null
  duration: Stripe.Coupon.Duration
  durationInMonths: number | null
  maxRedemptions: number | null
  /** Unix time in seconds. */
  redeemBySeconds: number | null
  code: string | null
  isActive: boolean
  metadata: Record<string, string>
}

interface CouponSync {
  remembered: Remembered
  numbering: Numbering
  marks: { installation: string; discountId: string }
  nowSeconds: number
}

/** Makes the account's coupon and promotion code match the discount. */
export async function syncCoupon(caller: Caller, wish: CouponWish, sync: CouponSync): Promise<InStep> {
  const terms = couponTerms(wish)
  const known = await findRemembered(caller, sync.remembered.objectId)
  const isSame = known !== null && termsOf(known) === terms
  const isPast = wish.redeemBySeconds !== null && wish.redeemBySeconds <= sync.nowSeconds
  // Stripe creates no coupon that has already expired; the one it had, if any, has expired as well.
  if (!isSame && isPast) return retireCoupon(caller, sync)
  const coupon = isSame ? known : await makeCoupon(caller, wish, sync)
  await updateCoupon(caller, coupon, wish, sync.marks)
  if (known && known.id !== coupon.id) await deactivateCodes(caller, known.id)
  const promotionCodeId = await syncCode(caller, coupon, { wish, marks: sync.marks })
  if (known?.id !== coupon.id || !sync.remembered.isSettled) {
    await deletePredecessors(caller, coupon.id, sync)
  }
  return { objectId: coupon.id, promotionCodeId, terms }
}

/** A deleted coupon takes no new redemptions; past ones keep it. */
export async function retireCoupon(
  caller: Caller,
  sync: Pick<CouponSync, 'remembered' | 'marks'>,
): Promise<InStep> {
  const { objectId, openNumber } = sync.remembered
  if (objectId) await deleteCoupon(caller, objectId)
  if (openNumber !== null) await deletePredecessors(caller, null, sync)
  return { objectId: null, promotionCodeId: null, terms: null }
}

/** Everything of a coupon that never changes. Two coupons with the same terms take off the same. */
export function couponTerms(wish: Omit<CouponWish, 'name' | 'code' | 'isActive' | 'metadata'>): string {
  const value = wish.percentOff === null ? `${wish.amountOff} ${wish.currency}` : `${wish.percentOff}%`
  const months = wish.durationInMonths === null ? '' : ` ${wish.durationInMonths}`
  const uses = wish.maxRedemptions === null ? '' : `, at most ${wish.maxRedemptions}`
  const end = wish.redeemBySeconds === null ? '' : `, until ${wish.redeemBySeconds}`
  return `${value} ${wish.duration}${months}${uses}${end}`
}

function termsOf(coupon: Stripe.Coupon): string {
  return couponTerms({
    percentOff: coupon.percent_off,
    amountOff: coupon.amount_off,
    currency: coupon.currency,
    duration: coupon.duration,
    durationInMonths: coupon.duration_in_months,
    maxRedemptions: coupon.max_redemptions,
    redeemBySeconds: coupon.redeem_by,
  })
}

function couponId({ installation, discountId }: CouponSync['marks'], number: number): string {
  const discount = isPlain(discountId) ? discountId : Buffer.from(discountId).toString('base64url')
  return `shop-${installation}-discount-${discount}-${number}`
}

/** Stripe takes no other characters in a coupon's id; a project's own ids can have them. */
function isPlain(id: string): boolean {
  return /^[\w-]+$/.test(id)
}

async function findRemembered(caller: Caller, id: string | null): Promise<Stripe.Coupon | null> {
  return id === null ? null : findCoupon(caller, id)
}

function findCoupon(caller: Caller, id: string): Promise<Stripe.Coupon | null> {
  return caller.find((stripe) => stripe.coupons.retrieve(id))
}

/** Safe to repeat, since the id is ours; one with other terms under it is a step that was never finished. */
async function makeCoupon(caller: Caller, wish: CouponWish, sync: CouponSync): Promise<Stripe.Coupon> {
  const id = couponId(sync.marks, await sync.numbering.current())
  try {
    return await postCoupon(caller, wish, { id, marks: sync.marks })
  } catch (error) {
    if (!(error instanceof StripeCallError) || error.code !== 'resource_already_exists') throw error
    const existing = await findCoupon(caller, id)
    if (existing && termsOf(existing) === couponTerms(wish)) return existing
    return postCoupon(caller, wish, {
      id: couponId(sync.marks, await sync.numbering.next()),
      marks: sync.marks,
    })
  }
}

function postCoupon(
  caller: Caller,
  wish: CouponWish,
  { id, marks }: { id: string; marks: OwnMarks },
): Promise<Stripe.Coupon> {
  const params: Stripe.CouponCreateParams = {
    id,
    name: wish.name,
    ...(wish.percentOff === null
      ? { amount_off: wish.amountOff ?? 0, currency: wish.currency ?? '' }
      : { percent_off: wish.percentOff }),
    duration: wish.duration,
    ...(wish.durationInMonths !== null && { duration_in_months: wish.durationInMonths }),
    ...(wish.maxRedemptions !== null && { max_redemptions: wish.maxRedemptions }),
    ...(wish.redeemBySeconds !== null && { redeem_by: wish.redeemBySeconds }),
    metadata: { ...wish.metadata, ...marks },
  }
  return caller.change({
    what: `create the coupon “${wish.name}” (${couponTerms(wish)})`,
    call: (stripe) => stripe.coupons.create(params),
    pretend: { ...params, valid: true } as unknown as Stripe.Response<Stripe.Coupon>,
  })
}

async function updateCoupon(
  caller: Caller,
  coupon: Stripe.Coupon,
  wish: CouponWish,
  marks: OwnMarks,
): Promise<void> {
  const metadata = metadataChange(coupon.metadata, { ...wish.metadata, ...marks }, { isWhole: true })
  const changes = { ...(coupon.name !== wish.name && { name: wish.name }), ...(metadata && { metadata }) }
  if (Object.keys(changes).length === 0) return
  await caller.change<unknown>({
    what: `update the coupon (${Object.keys(changes).join(', ')})`,
    call: (stripe) => stripe.coupons.update(coupon.id, changes),
    pretend: undefined,
  })
}

/** What came before the coupon: under the id that is remembered, and under ids that a crash left. */
async function deletePredecessors(
  caller: Caller,
  kept: string | null,
  { remembered, marks }: Pick<CouponSync, 'remembered' | 'marks'>,
): Promise<void> {
  const { objectId, openNumber, madeNumber } = remembered
  const left = numbersBetween(madeNumber, openNumber).map((number) => couponId(marks, number))
  for (const id of new Set([...(objectId ? [objectId] : []), ...left])) {
    if (id !== kept) await deleteCoupon(caller, id)
  }
}

function numbersBetween(first: number, last: number | null): number[] {
  return last === null ? [] : Array.from({ length: last - first }, (_, index) => first + index + 1)
}

async function deleteCoupon(caller: Caller, id: string): Promise<void> {
  if (!(await findCoupon(caller, id))) return
  await deactivateCodes(caller, id)
  await caller.change<unknown>({
    what: `delete the coupon ${id}`,
    call: (stripe) => stripe.coupons.del(id),
    pretend: undefined,
  })
}

/** Codes never change: another one is a successor. Answers the id of the one that shoppers can type. */
async function syncCode(
  caller: Caller,
  coupon: Stripe.Coupon,
  { wish, marks }: { wish: CouponWish; marks: OwnMarks },
): Promise<string | null> {
  const codes = await listCodes(caller, coupon.id)
  const wanted = wish.isActive ? wish.code : null
  const own = codes.find(({ code }) => wanted !== null && code.toLowerCase() === wanted.toLowerCase())
  for (const { id, active } of codes) if (active && id !== own?.id) await switchCode(caller, id, false)
  if (wanted === null) return null
  if (own) {
    if (!own.active) await switchCode(caller, own.id, true)
    return own.id
  }
  return createCode(caller, wanted, { coupon: coupon.id, marks })
}

/**
 * Two active codes cannot be the same. Where another discount of ours has given this one up and Stripe does not know
 * yet, Stripe is told now.
 */
async function createCode(
  caller: Caller,
  code: string,
  { coupon, marks }: { coupon: string; marks: OwnMarks },
): Promise<string> {
  const create = () =>
    caller.change<{ id: string }>({
      what: `create the promotion code ${code}`,
      call: (stripe) =>
        stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon }, code, metadata: marks }),
      pretend: { id: '' },
    })
  try {
    return (await create()).id
  } catch (error) {
    if (!(error instanceof StripeCallError) || error.kind !== 'refused') throw error
    const other = await findActiveCode(caller, code)
    if (other && other.metadata?.installation !== marks.installation) throw error
    // Where there is none by now, the other discount's own job has just told Stripe.
    if (other) await switchCode(caller, other.id, false)
    return (await create()).id
  }
}

async function findActiveCode(caller: Caller, code: string): Promise<Stripe.PromotionCode | undefined> {
  const { data } = await caller.read((stripe) => stripe.promotionCodes.list({ code, active: true, limit: 1 }))
  return data[0]
}

async function deactivateCodes(caller: Caller, coupon: string): Promise<void> {
  for (const { id, active } of await listCodes(caller, coupon))
    if (active) await switchCode(caller, id, false)
}

async function listCodes(caller: Caller, coupon: string): Promise<Stripe.PromotionCode[]> {
  if (coupon === '') return []
  const { data } = await caller.read((stripe) => stripe.promotionCodes.list({ coupon, limit: 100 }))
  return data
}

async function switchCode(caller: Caller, id: string, active: boolean): Promise<void> {
  await caller.change<unknown>({
    what: `${active ? 'activate' : 'deactivate'} the promotion code ${id}`,
    call: (stripe) => stripe.promotionCodes.update(id, { active }),
    pretend: undefined,
  })
}
