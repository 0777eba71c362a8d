import type { MongooseAdapter } from '@payloadcms/db-mongodb'
import type { BasePayload } from 'payload'
import type { Id } from '../../domain/id.ts'

export type Session = MongooseAdapter['sessions'][string]

export const mongoOf = (payload: BasePayload) => payload.db as unknown as MongooseAdapter

export function collectionOf(payload: BasePayload, slug: string) {
  const model = mongoOf(payload).collections[slug]
  if (!model) throw new Error(`There is no collection "${slug}".`)
  return model.collection
}

export function ownCollection<T extends { _id: string }>(payload: BasePayload, name: string) {
  const { db } = mongoOf(payload).connection
  if (!db) throw new Error('MongoDB is not connected.')
  return db.collection<T>(name)
}

/** Mongoose's class, from the connection: a shop on PostgreSQL has none installed. */
export function objectIdOf(payload: BasePayload, id: Id) {
  return new (mongoOf(payload).connection.base.Types.ObjectId)(String(id))
}

export function newId(payload: BasePayload): string {
  return new (mongoOf(payload).connection.base.Types.ObjectId)().toHexString()
}
