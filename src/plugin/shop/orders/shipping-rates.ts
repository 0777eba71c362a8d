import type { BasePayload } from 'payload'
import { readShippingRates } from '../../collections/orders/draft-sources.ts'
import type { ShippingRate } from '../../domain/shipping.ts'

/**
 * Every way of delivery that is in use, for pages that say what it costs.
 * @param locale of the project's; the default one where none is named
 */
export function findShippingRates(payload: BasePayload, locale?: string): Promise<ShippingRate[]> {
  return readShippingRates({ payload, locale: locale ?? null })
}
