import type { BasePayload } from 'payload'
import { MAX_TAXES } from '../../domain/tax-rules.ts'

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
