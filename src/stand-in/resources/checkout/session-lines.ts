import type Stripe from 'stripe'
import type { Call } from '../../api/call.ts'
import { invalidParam } from '../../api/errors.ts'
import type { Params } from '../../api/form.ts'
import { newId } from '../../store/ids.ts'
import { readTaxRounding } from '../../store/settings.ts'
import type { StoredPrice } from '../../store/stored-price.ts'
import { createPrice, findPrice } from '../catalogue/prices.ts'
import { findProduct } from '../catalogue/product-records.ts'
import { findTaxRate } from '../catalogue/tax-rates.ts'
import { mergeMetadata } from '../metadata.ts'
import { computeLines, type RateTerms } from './session-arithmetic.ts'
import type { DetailedLine, SessionDiscount, SessionLine } from './session-details.ts'

export type PlainLine = Pick<DetailedLine, 'line' | 'rates'>

export function createLine(call: Call, params: Params, index: number): PlainLine {
  const at = `line_items[${index}]`
  const price =
    params.price === undefined
      ? createPrice(call, params.price_data as Params, { isInline: true, at: `${at}[price_data]` })
      : findSellablePrice(call, String(params.price), `${at}[price]`)
  const quantity = Number(params.quantity)
  const amount = (price.unit_amount ?? 0) * quantity
  const line: SessionLine = {
    id: newId('li'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: findProduct(call, price.product, 'product').name,
    metadata: mergeMetadata({}, params.metadata, `${at}[metadata]`),
    price,
    quantity,
  }
  return { line, rates: findRates(call, params, at) }
}

/** Documentation: an archived rate cannot be used any more. The wordings are unverified. */
function findRates(call: Call, { tax_rates: sent }: Params, at: string): Stripe.TaxRate[] {
  const ids = (sent ?? []) as string[]
  return ids.map((id, index) => {
    const param = `${at}[tax_rates][${index}]`
    const rate = findTaxRate(call, id, param)
    if (!rate.active) {
      throw invalidParam(
        param,
        `The tax rate ${id} is archived: it cannot be used in a new Checkout Session.`,
      )
    }
    if (ids.indexOf(id) < index) throw invalidParam(param, `The tax rate ${id} is there twice.`)
    return rate
  })
}

/** Puts discount and taxes on the lines, rounded as the account is set to. */
export function computeAmounts(
  call: Call,
  lines: PlainLine[],
  discount: SessionDiscount | null,
): DetailedLine[] {
  const computed = computeLines(
    lines.map(({ line, rates }) => ({ subtotal: line.amount_subtotal, rates: rates as RateTerms[] })),
    discount?.terms ?? null,
    readTaxRounding(call),
  )
  return lines.map(({ line, rates }, index) => {
    const amounts = computed[index]!
    return {
      rates,
      computed: amounts,
      line: {
        ...line,
        amount_discount: amounts.discount,
        amount_tax: amounts.tax,
        amount_total: amounts.total,
      },
    }
  })
}

/** Both wordings as seen from Stripe; that they have no code is unverified. */
function findSellablePrice(call: Call, id: string, param: string): StoredPrice {
  const price = findPrice(call, id, param)
  if (!price.active) {
    throw invalidParam(param, 'The price specified is inactive. This field only accepts active prices.')
  }
  if (!findProduct(call, price.product, param).active) {
    throw invalidParam(
      param,
      'The product of the price specified is inactive. This field only accepts prices of active products.',
    )
  }
  return price
}

/** That one session has one currency is documented; the wording is unverified. */
export function checkOneCurrency(lines: SessionLine[], params: Params): string {
  const currency = params.currency === undefined ? lines[0]!.currency : String(params.currency).toLowerCase()
  const index = lines.findIndex((line) => line.currency !== currency)
  if (index >= 0) {
    throw invalidParam(
      `line_items[${index}]`,
      `You cannot combine currencies on a single Checkout Session. This session uses ${currency}, but this line item uses ${lines[index]!.currency}.`,
    )
  }
  return currency
}
