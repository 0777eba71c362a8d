import type { BasePayload } from 'payload'
import { inForce, textIn } from '../../database/catalogue-terms.ts'
import { MAX_TAXES } from '../../domain/tax-rules.ts'
import { slugOf } from '../../slugs.ts'
import type { Id } from '../records.ts'

/** A tax that goes on whatever shoppers buy. `percentage` such as 8.875. */
export interface DefaultTax {
  id: Id
  displayName: string
  percentage: number
  /** Whether prices contain it. */
  inclusive: boolean
}

/** @param locale of the project's; the default one where none is named */
export async function findDefaultTaxes(payload: BasePayload, locale?: string): Promise<DefaultTax[]> {
  const { docs } = await payload.db.find<DefaultTax>({
    collection: slugOf(payload, 'taxes'),
    where: {
      and: [
        { appliesByDefault: { equals: true } },
        { active: { equals: true } },
        ...inForce(payload, 'taxes'),
      ],
    },
    sort: 'id',
    pagination: false,
  })
  const taxes = docs.map((tax) => ({ ...tax, displayName: textIn(payload, tax.displayName, locale) }))
  return fitOrder(payload, taxes)
}

/**
 * As many taxes as an order takes, by their ids. No more than that can be saved; where the database has more all the
 * same, staff must see to it and shoppers are not turned away.
 */
export function fitOrder<T>(payload: BasePayload, taxes: readonly T[]): T[] {
  if (taxes.length > MAX_TAXES) {
    payload.logger.error(
      `There are more than ${MAX_TAXES} taxes that apply by default. Orders have the first ${MAX_TAXES} only.`,
    )
  }
  return taxes.slice(0, MAX_TAXES)
}
