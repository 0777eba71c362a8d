import type { BasePayload, PayloadRequest } from 'payload'
import { readerThrough } from 'payload-stripe-shop/postgres'
import pg from 'pg'
import { ChangeFeed, type Moment, type TellChange } from './change-feed.ts'
import { itemJsonReader, type ReadItemJson } from './item-json.ts'
import { itemReader, listedItemReader, type ReadItem } from './item-reader.ts'
import { pageReader, type ReadPage } from './page-reader.ts'
import { type ReadSearch, searchReader } from './search-reader.ts'

/** What was read, and when on which server. */
export interface Read<T> {
  found: T
  moment: Moment
}

/** One of the servers, by Payload or past it. */
export interface CatalogueSource {
  /** For each Payload call. */
  req: Partial<PayloadRequest>
  readItem: ReadItem
  readPage: ReadPage
  readSearch: ReadSearch
  readItemJson: ReadItemJson
}

/** Reads for busy pages whose content may be a moment old. */
export interface CatalogueReader {
  /** Where `work` answers null, the database itself is asked. */
  read<T>(work: (source: CatalogueSource) => Promise<T>): Promise<Read<T>>
  /** From the database itself. */
  readItself<T>(work: (source: CatalogueSource) => Promise<T>): Promise<Read<T>>
  /** Tells of every change, on whichever of the servers it was seen. */
  onChange(tell: TellChange): void
  /** Resolves once what was committed until now has been told, or nothing is kept. */
  catchUp(): Promise<void>
  close(): Promise<void>
}

export interface CatalogueUrls {
  databaseUrl: string
  databaseReplicaUrls: readonly string[]
  publicUrl: string
}

const MAX_CONNECTIONS = 4
/** How long a page waits for a replica; one that does not answer is then left alone for a while. */
const PATIENCE_MS = 1_000
const LEFT_ALONE_MS = 10_000

/**
 * Reads from the replicas in turn, and from the database itself where there is none that answers. Payload's own
 * `readReplicas` does not do: with one of them dead, every read fails. Each server says by itself what has changed
 * there, since a replica learns of it later.
 */
export function openCatalogueReader(
  payload: BasePayload,
  { databaseUrl, databaseReplicaUrls, publicUrl }: CatalogueUrls,
): CatalogueReader {
  const feed = new ChangeFeed({ payload, connectionString: databaseUrl, isReplica: false })
  const replicas = databaseReplicaUrls.map((url) => openReplica(payload, { url, publicUrl }))
  const { pool } = payload.db as unknown as { pool: pg.Pool }
  const readers = readersOf(pool, { payload, publicUrl, feed })
  // Payload keeps in a request what it has read for it: each read has one of its own.
  const itself = (): CatalogueSource => ({ req: {}, ...readers })
  let turn = 0

  async function readItself<T>(work: (source: CatalogueSource) => Promise<T>): Promise<Read<T>> {
    const moment = feed.now()
    return { moment, found: await work(itself()) }
  }

  async function read<T>(work: (source: CatalogueSource) => Promise<T>): Promise<Read<T>> {
    const answering = replicas.filter(({ leftAloneUntil }) => leftAloneUntil <= Date.now())
    turn += 1
    const replica = answering[turn % answering.length]
    if (!replica) return readItself(work)
    try {
      const moment = replica.feed.now()
      const found = await replica.read((req) => work({ req, ...replica.readers }))
      if (found !== null) return { moment, found }
    } catch (error) {
      replica.leftAloneUntil = Date.now() + LEFT_ALONE_MS
      payload.logger.warn({ err: error, msg: `The read replica ${replica.name} cannot be used for now.` })
    }
    return readItself(work)
  }

  return {
    read,
    readItself,
    onChange: (tell) => {
      for (const server of [{ feed }, ...replicas]) server.feed.onChange(tell)
    },
    catchUp: () => feed.catchUp(),
    close: async () => {
      await Promise.all([feed, ...replicas.map((replica) => replica.feed)].map((each) => each.close()))
      await Promise.all(replicas.map(({ pool }) => pool.end()))
    },
  }
}

function readersOf(
  pool: pg.Pool,
  options: { payload: BasePayload; publicUrl: string; feed: ChangeFeed },
): Omit<CatalogueSource, 'req'> {
  const readListed = listedItemReader(pool, options)
  return {
    readItem: itemReader(pool, options),
    readPage: pageReader(pool, { ...options, readListed }),
    readSearch: searchReader(pool, { readListed }),
    readItemJson: itemJsonReader(pool, options),
  }
}

function openReplica(payload: BasePayload, { url, publicUrl }: { url: string; publicUrl: string }) {
  const pool = new pg.Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  })
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const { host, pathname } = new URL(url)
  const feed = new ChangeFeed({ payload, connectionString: url, isReplica: true })
  return {
    name: host + pathname,
    pool,
    read: readerThrough(payload, pool),
    feed,
    readers: readersOf(pool, { payload, publicUrl, feed }),
    leftAloneUntil: 0,
  }
}
