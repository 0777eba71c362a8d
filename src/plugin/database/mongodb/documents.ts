import type { BasePayload, CollectionSlug, PayloadRequest } from 'payload'
import { slugOf } from '../../slugs.ts'
import type { DocumentChange, NewDocuments, StoredKey } from '../shop-database.ts'
import { isUniqueViolation } from './errors.ts'
import { inTransaction } from './transactions.ts'

export async function updateDocuments(
  req: PayloadRequest,
  { collection, changes }: { collection: CollectionSlug; changes: readonly DocumentChange[] },
): Promise<void> {
  const slug = slugOf(req.payload, collection)
  for (const { id, data } of changes)
    await req.payload.db.updateOne({ collection: slug, id, data: { ...data }, req, returning: false })
}

export async function insertDocuments(
  req: PayloadRequest,
  { collection, documents }: NewDocuments,
): Promise<void> {
  const slug = slugOf(req.payload, collection)
  for (const data of documents)
    await req.payload.db.create({ collection: slug, data: { ...data }, req, returning: false })
}

export function storeOnce(
  payload: BasePayload,
  { collection, documents }: NewDocuments,
): Promise<StoredKey[]> {
  return Promise.all(documents.map((data) => storeOne(payload, { collection, data })))
}

type OneDocument = { collection: CollectionSlug; data: NewDocuments['documents'][number] }

async function storeOne(payload: BasePayload, { collection, data }: OneDocument): Promise<StoredKey> {
  const slug = slugOf(payload, collection)
  const find = () => payload.db.findOne<StoredKey>({ collection: slug, where: { key: { equals: data.key } } })
  const known = await find()
  if (known) return known
  try {
    return await inTransaction(payload, async (req) => {
      const { id } = await payload.db.create({ collection: slug, data: { ...data }, req })
      return { id, key: String(data.key), status: String(data.status) }
    })
  } catch (error) {
    const raced = isUniqueViolation(error) ? await find() : null
    if (raced) return raced
    throw error
  }
}
