import type Stripe from 'stripe'
import { type Caller, StripeCallError } from './caller.ts'
import { type InStep, metadataChange, type Numbering, type Remembered } from './sync-memory.ts'

/** What a tax should be in Stripe. */
export interface TaxRateWish {
  displayName: string
  /** Percent, at most four decimals. */
  percentage: number
  isInclusive: boolean
  jurisdiction: string
  country: string
  state: string
  description: string
  isActive: boolean
  metadata: Record<string, string>
}

interface TaxRateSync {
  remembered: Remembered
  numbering: Numbering
  marks: { installation: string; taxId: string }
}

/** Makes the account's tax rate match the tax; another percentage or kind is another rate. */
export async function syncTaxRate(caller: Caller, wish: TaxRateWish, sync: TaxRateSync): Promise<InStep> {
  const known = await findKnown(caller, sync)
  const terms = taxRateTerms(wish.percentage, wish.isInclusive)
  const same = known.find((rate) => taxRateTerms(rate.percentage, rate.inclusive) === terms)
  const rate = same ?? (await createTaxRate(caller, wish, sync))
  if (same) await updateTaxRate(caller, same, { wish, marks: sync.marks })
  await archiveTaxRates(caller, known, rate.id)
  // An archived rate cannot be used for a new payment.
  return { objectId: rate.id, terms: wish.isActive ? terms : null }
}

/** Stripe has no delete. */
export async function retireTaxRate(caller: Caller, sync: TaxRateSync): Promise<InStep> {
  await archiveTaxRates(caller, await findKnown(caller, sync), null)
  return { objectId: null, terms: null }
}

/** Everything of a tax rate that never changes. */
export function taxRateTerms(percentage: number, isInclusive: boolean): string {
  return `${percentage}% ${isInclusive ? 'inclusive' : 'exclusive'}`
}

/**
 * The one that is remembered, and those whose creation a crash kept from being remembered. Stripe takes no id of
 * ours for a tax rate, so these are found by their marks in the list, which unlike search never lags behind.
 */
async function findKnown(caller: Caller, { remembered, marks }: TaxRateSync): Promise<Stripe.TaxRate[]> {
  const { objectId, isSettled } = remembered
  const known = objectId === null ? null : await caller.find((stripe) => stripe.taxRates.retrieve(objectId))
  const left = isSettled ? [] : await findMarked(caller, marks)
  return [...(known ? [known] : []), ...left.filter(({ id }) => id !== known?.id)]
}

async function findMarked(caller: Caller, marks: TaxRateSync['marks']): Promise<Stripe.TaxRate[]> {
  const found: Stripe.TaxRate[] = []
  let after: string | undefined
  do {
    const starting = after === undefined ? {} : { starting_after: after }
    const page = await caller.read((stripe) =>
      stripe.taxRates.list({ active: true, limit: 100, ...starting }),
    )
    found.push(...page.data.filter(({ metadata }) => isMarked(metadata, marks)))
    after = page.has_more ? page.data.at(-1)?.id : undefined
  } while (after !== undefined)
  return found
}

function isMarked(metadata: Stripe.Metadata | null, marks: TaxRateSync['marks']): boolean {
  return metadata?.installation === marks.installation && metadata?.taxId === marks.taxId
}

async function createTaxRate(
  caller: Caller,
  wish: TaxRateWish,
  { numbering, marks }: TaxRateSync,
): Promise<{ id: string }> {
  const params: Stripe.TaxRateCreateParams = {
    display_name: wish.displayName,
    percentage: wish.percentage,
    inclusive: wish.isInclusive,
    active: wish.isActive,
    ...Object.fromEntries(Object.entries(placeOf(wish)).filter(([, value]) => value !== '')),
    metadata: { ...wish.metadata, ...marks },
  }
  const post = (number: number) =>
    caller.change<{ id: string }>({
      what: `create the tax rate “${wish.displayName}” (${taxRateTerms(wish.percentage, wish.isInclusive)})`,
      call: (stripe) =>
        stripe.taxRates.create(params, {
          idempotencyKey: `${marks.installation}:tax:${marks.taxId}:${number}`,
        }),
      pretend: { id: '' },
    })
  try {
    return await post(await numbering.current())
  } catch (error) {
    if (!(error instanceof StripeCallError) || error.kind === 'unknown') throw error
    // The answer is kept under the key, an outage and the refusal of other parameters alike.
    const number = await numbering.next()
    if (error.kind === 'unavailable') throw error
    return post(number)
  }
}

function placeOf({ jurisdiction, country, state, description }: TaxRateWish) {
  return { jurisdiction, country, state, description }
}

async function updateTaxRate(
  caller: Caller,
  rate: Stripe.TaxRate,
  { wish, marks }: { wish: TaxRateWish; marks: TaxRateSync['marks'] },
): Promise<void> {
  const metadata = metadataChange(rate.metadata, { ...wish.metadata, ...marks }, { isWhole: true })
  const place = Object.entries(placeOf(wish)).filter(
    ([name, value]) => (rate[name as keyof ReturnType<typeof placeOf>] ?? '') !== value,
  )
  const changes: Stripe.TaxRateUpdateParams = {
    ...(rate.display_name !== wish.displayName && { display_name: wish.displayName }),
    ...(rate.active !== wish.isActive && { active: wish.isActive }),
    ...Object.fromEntries(place),
    ...(metadata && { metadata }),
  }
  if (Object.keys(changes).length === 0) return
  await caller.change<unknown>({
    what: `update the tax rate (${Object.keys(changes).join(', ')})`,
    call: (stripe) => stripe.taxRates.update(rate.id, changes),
    pretend: undefined,
  })
}

async function archiveTaxRates(
  caller: Caller,
  rates: readonly Stripe.TaxRate[],
  kept: string | null,
): Promise<void> {
  for (const { id, active } of rates) {
    if (!active || id === kept) continue
    await caller.change<unknown>({
      what: `archive the tax rate ${id}`,
      call: (stripe) => stripe.taxRates.update(id, { active: false }),
      pretend: undefined,
    })
  }
}
