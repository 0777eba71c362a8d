import type { BasePayload, Where } from 'payload'
import { accountOrder, nameTaxColumn, writeCsvRow } from '../../domain/accounting.ts'
import { endOfDay, startsOf } from '../../domain/days.ts'
import { toInputText } from '../../domain/money-text.ts'
import { slugOf } from '../../slugs.ts'
import type { Id, OrderRecord } from '../records.ts'
import { readShopSettings } from '../settings/shop-settings.ts'

/** The days on which orders were paid, the last one included, such as `2026-11-30`. */
export interface Period {
  from: string
  to: string
}

const PAGE = 500
/** By which spreadsheets know that it is UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF'

const COLUMNS = [
  'Order',
  'Paid at',
  'Status',
  'Currency',
  'Kind',
  'Name',
  'Quantity',
  'Unit price',
  'Discount',
]

/**
 * What was paid for in the period, a row for each line and each delivery: gross, net, a column for each tax, and what was
 * given back. Amounts as people write them, with a point. Read twice, since the columns come first.
 */
export async function* exportForAccountant(payload: BasePayload, period: Period): AsyncGenerator<string> {
  const { timeZone } = await readShopSettings(payload)
  const within = {
    from: startsOf(endOfDay(period.from, timeZone)!, timeZone).day,
    to: endOfDay(period.to, timeZone)!,
  }
  const taxes = new Set<string>()
  for await (const { taxCopies } of readPaid(payload, within))
    for (const tax of taxCopies ?? []) taxes.add(nameTaxColumn(tax))
  const names = [...taxes].sort()
  yield BYTE_ORDER_MARK + writeCsvRow([...COLUMNS, 'Net', ...names, 'Gross', 'Refunded'])
  for await (const order of readPaid(payload, within)) yield writeOrder(order, names)
}

function writeOrder(order: OrderRecord, names: readonly string[]): string {
  const money = (amountMinor: number) => toInputText(amountMinor, order.currency)
  const own = (order.taxCopies ?? []).map(nameTaxColumn)
  const { number, paidAt = '', status, currency } = order
  return accountOrder(order)
    .map((row) =>
      writeCsvRow([
        number,
        new Date(paidAt ?? '').toISOString(),
        status,
        currency.toUpperCase(),
        row.kind,
        row.name,
        row.quantity,
        money(row.unitAmount),
        money(row.discount),
        money(row.net),
        ...names.map((name) => money(taxOf(row.taxes, own, name))),
        money(row.gross),
        money(row.refunded),
      ]),
    )
    .join('')
}

/** Two taxes of an order can have one name. */
function taxOf(amounts: readonly number[], own: readonly string[], name: string): number {
  return amounts.reduce((sum, amount, index) => (own[index] === name ? sum + amount : sum), 0)
}

/** Oldest first, some at a time, each page from where the last one ended. */
async function* readPaid(
  payload: BasePayload,
  { from, to }: { from: Date; to: Date },
): AsyncGenerator<OrderRecord> {
  let after: Where = { paidAt: { greater_than_equal: from.toISOString() } }
  for (;;) {
    const { docs } = await payload.db.find<OrderRecord>({
      collection: slugOf(payload, 'orders'),
      where: { and: [after, { paidAt: { less_than_equal: to.toISOString() } }] },
      sort: ['paidAt', 'id'],
      limit: PAGE,
      pagination: false,
      joins: false as unknown as undefined,
    })
    yield* docs
    const last = docs.at(-1)
    if (!last || docs.length < PAGE) return
    after = isAfter({ id: last.id, paidAt: new Date(last.paidAt ?? '').toISOString() })
  }
}

function isAfter({ id, paidAt }: { id: Id; paidAt: string }): Where {
  return {
    or: [
      { paidAt: { greater_than: paidAt } },
      { and: [{ paidAt: { equals: paidAt } }, { id: { greater_than: id } }] },
    ],
  }
}
