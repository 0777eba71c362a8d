import type { MongooseAdapter } from '@payloadcms/db-mongodb'
import type { BasePayload } from 'payload'
import type { Id } from '../../domain/id.ts'
import { slugOf } from '../../slugs.ts'

export type Session = MongooseAdapter['sessions'][string]

export const mongoOf = (payload: BasePayload) => payload.db as unknown as MongooseAdapter

type Mongoose = MongooseAdapter['connection']

/** Types are named by the adapter's alone: nobody else who builds this has those of its driver. */
export function collectionOf(
  payload: BasePayload,
  slug: string,
): MongooseAdapter['collections'][string]['collection'] {
  const model = mongoOf(payload).collections[slugOf(payload, slug)]
  if (!model) throw new Error(`There is no collection "${slug}".`)
  return model.collection
}

/** For what the shop keeps beside Payload's collections. */
export function driverOf(payload: BasePayload): NonNullable<Mongoose['db']> {
  const { db } = mongoOf(payload).connection
  if (!db) throw new Error('MongoDB is not connected.')
  return db
}

/** Mongoose's class, from the connection: a shop on PostgreSQL has none installed. */
export function objectIdOf(
  payload: BasePayload,
  id: Id,
): InstanceType<Mongoose['base']['Types']['ObjectId']> {
  return new (mongoOf(payload).connection.base.Types.ObjectId)(String(id))
}

export function newObjectId(payload: BasePayload): string {
  return new (mongoOf(payload).connection.base.Types.ObjectId)().toHexString()
}
