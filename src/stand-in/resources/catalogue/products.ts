import type { Call, Operations } from '../../api/call.ts'
import { ApiError, invalidParam, noSuch } from '../../api/errors.ts'
import type { Params } from '../../api/form.ts'
import { listPage } from '../../api/pagination.ts'
import { readWhole } from '../../api/read-params.ts'
import type { Work } from '../../stand-in.ts'
import { emitEvent } from '../../webhooks/events.ts'
import { mergeMetadata } from '../metadata.ts'
import { createPrice } from './prices.ts'
import { changeProduct, createProduct, findProduct, type Product } from './product-records.ts'

export const products: Operations = {
  'POST /v1/products': { handle: create },
  'GET /v1/products': { handle: list },
  'GET /v1/products/{id}': { handle: ({ tx, path }) => findProduct({ tx }, path.id!) },
  'POST /v1/products/{id}': { handle: update },
  'DELETE /v1/products/{id}': { handle: remove },
}

function create(call: Call): Product {
  const { default_price_data: priceData } = call.params
  const product = createProduct(call, call.params)
  if (priceData === undefined) return product
  const price = createPrice(call, priceData as Params, {
    at: 'default_price_data',
    product: product.id,
  })
  return changeProduct(call, product, { default_price: price.id })
}

function list(call: Call) {
  const { active, ids, shippable, url, starting_after: start, ending_before: before } = call.params
  if (ids !== undefined && (start !== undefined || before !== undefined)) {
    // Documentation of `ids`: "Cannot be used with starting_after or ending_before"; the wording is unverified.
    throw invalidParam('ids', 'You cannot use ids together with starting_after or ending_before.')
  }
  return listPage(call, call.params, {
    kind: 'product',
    url: '/v1/products',
    where: { url, shippable, active },
    ids: readWhole(ids) as string[] | undefined,
  })
}

function update(call: Call): Product {
  const product = findProduct(call, call.path.id!)
  const { metadata, default_price: defaultPrice } = call.params
  if (defaultPrice) checkDefaultPrice(call, product, String(defaultPrice))
  return changeProduct(call, product, {
    ...changedFields(call.params),
    ...(defaultPrice !== undefined && { default_price: (defaultPrice as string) || null }),
    ...(metadata !== undefined && { metadata: mergeMetadata(product.metadata, metadata) }),
  })
}

/** Source: documentation of products ("default_price") ; the wording is unverified. */
function checkDefaultPrice(work: Work, product: Product, id: string): void {
  const price = work.tx.find('price', id)?.doc
  if (!price) throw noSuch('price', id, 'default_price')
  if (price.product !== product.id) {
    throw new ApiError(`The price specified does not belong to this product.`, { param: 'default_price' })
  }
  if (!price.active) throw new ApiError('The default price must be active.', { param: 'default_price' })
}

/** Documentation: "Deleting a product is only possible if it has no prices associated with it." */
function remove(call: Call): object {
  const product = findProduct(call, call.path.id!)
  const prices = call.tx.list('price', { where: { product: product.id }, limit: 1 })
  if (prices.length > 0) {
    throw new ApiError('This product cannot be deleted because it has one or more user-created prices.', {})
  }
  call.tx.remove('product', product.id)
  emitEvent(call, 'product.deleted', product)
  return { id: product.id, object: 'product', deleted: true }
}

/** Told as they were sent. */
const PLAIN_FIELDS = [
  'active',
  'description',
  'images',
  'marketing_features',
  'name',
  'package_dimensions',
  'shippable',
  'statement_descriptor',
  'tax_code',
  'unit_label',
  'url',
]
const LISTS = ['images', 'marketing_features']

/** An empty string clears a field on update. Lists of an empty string are cleared lists. */
function changedFields(params: Params): Partial<Product> {
  const changed = PLAIN_FIELDS.filter((name) => params[name] !== undefined).map((name) => {
    const value = readWhole(params[name])
    return [name, value === '' ? (LISTS.includes(name) ? [] : null) : value]
  })
  return Object.fromEntries(changed)
}
