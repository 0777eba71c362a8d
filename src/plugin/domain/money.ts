// An amount is a plain integer in the minor unit of a currency that stands beside it: 1999 and
// 'eur', 500 and 'jpy', 1250 and 'kwd'. Currencies are ISO 4217 codes, lower case.

/** `amountMinor × numerator ÷ denominator`, exact, then rounded once, half up. Nothing is negative. */
export function roundedShare(amountMinor: number, numerator: number, denominator: number): number {
  assertAmount(amountMinor)
  assertAmount(numerator)
  const product = 2n * BigInt(amountMinor) * BigInt(numerator) + BigInt(denominator)
  return Number(product / (2n * BigInt(denominator)))
}

/**
 * Splits an amount over weights so that the parts add up to it again: each part is rounded down, and
 * what is left goes, one unit each, to the parts that lost most. Equal losses prefer the greater
 * weight, not the earlier place, so that the order of the weights cannot change what a weight gets.
 */
export function allocate(amountMinor: number, weights: readonly number[]): number[] {
  assertAmount(amountMinor)
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n)
  if (total === 0n) return weights.map(() => 0)
  const shares = weights.map((weight, index) => {
    const product = BigInt(amountMinor) * BigInt(weight)
    return { index, weight, part: Number(product / total), loss: product % total }
  })
  const parts = shares.map((share) => share.part)
  const left = amountMinor - sumOf(parts)
  const neediest = shares.toSorted((a, b) => compare(b.loss, a.loss) || b.weight - a.weight)
  for (const { index } of neediest.slice(0, left)) parts[index] = parts[index]! + 1
  return parts
}

export function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}

/** Throws on what can only be a bug of ours: an amount is a whole number of minor units, not negative. */
export function assertAmount(amountMinor: number): void {
  assertInteger(amountMinor)
  if (amountMinor < 0) throw new RangeError(`An amount must not be negative: ${amountMinor}`)
}

export function assertInteger(value: number): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`An amount must be an integer: ${value}`)
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b)
}
