import type { Call, Operations } from '../../api/call.ts'
import { ApiError, invalidParam, missingParam, noSuch, notFound, notSimulated } from '../../api/errors.ts'
import type { Params } from '../../api/form.ts'
import { listPage } from '../../api/pagination.ts'
import { readWhole } from '../../api/read-params.ts'
import type { Work } from '../../stand-in.ts'
import { newId } from '../../store/ids.ts'
import type { StoredPrice } from '../../store/stored-price.ts'
import { emitEvent, previousAttributes } from '../../webhooks/events.ts'
import { MAX_AMOUNT } from '../currencies.ts'
import { mergeMetadata } from '../metadata.ts'
import { createProduct, findProduct } from './product-records.ts'

export const prices: Operations = {
  'POST /v1/prices': { handle: (call) => createPrice(call, call.params) },
  'GET /v1/prices': { handle: list },
  'GET /v1/prices/{id}': { handle: (call) => findPrice(call, call.path.id!) },
  'POST /v1/prices/{id}': { handle: update },
}

/** Kinds of prices that have no `unit_amount`, and would be refused for want of one. */
const NOT_SIMULATED = ['tiers', 'tiers_mode', 'custom_unit_amount']

/** @param param what named the price, where it was not the path */
export function findPrice({ tx }: Pick<Work, 'tx'>, id: string, param?: string): StoredPrice {
  const stored = tx.find('price', id)
  if (!stored) throw param ? noSuch('price', id, param) : notFound('price', id)
  return stored.doc
}

interface PriceOptions {
  /** Made inside a session: not active, and in no list (documentation: lists exclude inline prices). */
  isInline?: boolean
  /** Where the parameters sit in the request, such as `line_items[0][price_data]`. */
  at?: string
  /** Of what it is the price, where the parameters do not say so. */
  product?: string
}

export function createPrice(
  work: Work,
  params: Params,
  { isInline = false, at, product: known }: PriceOptions = {},
): StoredPrice {
  const name = (param: string) => (at ? `${at}[${param}]` : param)
  for (const param of NOT_SIMULATED) if (params[param] !== undefined) throw notSimulated(name(param))
  if (params.billing_scheme === 'tiered') throw notSimulated('billing_scheme', 'tiered')
  if (params.currency === undefined) throw missingParam(name('currency'))
  const currency = String(params.currency).toLowerCase()
  const amount = readUnitAmount(params, name)
  const product = known ?? readProduct(work, params, name, isInline)
  const price: StoredPrice = {
    id: newId('price'),
    object: 'price',
    active: isInline ? false : ((params.active as boolean | undefined) ?? true),
    billing_scheme: 'per_unit',
    created: work.nowSeconds,
    currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: takeLookupKey(work, params),
    metadata: mergeMetadata({}, params.metadata, name('metadata')),
    nickname: (params.nickname as string | undefined) ?? null,
    product,
    recurring: null,
    tax_behavior: (params.tax_behavior as StoredPrice['tax_behavior'] | undefined) ?? 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'one_time',
    unit_amount: amount,
    unit_amount_decimal: String(amount),
  }
  if (isInline) {
    // In no list, and no event tells of it (the latter is unverified).
    work.tx.insertUnlisted('price', price, { isInline })
  } else {
    work.tx.insert('price', price, { isInline })
    emitEvent(work, 'price.created', price)
  }
  return price
}

function readUnitAmount(params: Params, name: (param: string) => string): number {
  const { unit_amount: amount, unit_amount_decimal: decimal } = params
  if (amount !== undefined && decimal !== undefined) {
    throw invalidParam(
      name('unit_amount_decimal'),
      'You may only specify one of these parameters: unit_amount, unit_amount_decimal.',
      'parameters_exclusive',
    )
  }
  if (amount === undefined && decimal === undefined) throw missingParam(name('unit_amount'))
  const value = Number(amount ?? decimal)
  if (!Number.isInteger(value)) throw notSimulated(name('unit_amount_decimal'))
  if (value > MAX_AMOUNT) {
    // Documentation: "up to eight digits". The code is the one of charges: unverified.
    throw invalidParam(name('unit_amount'), `Amount must be no more than ${MAX_AMOUNT}.`, 'amount_too_large')
  }
  return value
}

