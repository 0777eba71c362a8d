import type { CollectionBeforeValidateHook } from 'payload'
import { validateTax } from '../../domain/tax-rules.ts'
import { metadataRoomProblems, refuseProblems } from '../refuse-problems.ts'

/** Holds a tax, whoever writes it, to what Stripe takes. */
export const guardTax: CollectionBeforeValidateHook = ({ collection, data = {}, originalDoc, req }) => {
  const whole = { ...originalDoc, ...data }
  const problems = [...validateTax(whole), ...metadataRoomProblems(whole.metadata)]
  refuseProblems(problems, { collection: collection.slug, req })
  return data
}
