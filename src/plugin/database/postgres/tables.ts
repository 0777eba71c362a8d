import type { BasePayload, CollectionSlug } from 'payload'
import { postgresOf } from './connection.ts'

/** The table of a collection, as an identifier in SQL. */
export function tableOf(payload: BasePayload, collection: CollectionSlug): string {
  const snakeCase = collection.replaceAll('-', '_').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return quoted(postgresOf(payload).tableNameMap.get(snakeCase) ?? snakeCase)
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`
}
