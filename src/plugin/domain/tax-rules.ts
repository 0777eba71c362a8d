import {
  type FieldProblem,
  flagProblem,
  isAbsent,
  metadataProblem,
  problemsOf,
  textProblem,
} from './field-problem.ts'
import { taxPercentToPpm, WHOLE_PPM } from './percentages.ts'

/** Stripe allows five tax rates on a line: https://docs.stripe.com/tax/tax-rates */
export const MAX_TAXES = 5

// Limits of tax rates: https://docs.stripe.com/api/tax_rates/create
const MAX_NAME_LENGTH = 50
const MAX_TEXT_LENGTH = 5000

/** What a caller sent for a tax, whole: a change is merged into what is stored before it is checked. */
export type TaxFields = Partial<Record<TaxField, unknown>>

type TaxField =
  | 'displayName'
  | 'percentage'
  | 'inclusive'
  | 'appliesByDefault'
  | 'jurisdiction'
  | 'country'
  | 'state'
  | 'description'
  | 'active'
  | 'metadata'

/** Everything in a tax that Stripe would refuse for good. */
export function validateTax(tax: TaxFields): FieldProblem[] {
  return problemsOf([
    ['displayName', textProblem(tax.displayName, { required: true, maxLength: MAX_NAME_LENGTH })],
    ['percentage', percentageProblem(tax.percentage)],
    ['inclusive', isAbsent(tax.inclusive) ? 'is required' : flagProblem(tax.inclusive)],
    ['appliesByDefault', flagProblem(tax.appliesByDefault)],
    ['jurisdiction', textProblem(tax.jurisdiction, { maxLength: MAX_NAME_LENGTH })],
    ['country', countryProblem(tax.country)],
    ['state', textProblem(tax.state, { maxLength: MAX_TEXT_LENGTH })],
    ['description', textProblem(tax.description, { maxLength: MAX_TEXT_LENGTH })],
    ['active', flagProblem(tax.active)],
    ['metadata', metadataProblem(tax.metadata)],
  ])
}

function percentageProblem(percentage: unknown): string | null {
  if (isAbsent(percentage)) return 'is required'
  const rule = 'must be from 0 to 100, with at most four decimals'
  if (typeof percentage !== 'number') return rule
  try {
    return taxPercentToPpm(percentage) <= WHOLE_PPM ? null : rule
  } catch {
    return rule
  }
}

function countryProblem(country: unknown): string | null {
  if (isAbsent(country)) return null
  const isCode = typeof country === 'string' && /^[A-Z]{2}$/.test(country)
  return isCode ? null : 'must be a country code of two capital letters, such as DE'
}
