import { randomUUID } from 'node:crypto'
import type { BasePayload, CollectionSlug } from 'payload'
import type { Id } from '../domain/id.ts'
import { slugOf } from '../slugs.ts'

/** For a collection with a field `id` of its own: as the field's default makes it, or random. */
export async function makeCustomId(payload: BasePayload, collection: CollectionSlug): Promise<Id> {
  const field = payload.collections[slugOf(payload, collection)]?.config.flattenedFields.find(
    ({ name }) => name === 'id',
  )
  const value: unknown = field && 'defaultValue' in field ? field.defaultValue : undefined
  const made: unknown = typeof value === 'function' ? await value({}) : value
  return typeof made === 'string' || typeof made === 'number' ? made : randomUUID()
}
