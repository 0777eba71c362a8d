import type { BasePayload, CollectionSlug } from 'payload'
import type { Id } from '../../domain/id.ts'
import { slugOf } from '../../slugs.ts'
import { makeCustomId } from '../custom-ids.ts'
import type { DocumentId, IdForm } from '../shop-database.ts'
import { newObjectId, objectIdOf } from './connection.ts'

/** A field `id` of a collection's own is a text or a number. */
type IdType = 'objectId' | 'text' | 'number'

const FORMS: Record<IdType, IdForm> = {
  objectId: { pattern: /^[0-9a-f]{24}$/i, words: '24 digits from 0 to f' },
  text: { pattern: /^[^\0]{1,200}$/, words: 'a text of at most 200 characters' },
  number: { pattern: /^\d{1,15}$/, words: 'a whole number' },
}

export function idTypeOf(payload: BasePayload, collection: CollectionSlug): IdType {
  return payload.collections[slugOf(payload, collection)]?.customIDType ?? 'objectId'
}

export const idFormOf = (payload: BasePayload, collection: CollectionSlug): IdForm =>
  FORMS[idTypeOf(payload, collection)]

export function isPossibleId(payload: BasePayload, { collection, id }: DocumentId): boolean {
  return idFormOf(payload, collection).pattern.test(String(id))
}

export function toDocumentId(payload: BasePayload, { collection, id }: DocumentId): Id {
  const type = idTypeOf(payload, collection)
  if (type === 'number') return Number(id)
  return type === 'text' ? String(id) : String(id).toLowerCase()
}

/** The id as it stands in the database. */
export function storedId(payload: BasePayload, document: DocumentId) {
  const id = toDocumentId(payload, document)
  return idTypeOf(payload, document.collection) === 'objectId' ? objectIdOf(payload, id) : (id as never)
}

export async function makeId(payload: BasePayload, collection: CollectionSlug): Promise<Id> {
  return idTypeOf(payload, collection) === 'objectId'
    ? newObjectId(payload)
    : makeCustomId(payload, collection)
}
