import type { CollectionBeforeChangeHook } from 'payload'
import { ShopError } from '../../domain/errors.ts'

/** What only the shop writes, in every status. */
const OWN_FIELDS = [
  'number',
  'createdAt',
  'status',
  'subtotal',
  'discountAmount',
  'taxAmount',
  'shippingAmount',
  'total',
  'amountRefunded',
  'currency',
  'paidAt',
  'customerName',
  'customerEmail',
  'customerPhone',
  'billingAddress',
  'shippingAddress',
  'shippingName',
  'buyKey',
  'discountCopy',
  'taxCopies',
  'shippingCopy',
  'shippedAt',
] as const

/** What staff put into a draft, or away with it, and nobody changes once a payment was started. */
const CHOSEN_FIELDS = ['discount', 'taxes', 'shippingRate', 'deletedAt'] as const

/** What a line carries once it is frozen. */
const OWN_LINE_FIELDS = ['name', 'unitAmount', 'amount', 'soldItem'] as const

type Line = Record<string, unknown>

/**
 * Nobody, an administrator included, writes a status, an amount or a frozen line by hand, on create or
 * on update. The shop itself writes them through the database adapter, past this hook, by its own rules.
 */
export const guardFrozenFields: CollectionBeforeChangeHook = ({ data, operation, originalDoc }) => {
  const before = operation === 'create' ? { status: 'draft' } : originalDoc
  for (const field of OWN_FIELDS) refuseChange(field, data[field], before[field])
  if (before.status !== 'draft') {
    for (const field of CHOSEN_FIELDS) refuseChange(field, idsOf(data[field]), idsOf(before[field]))
  }
  guardLines(data.lines, before)
  return data
}

function guardLines(lines: unknown, before: { status?: string; lines?: Line[] }): void {
  if (!Array.isArray(lines)) return
  if (before.status !== 'draft' && lines.length !== (before.lines ?? []).length) throw frozen('lines')
  for (const [index, line] of lines.entries()) {
    const known = (before.lines ?? []).find((candidate) => candidate.id === line.id) ?? {}
    for (const field of OWN_LINE_FIELDS) refuseChange(`lines.${index}.${field}`, line[field], known[field])
    if (before.status !== 'draft') {
      refuseChange(`lines.${index}.item`, idOf(line.item), idOf(known.item))
      refuseChange(`lines.${index}.quantity`, line.quantity, known.quantity)
    }
  }
}

function idOf(value: unknown): unknown {
  return value && typeof value === 'object' && 'id' in value ? value.id : value
}

function idsOf(value: unknown): unknown {
  return Array.isArray(value) ? value.map(idOf) : idOf(value)
}

function refuseChange(field: string, next: unknown, before: unknown): void {
  if (isEmpty(next) && isEmpty(before)) return
  if (next === undefined || JSON.stringify(next) === JSON.stringify(before)) return
  throw frozen(field)
}

/** Forms send a field's default where nothing was entered: 0 and empty say the same as nothing. */
function isEmpty(value: unknown): boolean {
  const isEmptyList = Array.isArray(value) && value.length === 0
  return value === undefined || value === null || value === '' || value === 0 || isEmptyList
}

function frozen(field: string): ShopError {
  return new ShopError('frozen', `"${field}" is kept by the shop and cannot be changed by hand.`)
}
