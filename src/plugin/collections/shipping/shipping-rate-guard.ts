import type { CollectionBeforeValidateHook } from 'payload'
import { validateShippingRate } from '../../domain/shipping-rules.ts'
import { refuseProblems } from '../problem-refusals.ts'

/** Holds a way of delivery, whoever writes it, to what can be charged. */
export const guardShippingRate: CollectionBeforeValidateHook = ({
  collection,
  data = {},
  originalDoc,
  req,
}) => {
  refuseProblems(validateShippingRate({ ...originalDoc, ...data }), { collection: collection.slug, req })
  return data
}
