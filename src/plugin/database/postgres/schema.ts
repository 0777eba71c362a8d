import type { BasePayload } from 'payload'
import { slugOf } from '../../slugs.ts'
import { hostFieldsOf } from '../host-fields.ts'
import { postgresOf, type RawTable } from './connection.ts'

/**
 * The names of tables, enums and columns as this project has them: its adapter can put all of them into a schema,
 * and its collections can name their tables. All are ready to stand in SQL.
 */

/** The types that an id can have. A field `id` of a collection's own is a text or a number. */
export type IdType = 'int4' | 'uuid' | 'varchar' | 'numeric'

const ID_TYPES: Record<string, IdType> = {
  serial: 'int4',
  uuid: 'uuid',
  varchar: 'varchar',
  numeric: 'numeric',
}

export function tableOf(payload: BasePayload, collection: string): string {
  return inSchema(payload, rawTableOf(payload, collection).name)
}

export function idTypeOf(payload: BasePayload, collection: string): IdType {
  return ID_TYPES[rawTableOf(payload, collection).columns.id?.type ?? ''] ?? 'int4'
}

export function hasColumn(payload: BasePayload, collection: string, field: string): boolean {
  return field in rawTableOf(payload, collection).columns
}

/** The columns of these fields, by field; null where one of them is no column of the collection's own table. */
export function columnsOf(
  payload: BasePayload,
  collection: string,
  fields: readonly string[],
): ReadonlyMap<string, string> | null {
  const { columns } = rawTableOf(payload, collection)
  const names = new Map<string, string>()
  for (const field of fields) {
    const name = columns[field]?.name
    if (name === undefined) return null
    names.set(field, name)
  }
  return names
}

/** A text of a row that is called `alias`; all of its texts as one JSON where it is localized. */
export function textOf(
  payload: BasePayload,
  { collection, field, alias }: { collection: string; field: string; alias: string },
): string {
  const { name, columns } = rawTableOf(payload, collection)
  if (columns[field]) return `${alias}.${quoted(columns[field].name)}`
  const { rawTables, localesSuffix } = postgresOf(payload)
  const locales = rawTables[`${name}${localesSuffix}`]
  const text = locales?.columns[field]?.name
  if (!locales || text === undefined) throw new Error(`There is no column of "${collection}.${field}".`)
  return `(select json_object_agg(_locale, ${quoted(text)}) from ${inSchema(payload, locales.name)}
    where _parent_id = ${alias}.id)`
}

/** The columns of the project's own fields, by field. */
export function hostColumnsOf(
  payload: BasePayload,
  collection: 'orders' | 'payments',
): ReadonlyMap<string, string> {
  const { columns } = rawTableOf(payload, collection)
  const fields = hostFieldsOf(payload, collection).flatMap(({ name }) => {
    const column = columns[name]?.name
    return column === undefined ? [] : [[name, column] as const]
  })
  return new Map(fields)
}

/** Of a select's options. */
export function enumOf(
  payload: BasePayload,
  { collection, field }: { collection: string; field: string },
): string {
  const name = rawTableOf(payload, collection).columns[field]?.enumName
  if (name === undefined) throw new Error(`There is no enum of "${collection}.${field}".`)
  return inSchema(payload, name)
}

/** The rows of a select that takes several choices. */
export function choicesOf(
  payload: BasePayload,
  { collection, field }: { collection: string; field: string },
): { table: string; parent: string; value: string; order: string } {
  const { rawTables } = postgresOf(payload)
  const { name } = rawTableOf(payload, collection)
  const choices = rawTables[`${name}_${field}`]
  if (!choices) throw new Error(`There is no table of "${collection}.${field}".`)
  const column = (key: string) => quoted(choices.columns[key]?.name ?? key)
  return {
    table: inSchema(payload, choices.name),
    parent: column('parent'),
    value: column('value'),
    order: column('order'),
  }
}

/** The lines of orders are rows of their own. */
export function lineTableOf(payload: BasePayload): string {
  return inSchema(payload, findLines(postgresOf(payload), slugOf(payload, 'orders'))?.name ?? 'orders_lines')
}

/** Where orders refer to several of something, and the column that refers to a tax. */
export function referencesOf(payload: BasePayload): { table: string; taxId: string } {
  const { rawTables, relationshipsSuffix } = postgresOf(payload)
  const name = `${rawTableOf(payload, 'orders').name}${relationshipsSuffix}`
  const taxId = rawTables[name]?.columns[`${slugOf(payload, 'taxes')}ID`]?.name ?? 'taxes_id'
  return { table: inSchema(payload, name), taxId: quoted(taxId) }
}

/** A name in the adapter's schema; without one PostgreSQL looks along its search path. */
export function inSchema(payload: BasePayload, name: string): string {
  const { schemaName } = postgresOf(payload)
  return schemaName === undefined ? quoted(name) : `${quoted(schemaName)}.${quoted(name)}`
}

type Tables = { rawTables: Record<string, RawTable>; tableNameMap: Map<string, string> }

export function findTable({ rawTables, tableNameMap }: Tables, collection: string): RawTable | undefined {
  const snakeCase = collection.replaceAll('-', '_').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return rawTables[tableNameMap.get(snakeCase) ?? snakeCase]
}

export function findLines(tables: Tables, orders: string): RawTable | undefined {
  const lines = `${findTable(tables, orders)?.name}_lines`
  return tables.rawTables[tables.tableNameMap.get(lines) ?? lines]
}

function rawTableOf(payload: BasePayload, collection: string): RawTable {
  const table = findTable(postgresOf(payload), slugOf(payload, collection))
  if (!table) throw new Error(`There is no table of "${collection}".`)
  return table
}

export function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`
}
