import type { BasePayload, CollectionSlug, PayloadRequest } from 'payload'
import { v7 as uuidOfNow } from 'uuid'
import { slugOf } from '../../slugs.ts'
import type { DocumentChange, NewDocuments, StoredKey } from '../shop-database.ts'
import { postgresOf, run, runWithin } from './connection.ts'
import { hasUuidsOfPayload } from './ids.ts'
import { columnsOf, quoted, tableOf } from './schema.ts'

type Data = Readonly<Record<string, unknown>>

/** One statement for all that change the same fields. What is no column of the collection's own table goes through Payload's adapter. */
export async function updateDocuments(
  req: PayloadRequest,
  { collection, changes }: { collection: CollectionSlug; changes: readonly DocumentChange[] },
): Promise<void> {
  for (const group of groupByFields(changes)) {
    const columns = columnsOf(req.payload, collection, Object.keys(group[0]?.data ?? {}))
    if (columns) await updateTogether(req, { collection, columns, changes: group })
    else await updateOneByOne(req, { collection, changes: group })
  }
}

async function updateTogether(
  req: PayloadRequest,
  {
    collection,
    columns,
    changes,
  }: { collection: CollectionSlug; columns: ReadonlyMap<string, string>; changes: readonly DocumentChange[] },
): Promise<void> {
  const table = tableOf(req.payload, collection)
  const settings = [...columns.values()].map((column) => `${quoted(column)} = change.${quoted(column)}`)
  const rows = changes.map(({ id, data }) => ({ id, ...rowOf(data, columns) }))
  await runWithin(
    req,
    `update ${table} as document set ${settings.join(', ')}
      from jsonb_populate_recordset(null::${table}, $1) as change where document.id = change.id`,
    [JSON.stringify(rows)],
  )
}

async function updateOneByOne(
  req: PayloadRequest,
  { collection, changes }: { collection: CollectionSlug; changes: readonly DocumentChange[] },
): Promise<void> {
  const slug = slugOf(req.payload, collection)
  for (const { id, data } of changes)
    await req.payload.db.updateOne({ collection: slug, id, data: { ...data }, req, returning: false })
}

function groupByFields(changes: readonly DocumentChange[]): DocumentChange[][] {
  const groups = new Map<string, DocumentChange[]>()
  for (const { id, data } of changes) {
    const known = Object.entries(data).filter(([, value]) => value !== undefined)
    const fields = known.map(([field]) => field).toSorted()
    const group = groups.get(fields.join(' ')) ?? []
    group.push({ id, data: Object.fromEntries(known) })
    groups.set(fields.join(' '), group)
  }
  return [...groups.values()]
}

export async function insertDocuments(
  req: PayloadRequest,
  { collection, documents }: NewDocuments,
): Promise<void> {
  const insertion = insertionOf(req.payload, { collection, documents })
  if (insertion) {
    await runWithin(req, insertion.text, insertion.values)
    return
  }
  const slug = slugOf(req.payload, collection)
  for (const data of documents)
    await req.payload.db.create({ collection: slug, data: { ...data }, req, returning: false })
}

/** Answers the rows that this call has stored, and those that were there. One being stored at this moment is waited for. */
export async function storeOnce(
  payload: BasePayload,
  { collection, documents }: NewDocuments,
): Promise<StoredKey[]> {
  const insertion = insertionOf(payload, { collection, documents })
  if (!insertion) throw new Error(`Not all fields of "${collection}" are columns of its table.`)
  const { drizzle } = postgresOf(payload)
  const fresh = await run(
    drizzle,
    `${insertion.text} on conflict (key) do nothing returning id, key, status`,
    insertion.values,
  )
  const stored = new Set(fresh.map(({ key }) => key))
  const others = documents.map(({ key }) => key).filter((key) => !stored.has(key))
  const known =
    others.length > 0
      ? await run(
          drizzle,
          `select id, key, status from ${tableOf(payload, collection)} where key = any($1::varchar[])`,
          [others],
        )
      : []
  return [...fresh, ...known] as unknown as StoredKey[]
}

/** All documents have the fields of the first one. Null where one of them is no column. */
function insertionOf(
  payload: BasePayload,
  { collection, documents }: NewDocuments,
): { text: string; values: unknown[] } | null {
  const columns = columnsOf(payload, collection, Object.keys(documents[0] ?? {}))
  if (!columns) return null
  const table = tableOf(payload, collection)
  const names = [...columns.values()].map(quoted)
  if (hasUuidsOfPayload(payload)) names.push('id')
  const rows = documents.map((data) => ({
    ...rowOf(data, columns),
    ...(hasUuidsOfPayload(payload) && { id: uuidOfNow() }),
  }))
  return {
    text: `insert into ${table} (${names.join(', ')}, created_at, updated_at)
      select ${names.join(', ')}, now(), now() from jsonb_populate_recordset(null::${table}, $1)`,
    values: [JSON.stringify(rows)],
  }
}

function rowOf(data: Data, columns: ReadonlyMap<string, string>): Data {
  return Object.fromEntries([...columns].map(([field, column]) => [column, data[field] ?? null]))
}
