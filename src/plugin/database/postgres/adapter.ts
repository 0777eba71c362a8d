import type { Config } from 'payload'
import { ORDER_NUMBERS } from './order-numbers.ts'

type RawTable = {
  name: string
  columns: Record<string, unknown>
  indexes?: Record<string, { name: string; on: string | string[]; unique?: boolean }>
}
type SchemaHook = (args: { adapter: Adapter; schema: unknown }) => unknown
type Push = { statementsToExecute: string[] }
type DrizzleKit = { pushSchema: (...args: never[]) => Promise<Push> }
type Adapter = {
  beforeSchemaInit: SchemaHook[]
  rawTables: Record<string, RawTable>
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
 * schema, and with it of the project's migrations.
 */
const indexOrderLines: SchemaHook = ({ adapter, schema }) => {
  const lines = adapter.rawTables.orders_lines
  if (lines) {
    lines.indexes = {
      ...lines.indexes,
      soldItemOrder: { name: 'orders_lines_sold_item_order_idx', on: ['soldItem', '_parentID'] },
    }
  }
  return schema
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
