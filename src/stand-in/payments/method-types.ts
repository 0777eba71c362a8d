import { notSimulated } from '../api/errors.ts'
import type { Params } from '../api/form.ts'
import { readWhole } from '../api/read-params.ts'
import { debitTypeOf } from './instruments.ts'

/**
 * What a payment can be made with: of what a test account has turned on, cards and the bank debit of the
 * currency, those that the request allows. Cards are always among them: the page has no form without.
 *
 * Documentation of `allowed_payment_method_types` and `excluded_payment_method_types`.
 */
export function readMethodTypes(params: Params, currency: string): string[] {
  const allowed = readWhole(params.allowed_payment_method_types) as string[] | undefined
  const excluded = readWhole(params.excluded_payment_method_types) as string[] | undefined
  const debit = debitTypeOf(currency)
  const types = debit ? ['card', debit] : ['card']
  const offered = types.filter(
    (type) => (!allowed?.length || allowed.includes(type)) && !excluded?.includes(type),
  )
  if (offered[0] === 'card') return offered
  if (excluded?.includes('card')) throw notSimulated('excluded_payment_method_types', 'card')
  throw notSimulated('allowed_payment_method_types', 'without card')
}

/** As the object tells what was sent. */
export function toldMethodTypes(params: Params, name: string): string[] | null {
  return (readWhole(params[name]) as string[] | '' | undefined) || null
}
