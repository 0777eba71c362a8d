import type { FormState } from 'payload'
import type { Id } from '../../domain/id.ts'

/** What `POST /api/orders/preview` takes. */
export interface TypedDraft {
  lines: { item: Id; quantity: number }[]
  discount: Id | null
  taxes: Id[]
  shippingRate: Id | null
}

/**
 * What has been entered in the form of an order so far: a line counts as soon as it has an item.
 * Null once the order is no longer a draft: its amounts are kept then, not worked out.
 */
export function readTypedDraft(fields: FormState): TypedDraft | null {
  if ((fields.status?.value ?? 'draft') !== 'draft') return null
  const rows = fields.lines?.rows ?? []
  return {
    lines: rows.flatMap((_, index) => {
      const item = readId(fields[`lines.${index}.item`]?.value)
      if (item === null) return []
      return [{ item, quantity: Number(fields[`lines.${index}.quantity`]?.value ?? 0) }]
    }),
    discount: readId(fields.discount?.value),
    taxes: listOf(fields.taxes?.value).flatMap((tax) => readId(tax) ?? []),
    shippingRate: readId(fields.shippingRate?.value),
  }
}

function readId(value: unknown): Id | null {
  const id = value && typeof value === 'object' && 'id' in value ? value.id : value
  return typeof id === 'number' || (typeof id === 'string' && id !== '') ? id : null
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
