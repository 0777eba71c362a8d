import type { CollectionBeforeValidateHook, PayloadRequest } from 'payload'
import { textIn } from '../../database/catalogue-terms.ts'
import { endOfDay } from '../../domain/days.ts'
import { normalizeDiscountCode, validateDiscount } from '../../domain/discount-rules.ts'
import { type FieldProblem, isAbsent } from '../../domain/field-problem.ts'
import type { Id } from '../../domain/id.ts'
import { slugOf } from '../../slugs.ts'
import { metadataRoomProblems, refuseProblems } from '../problem-refusals.ts'

export interface DiscountRules {
  currencies: readonly string[]
  /** Of the shop, such as `Europe/Berlin`. */
  timeZone: string
}

/**
 * Holds a discount, whoever writes it, to what Stripe accepts. Here and not on the fields, because the rules span
 * fields and a field that the form hides is not validated.
 */
export const guardDiscount =
  ({ currencies, timeZone }: DiscountRules): CollectionBeforeValidateHook =>
  async ({ collection, data: sent = {}, originalDoc, req }) => {
    // A day is good to its end where the shop is, whoever names it and however.
    const lastMoment = endOfDay(sent.redeemBy, timeZone)
    const data = { ...sent, ...(lastMoment && { redeemBy: lastMoment.toISOString() }) }
    const whole = { ...originalDoc, ...data }
    const problems = [
      ...validateDiscount(whole, { stored: originalDoc ?? null, now: new Date() }),
      ...metadataRoomProblems(whole.metadata),
      ...currencyProblems(whole, currencies),
    ]
    // What is in the trash leaves its code to others.
    const hasCode = !isAbsent(whole.code) && isAbsent(whole.deletedAt)
    const codeKey = hasCode ? normalizeDiscountCode(String(whole.code)) : null
    if (problems.length === 0 && codeKey !== null) {
      problems.push(...(await takenCode(req, { codeKey, id: originalDoc?.id })))
    }
    refuseProblems(problems, { collection: collection.slug, req })
    return {
      ...data,
      codeKey,
      // A percentage has no currency; one that the form kept would only confuse.
      ...(isAbsent(whole.amountOff) && { currency: null }),
    }
  }

function currencyProblems(
  { amountOff, currency }: Record<string, unknown>,
  currencies: readonly string[],
): FieldProblem[] {
  if (isAbsent(amountOff) || isAbsent(currency) || currencies.includes(String(currency))) return []
  return [{ field: 'currency', message: `"currency" must be one of ${currencies.join(', ')}.` }]
}

/** The unique index has the last word; this refusal names the field. */
async function takenCode(
  req: PayloadRequest,
  { codeKey, id }: { codeKey: string; id: Id | undefined },
): Promise<FieldProblem[]> {
  const other = await req.payload.db.findOne<{ id: Id; name: unknown }>({
    collection: slugOf(req.payload, 'discounts'),
    where: { codeKey: { equals: codeKey } },
    req,
  })
  if (!other || other.id === id) return []
  const name = textIn(req.payload, other.name, req.locale)
  return [{ field: 'code', message: `"code" is already used by the discount "${name}".` }]
}