function readProduct(work: Work, params: Params, name: (param: string) => string, isInline: boolean): string {
  const { product, product_data: data } = params
  if (product !== undefined && data !== undefined) {
    throw invalidParam(
      name('product_data'),
      'You may only specify one of these parameters: product, product_data.',
      'parameters_exclusive',
    )
  }
  if (data !== undefined) return createProduct(work, data as Params, !isInline).id
  if (product === undefined) throw missingParam(name('product'))
  const found = findProduct(work, String(product), name('product'))
  if (isInline && !found.active) {
    // Wording and code are unverified; that archived products are refused in new sessions is documented.
    throw invalidParam(
      name('product'),
      `The product ${found.id} is not active, so it cannot be sold.`,
      'product_inactive',
    )
  }
  return found.id
}

/** Documentation: "transfer_lookup_key … atomically remove the lookup key from the existing price". */
function takeLookupKey(work: Work, params: Params): string | null {
  const { lookup_key: key, transfer_lookup_key: isTransferred } = params as {
    lookup_key?: string
    transfer_lookup_key?: boolean
  }
  if (!key) return null
  const [holder] = work.tx.list('price', { where: { lookup_key: key }, limit: 1 })
  if (!holder) return key
  if (isTransferred !== true) {
    throw invalidParam('lookup_key', `A price (\`${holder.doc.id}\`) already uses that lookup key.`)
  }
  changePrice(work, holder.doc, { lookup_key: null })
  return key
}

/** Documentation: "Returns a list of your active prices, excluding inline prices. For inactive prices, set active to false." */
function list(call: Call) {
  const { active = true, currency, product, lookup_keys: keys, type = 'one_time' } = call.params
  const lookupKeys = readWhole(keys)
  return listPage(call, call.params, {
    kind: 'price',
    url: '/v1/prices',
    where: {
      // All prices here are paid once: of the others there are none.
      lookup_key: type === 'one_time' ? lookupKeys : [],
      product,
      currency: (currency as string | undefined)?.toLowerCase(),
      active,
    },
  })
}

function update(call: Call): StoredPrice {
  const price = findPrice(call, call.path.id!)
  const { active, metadata, nickname, lookup_key: lookupKey, tax_behavior: taxBehavior } = call.params
  if (active === false) checkIsNoDefault(call, price)
  if (
    taxBehavior !== undefined &&
    price.tax_behavior !== 'unspecified' &&
    taxBehavior !== price.tax_behavior
  ) {
    // Documentation: "Once specified as either inclusive or exclusive, it cannot be changed."
    throw new ApiError('The tax_behavior of a price cannot be changed once it is set.', {
      param: 'tax_behavior',
    })
  }
  return changePrice(call, price, {
    ...(active !== undefined && { active: active as boolean }),
    ...(nickname !== undefined && { nickname: (nickname as string) || null }),
    ...(metadata !== undefined && { metadata: mergeMetadata(price.metadata, metadata) }),
    ...(taxBehavior !== undefined && { tax_behavior: taxBehavior as StoredPrice['tax_behavior'] }),
    ...(lookupKey !== undefined && {
      lookup_key: lookupKey === price.lookup_key ? price.lookup_key : takeLookupKey(call, call.params),
    }),
  })
}

/** Seen in Stripe's Dashboard and forums: the default price of an active product is not archived. */
function checkIsNoDefault(work: Work, price: StoredPrice): void {
  const product = work.tx.find('product', price.product)?.doc
  if (product?.default_price !== price.id) return
  throw new ApiError('This price cannot be archived because it is the default price of its product.', {
    param: 'active',
  })
}

function changePrice(work: Work, before: StoredPrice, change: Partial<StoredPrice>): StoredPrice {
  const after: StoredPrice = { ...before, ...change }
  const previous = previousAttributes(before, after)
  work.tx.replace('price', after)
  if (Object.keys(previous).length > 0) emitEvent(work, 'price.updated', after, previous)
  return after
}
