import { findRedemptionRefusal } from '../../domain/discount-rules.ts'
import { ShopError } from '../../domain/errors.ts'
import { isAbsent } from '../../domain/field-problem.ts'
import type { Id } from '../../domain/id.ts'
import { discountPercentToPpm, taxPercentToPpm } from '../../domain/percentages.ts'
import { type PricingDiscount, priceOrder, type TaxRounding } from '../../domain/pricing.ts'
import { type Fulfilment, listShipping, type ShippingCopy } from '../../domain/shipping.ts'
import { MAX_TAXES } from '../../domain/tax-rules.ts'
import {
  type Draft,
  type DraftLine,
  type DraftSources,
  type GrantedDiscount,
  idOf,
  type LeviedTax,
  listOf,
  type SoldItem,
} from './draft-sources.ts'

/** What an order keeps of its discount, whatever becomes of the discount. Amounts in the order's currency. */
export interface DiscountCopy {
  id: Id
  name: string
  percentOff?: number
  amountOff?: number
  amount: number
}

/** What an order keeps of a tax. `amount` in the minor unit of the order's currency. */
export interface TaxCopy {
  id: Id
  displayName: string
  percentage: number
  inclusive: boolean
  amount: number
}

/** How an account rounds tax; the account is the one that the currency is paid with. */
export type TaxRoundingOf = (currency: string) => TaxRounding

/**
 * What a draft would cost now, worked out from what it consists of and never from the caller. Throws
 * `mixed_currencies` (409), or `invalid_input` (400) naming the field that cannot be sold as it is.
 */
export function priceDraft(sources: DraftSources, draft: Draft, taxRoundingOf: TaxRoundingOf) {
  draft.lines.forEach(assertQuantity)
  const items = draft.lines.map((line, index) => itemOf(sources, line, index))
  const currency = currencyOf(items)
  const discount = discountOf(sources, draft, currency)
  const taxes = taxesOf(sources, draft)
  const priced = priceOrder({
    currency,
    lines: items.map((item, index) => ({ quantity: draft.lines[index]!.quantity, unitAmount: item.price })),
    discount: discount && pricingOf(discount),
    taxes: taxes.map(({ percentage, inclusive }) => ({
      percentagePpm: taxPercentToPpm(percentage),
      inclusive,
    })),
    taxRounding: taxRoundingOf(currency),
  })
  const shipping = shippingOf(sources, draft, { items, currency, subtotal: priced.subtotal })
  return {
    currency,
    lines: items.map((item, index) => ({
      ...draft.lines[index]!,
      soldItem: String(item.id),
      name: item.name,
      unitAmount: item.price,
      amount: priced.lines[index]!.amount,
    })),
    subtotal: priced.subtotal,
    discountAmount: priced.discountAmount,
    taxAmount: priced.taxAmount,
    shippingAmount: shipping?.amount ?? 0,
    total: priced.total + (shipping?.amount ?? 0),
    shippingCopy: shipping,
    fulfilment: fulfilmentOf(sources),
    discountCopy: discount && copyDiscount(discount, priced.discountAmount),
    taxCopies: taxes.map((tax, index) => copyTax(tax, priced.taxes[index]!.amount)),
  }
}

/** The ways of delivery for what is sold at this price; none where nothing of it is sent anywhere. */
export function shippingChoices(
  { shippingRates }: DraftSources,
  { items, currency, subtotal }: { items: readonly SoldItem[]; currency: string; subtotal: number },
): ShippingCopy[] {
  if (items.every(({ isShipped }) => isShipped === false)) return []
  return listShipping(shippingRates, { currency, subtotal })
}

function shippingOf(
  sources: DraftSources,
  { shippingRate }: Draft,
  sold: { items: readonly SoldItem[]; currency: string; subtotal: number },
): ShippingCopy | null {
  const choices = shippingChoices(sources, sold)
  const wanted = String(idOf(shippingRate))
  if (wanted === '' || choices.length === 0) return choices[0] ?? null
  const chosen = choices.find(({ id }) => String(id) === wanted)
  if (chosen) return chosen
  throw new ShopError('invalid_input', '"shippingRate" is not a delivery option for this order.')
}

/** A shop that sends nothing anywhere says nothing of it. */
function fulfilmentOf({ shippingRates }: DraftSources): Fulfilment | null {
  return shippingRates.length > 0 ? 'none' : null
}

/** Payload looks at a field's own limits only after the hooks, and takes fractions for numbers. */
function assertQuantity({ quantity }: DraftLine, index: number): void {
  if (Number.isInteger(quantity) && quantity >= 1 && quantity <= 99) return
  throw new ShopError('invalid_input', `"lines.${index}.quantity" must be a whole number from 1 to 99.`)
}

function itemOf({ items }: DraftSources, line: DraftLine, index: number): SoldItem {
  const item = items.get(String(idOf(line.item)))
  if (!item) throw new ShopError('invalid_input', `"lines.${index}.item" is not an item that is on sale.`)
  return item
}

function currencyOf(items: SoldItem[]): string {
  const currencies = [...new Set(items.map((item) => item.currency))]
  const [currency] = currencies
  if (currency !== undefined && currencies.length === 1) return currency
  throw new ShopError(
    'mixed_currencies',
    `"lines" mixes currencies: ${currencies.join(', ')}. An order has only one.`,
  )
}

function discountOf(
  { discounts, redemptions }: DraftSources,
  { discount: wanted }: Draft,
  currency: string,
): GrantedDiscount | null {
  const id = String(idOf(wanted))
  if (id === '') return null
  const discount = discounts.get(id)
  if (!discount) throw new ShopError('invalid_input', '"discount" is not a discount of this shop.')
  const refusal = findRedemptionRefusal(discount, {
    currency,
    redemptions: redemptions.get(id) ?? 0,
    now: new Date(),
  })
  if (refusal) {
    throw new ShopError('invalid_input', `"discount" cannot be used: ${refusal.message}`, { cause: refusal })
  }
  return discount
}

function pricingOf({ percentOff, amountOff }: GrantedDiscount): PricingDiscount {
  if (typeof percentOff === 'number') return { percentOffPpm: discountPercentToPpm(percentOff) }
  return { amountOff: amountOff ?? 0 }
}

function taxesOf({ taxes }: DraftSources, { taxes: wanted }: Draft): LeviedTax[] {
  if (!isAbsent(wanted) && !Array.isArray(wanted))
    throw new ShopError('invalid_input', '"taxes" must be a list.')
  const ids = [...new Set(listOf(wanted).map((tax) => String(idOf(tax))))]
  if (ids.length > MAX_TAXES)
    throw new ShopError('invalid_input', `"taxes" may have at most ${MAX_TAXES} entries.`)
  return ids.map((id) => {
    const tax = taxes.get(id)
    if (!tax) throw new ShopError('invalid_input', '"taxes" names a tax that does not exist.')
    if (tax.active === false)
      throw new ShopError('invalid_input', `"taxes": “${tax.displayName}” is not active.`)
    return tax
  })
}

function copyDiscount({ id, name, percentOff, amountOff }: GrantedDiscount, amount: number): DiscountCopy {
  const value = typeof percentOff === 'number' ? { percentOff } : { amountOff: amountOff ?? 0 }
  return { id, name, ...value, amount }
}

function copyTax({ id, displayName, percentage, inclusive }: LeviedTax, amount: number): TaxCopy {
  return { id, displayName, percentage, inclusive, amount }
}
