import { chargeStepProblem } from '../../domain/charge-limits.ts'
import { minorDigits } from '../../domain/currencies.ts'
import { ShopError } from '../../domain/errors.ts'
import { parseMoney, toInputText } from '../../domain/money-text.ts'

/** What a text in a money field means: an amount, nothing, or a problem and then no amount either. */
export interface TypedAmount {
  amountMinor: number | null
  problem: string | null
}

/** Reads the text of a money field. Without a currency nobody can say what `19.99` is. */
export function readTypedAmount(text: string, currency: string | null): TypedAmount {
  if (text.trim() === '') return { amountMinor: null, problem: null }
  if (!currency) return { amountMinor: null, problem: 'Choose the currency first.' }
  try {
    return { amountMinor: parseMoney(text, currency), problem: null }
  } catch (error) {
    if (!(error instanceof ShopError)) throw error
    return { amountMinor: null, problem: error.message }
  }
}

/** What the server would say of an amount that cannot be charged in its currency; null where it can be. */
export function describeWrongStep(
  amountMinor: unknown,
  { path, currency }: { path: string; currency: string | null },
): string | null {
  if (!currency || typeof amountMinor !== 'number') return null
  const problem = chargeStepProblem(amountMinor, currency)
  return problem && `${path} ${problem}.`
}

/** The text that stands for a stored amount; empty while there is none, or no currency to read it in. */
export function showStoredAmount(amountMinor: unknown, currency: string | null): string {
  if (!currency || !Number.isSafeInteger(amountMinor)) return ''
  return toInputText(amountMinor as number, currency)
}

/**
 * Reads a text again after the currency has changed: `20.00` usd, 2000, becomes 20 in jpy, and `19.99`
 * a problem. Zeros at the end say nothing and are no decimals too many.
 */
export function rereadAmount(text: string, currency: string | null): TypedAmount {
  return readTypedAmount(text.replace(/([.,]\d*?)0+$/, '$1'), currency)
}

/** Whether an integer means another amount after the currency has changed: 500 is 5.00 usd, but 500 jpy. */
export function hasOtherDigits(before: string | null, after: string | null): boolean {
  if (!before || !after) return before !== after
  return minorDigits(before) !== minorDigits(after)
}

/** Where a money field's currency may stand: beside it, or, for a line or a group, at the top. */
export function currencyPathsOf(path: string): [sibling: string, top: string] {
  return [path.replace(/[^.]*$/, 'currency'), 'currency']
}
