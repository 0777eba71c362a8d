import type { BasePayload } from 'payload'
import { readShippingRates } from '../../collections/orders/draft-sources.ts'
import type { ShippingRate } from '../../domain/shipping.ts'

/** Every way of delivery that is in use, for pages that say what it costs. */
export function findShippingRates(payload: BasePayload): Promise<ShippingRate[]> {
  return readShippingRates({ payload })
}
