import { randomUUID } from 'node:crypto'
import type { BasePayload, CollectionSlug } from 'payload'
import { v7 as uuidOfNow } from 'uuid'
import type { Id } from '../../domain/id.ts'
import { makeCustomId } from '../custom-ids.ts'
import type { DocumentId, IdForm } from '../shop-database.ts'
import { postgresOf } from './connection.ts'
import { type IdType, idTypeOf } from './schema.ts'

/** A serial ends here. */
const LARGEST_SERIAL = 2_147_483_647
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const TEXT = /^[^\0]{1,200}$/
const NUMBER = /^\d{1,15}$/

const FORMS: Record<IdType, IdForm> = {
  int4: { pattern: /^\d+$/, words: 'a whole number' },
  numeric: { pattern: NUMBER, words: 'a whole number' },
  uuid: { pattern: UUID, words: 'a UUID' },
  varchar: { pattern: TEXT, words: 'a text of at most 200 characters' },
}

const IS_POSSIBLE: Record<IdType, (text: string) => boolean> = {
  int4: (text) => Number.isInteger(Number(text)) && Number(text) > 0 && Number(text) <= LARGEST_SERIAL,
  numeric: (text) => NUMBER.test(text),
  uuid: (text) => UUID.test(text),
  varchar: (text) => TEXT.test(text),
}

export const idFormOf = (payload: BasePayload, collection: CollectionSlug): IdForm =>
  FORMS[idTypeOf(payload, collection)]

export function isPossibleId(payload: BasePayload, { collection, id }: DocumentId): boolean {
  return IS_POSSIBLE[idTypeOf(payload, collection)](String(id))
}

export function toDocumentId(payload: BasePayload, { collection, id }: DocumentId): Id {
  const type = idTypeOf(payload, collection)
  if (type === 'int4' || type === 'numeric') return Number(id)
  return type === 'uuid' ? String(id).toLowerCase() : String(id)
}

/** Serials ascend with time, other ids need not. */
export function newestFirst(payload: BasePayload, collection: CollectionSlug): string[] {
  return idTypeOf(payload, collection) === 'int4' ? ['-id'] : ['-createdAt', '-id']
}

/** Version 7 begins with the time, and is made by Payload, not by PostgreSQL. */
export function hasUuidsOfPayload(payload: BasePayload): boolean {
  return postgresOf(payload).idType === 'uuidv7'
}

/** An id that is no serial. */
export async function makeId(payload: BasePayload, collection: CollectionSlug): Promise<Id> {
  if (idTypeOf(payload, collection) !== 'uuid') return makeCustomId(payload, collection)
  return hasUuidsOfPayload(payload) ? uuidOfNow() : randomUUID()
}
