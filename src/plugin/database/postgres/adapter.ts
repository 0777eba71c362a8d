import type { BasePayload, Config } from 'payload'
import { slugOf } from '../../slugs.ts'
import type { RawTable } from './connection.ts'
import { ORDER_NUMBERS } from './order-numbers.ts'
import { findLines, findTable } from './schema.ts'

type SchemaHook = (args: { adapter: Adapter; schema: unknown }) => unknown
type Push = { statementsToExecute: string[] }
type DrizzleKit = { pushSchema: (...args: never[]) => Promise<Push> }
type Adapter = {
  payload: BasePayload
  beforeSchemaInit: SchemaHook[]
  rawTables: Record<string, RawTable>
  tableNameMap: Map<string, string>
  requireDrizzleKit: () => DrizzleKit
}

/**
 * What the shop needs of the project's adapter, added to the adapter itself, so that the project has to add nothing:
 * an index, and a sequence that stays.
 */
export function fitAdapter(db: Config['db']): Config['db'] {
  return {
    ...db,
    init: (args) => {
      const adapter = db.init(args)
      const fitted = adapter as unknown as Adapter
      fitted.beforeSchemaInit = [...fitted.beforeSchemaInit, indexOrderLines]
      fitted.requireDrizzleKit = keepingOrderNumbers(fitted.requireDrizzleKit)
      return adapter
    },
  }
}

/**
 * The index that finds an item's orders, newest first, at the same price whatever their number. It is part of the
 * schema, and with it of the project's migrations. Where ids do not ascend with time, another one has their order.
 */
const indexOrderLines: SchemaHook = ({ adapter, schema }) => {
  const lines = findLines(adapter, slugOf(adapter.payload, 'orders'))
  if (lines)
    addIndex(lines, { key: 'soldItemOrder', suffix: '_sold_item_order_idx', on: ['soldItem', '_parentID'] })
  const orders = findTable(adapter, slugOf(adapter.payload, 'orders'))
  if (orders && orders.columns.id?.type !== 'serial')
    addIndex(orders, { key: 'createdAtId', suffix: '_created_at_id_idx', on: ['createdAt', 'id'] })
  return schema
}

/** A longer name would be cut off. */
const MAX_NAME_LENGTH = 63

function addIndex(table: RawTable, { key, suffix, on }: { key: string; suffix: string; on: string[] }): void {
  const name = table.name.slice(0, MAX_NAME_LENGTH - suffix.length) + suffix
  table.indexes = { ...table.indexes, [key]: { name, on } }
}

/**
 * In development Payload makes the database equal to its schema, which drops sequences that it does not know: the
 * numbers of orders would begin anew. Its list of statements is the one that it then runs.
 */
function keepingOrderNumbers(requireDrizzleKit: Adapter['requireDrizzleKit']): Adapter['requireDrizzleKit'] {
  return () => {
    const kit = requireDrizzleKit()
    const pushSchema: DrizzleKit['pushSchema'] = async (...args) => {
      const push = await kit.pushSchema(...args)
      const statements = push.statementsToExecute.filter((statement) => !dropsOrderNumbers(statement))
      push.statementsToExecute.splice(0, Number.POSITIVE_INFINITY, ...statements)
      return push
    }
    return { ...kit, pushSchema }
  }
}

function dropsOrderNumbers(statement: string): boolean {
  return statement.startsWith('DROP SEQUENCE') && statement.includes(`"${ORDER_NUMBERS}"`)
}
