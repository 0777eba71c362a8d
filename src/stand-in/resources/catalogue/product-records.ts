import { ApiError, noSuch, notFound } from '../../api/errors.ts'
import type { Params } from '../../api/form.ts'
import { readWhole } from '../../api/read-params.ts'
import type { Work } from '../../stand-in.ts'
import { newId } from '../../store/ids.ts'
import type { DocOf } from '../../store/records.ts'
import { emitEvent, previousAttributes } from '../../webhooks/events.ts'
import { mergeMetadata } from '../metadata.ts'

export type Product = DocOf<'product'>

/** @param param what named the product, where it was not the path */
export function findProduct({ tx }: Pick<Work, 'tx'>, id: string, param?: string): Product {
  const stored = tx.find('product', id)
  if (!stored) throw param ? noSuch('product', id, param) : notFound('product', id)
  return stored.doc
}

/** @param isActive products made inside a session are not: unverified */
export function createProduct(work: Work, params: Params, isActive = true): Product {
  const id = (params.id as string | undefined) ?? newId('prod', 14)
  if (work.tx.find('product', id)) {
    throw new ApiError(`Product already exists.`, { code: 'resource_already_exists', param: 'id' })
  }
  const product = {
    id,
    object: 'product',
    active: params.active ?? isActive,
    created: work.nowSeconds,
    default_price: null,
    description: params.description ?? null,
    images: readWhole(params.images) ?? [],
    livemode: false,
    marketing_features: readWhole(params.marketing_features) ?? [],
    metadata: mergeMetadata({}, params.metadata),
    name: params.name,
    package_dimensions: readWhole(params.package_dimensions) ?? null,
    shippable: params.shippable ?? null,
    statement_descriptor: params.statement_descriptor ?? null,
    tax_code: params.tax_code ?? null,
    tax_details: null,
    type: 'service',
    unit_label: params.unit_label ?? null,
    updated: work.nowSeconds,
    url: params.url ?? null,
  } as unknown as Product
  work.tx.insert('product', product, null)
  emitEvent(work, 'product.created', product)
  return product
}

export function changeProduct(work: Work, before: Product, change: Partial<Product>): Product {
  const after: Product = { ...before, ...change, updated: work.nowSeconds }
  const previous = previousAttributes(before, after)
  work.tx.replace('product', after)
  if (Object.keys(previous).length > 0) emitEvent(work, 'product.updated', after, previous)
  return after
}
