import type { TaxRounding } from '../resources/checkout/session-arithmetic.ts'
import type { Work } from '../stand-in.ts'

const TAX_ROUNDING = ['settings', 'taxRounding']

/** How the account rounds tax: as the switch says, or as the stand-in was started. */
export function readTaxRounding({ tx, account }: Pick<Work, 'tx' | 'account'>): TaxRounding {
  return (tx.getNote(TAX_ROUNDING) as TaxRounding | undefined) ?? account.taxRounding
}

export function writeTaxRounding({ tx }: Pick<Work, 'tx'>, rounding: TaxRounding): void {
  tx.putNote(TAX_ROUNDING, rounding)
}
