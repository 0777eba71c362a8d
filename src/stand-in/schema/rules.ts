import type { StripeOperation } from './operations.ts'
import { StripeParamError } from './param-error.ts'
import { missingParam } from './refusals.ts'

type Params = Record<string, unknown>
type Rule = (params: Params) => StripeParamError | undefined

/**
 * What Stripe refuses because of how parameters stand together, as far as that needs no look at the account,
 * the clock or what the stand-in simulates.
 */
const RULES: Partial<Record<StripeOperation, Rule>> = {
  'POST /v1/checkout/sessions': checkSessionDiscounts,
  'POST /v1/coupons': checkCoupon,
  'POST /v1/promotion_codes': checkPromotion,
  'POST /v1/refunds': checkRefundTarget,
}

export function refuseByRules(operation: StripeOperation, params: Params): void {
  const refusal = RULES[operation]?.(params)
  if (refusal) throw refusal
}

/** Recorded, even for a flag that is false; the code is unverified. */
function checkSessionDiscounts({
  allow_promotion_codes: flag,
  discounts,
}: Params): StripeParamError | undefined {
  if (flag === undefined || discounts === undefined) return undefined
  return new StripeParamError(
    'You may only specify one of these parameters: allow_promotion_codes, discounts.',
    {
      code: 'parameters_exclusive',
      param: 'allow_promotion_codes',
    },
  )
}

/** Recorded, each with the code and the param that are here. */
function checkCoupon(params: Params): StripeParamError | undefined {
  const hasAmount = params.amount_off !== undefined
  const hasPercent = params.percent_off !== undefined
  if (!hasAmount && !hasPercent) {
    return new StripeParamError('Must provide percent_off or amount_off.', { code: 'parameter_missing' })
  }
  if (hasAmount && hasPercent) {
    const message = 'Received both percent_off and amount_off parameters. Please pass in only one.'
    return new StripeParamError(message, {})
  }
  if (hasAmount && params.currency === undefined) {
    return new StripeParamError('You must pass currency when passing amount_off', { param: 'currency' })
  }
  if (params.duration === 'repeating' && params.duration_in_months === undefined) {
    return new StripeParamError(
      'The duration_in_months param must be set when creating a coupon with a repeating duration',
      { param: 'duration' },
    )
  }
  return undefined
}

/** The types: a promotion of type `coupon` names its coupon; that the refusal reads so is unverified. */
function checkPromotion({ promotion }: Params): StripeParamError | undefined {
  const { coupon } = promotion as Params
  return coupon === undefined ? missingParam('promotion[coupon]') : undefined
}

/** Recorded, with neither code nor param. */
function checkRefundTarget({ charge, payment_intent: intent }: Params): StripeParamError | undefined {
  if (charge !== undefined || intent !== undefined) return undefined
  return new StripeParamError(
    'One of the following params should be provided for this request: payment_intent or charge.',
    {},
  )
}
