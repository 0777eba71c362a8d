import type { BasePayload } from 'payload'
import type pg from 'pg'

/** What this version's code needs of the database, as Payload's adapter describes it. */
interface NeededTable {
  name: string
  columns: Record<string, { name: string; type: string; enumName?: string; options?: readonly string[] }>
}

/** As PostgreSQL calls the types that Payload makes. Another one is not looked at. */
const TYPES: Record<string, string> = {
  serial: 'int4',
  integer: 'int4',
  varchar: 'varchar',
  text: 'text',
  numeric: 'numeric',
  boolean: 'bool',
  jsonb: 'jsonb',
  timestamp: 'timestamptz',
  uuid: 'uuid',
}

/** Tables that migrations of the shop's own make. */
const OWN_TABLES = ['shop_changes', 'shop_changes_pruned']

const COLUMNS = `select table_name as "table", column_name as "column", udt_name as type
  from information_schema.columns where table_schema = current_schema()`
const LABELS = `select typname as type, array_agg(enumlabel::text) as labels
  from pg_enum join pg_type on pg_type.oid = enumtypid
  where typnamespace = current_schema()::regnamespace group by typname`

/**
 * What the database lacks of what the code needs: tables, columns of the right type, values of enums. The names of
 * migrations do not say that: one that was edited after it ran has its old name.
 */
export async function findSchemaGaps(payload: BasePayload): Promise<string[]> {
  const { pool, rawTables } = payload.db as unknown as {
    pool: pg.Pool
    rawTables: Record<string, NeededTable>
  }
  const [columns, enums] = await Promise.all([
    pool.query<{ table: string; column: string; type: string }>(COLUMNS),
    pool.query<{ type: string; labels: string[] }>(LABELS),
  ])
  const known = new Map(columns.rows.map(({ table, column, type }) => [`${table}.${column}`, type]))
  const tables = new Set(columns.rows.map(({ table }) => table))
  const labels = new Map(enums.rows.map(({ type, labels }) => [type, new Set(labels)]))
  const gaps = OWN_TABLES.filter((table) => !tables.has(table))
  for (const table of Object.values(rawTables)) {
    if (!tables.has(table.name)) gaps.push(table.name)
    else gaps.push(...gapsOf(table, { known, labels }))
  }
  return gaps
}

interface Known {
  known: ReadonlyMap<string, string>
  labels: ReadonlyMap<string, ReadonlySet<string>>
}

function gapsOf({ name: table, columns }: NeededTable, { known, labels }: Known): string[] {
  return Object.values(columns).flatMap(({ name, type, enumName, options = [] }) => {
    const place = `${table}.${name}`
    const found = known.get(place)
    if (found === undefined) return [place]
    const isArray = found.startsWith('_')
    const needed = enumName ?? TYPES[type]
    if (needed !== undefined && !isArray && found !== needed) return [`${place} (${found}, not ${needed})`]
    const values = enumName === undefined ? undefined : labels.get(enumName)
    return values
      ? options.filter((option) => !values.has(option)).map((option) => `${place} = ${option}`)
      : []
  })
}
