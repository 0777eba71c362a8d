import type { BasePayload, PayloadRequest } from 'payload'
import { readerThrough } from 'payload-stripe-shop/postgres'
import pg from 'pg'

/** Reads for busy pages whose content may be a moment old. */
export interface CatalogueReader {
  /** `work` gives `req` to each Payload call. Where it answers null, the database itself is asked. */
  read<T>(work: (req: Partial<PayloadRequest>) => Promise<T>): Promise<T>
  close(): Promise<void>
}

const MAX_CONNECTIONS = 4
/** How long a page waits for a replica; one that does not answer is then left alone for a while. */
const PATIENCE_MS = 1_000
const LEFT_ALONE_MS = 10_000

/**
 * Reads from the replicas in turn, and from the database itself where there is none that answers. Payload's own
 * `readReplicas` does not do: with one of them dead, every read fails.
 */
export function openReadReplicas(payload: BasePayload, urls: readonly string[]): CatalogueReader {
  const replicas = urls.map((url) => openReplica(payload, url))
  let turn = 0

  async function read<T>(work: (req: Partial<PayloadRequest>) => Promise<T>): Promise<T> {
    const answering = replicas.filter(({ leftAloneUntil }) => leftAloneUntil <= Date.now())
    turn += 1
    const replica = answering[turn % answering.length]
    if (!replica) return work({})
    try {
      const found = await replica.read(work)
      if (found !== null) return found
    } catch (error) {
      replica.leftAloneUntil = Date.now() + LEFT_ALONE_MS
      payload.logger.warn({ err: error, msg: `The read replica ${replica.name} cannot be used for now.` })
    }
    return work({})
  }

  return {
    read,
    close: async () => {
      await Promise.all(replicas.map(({ pool }) => pool.end()))
    },
  }
}

function openReplica(payload: BasePayload, url: string) {
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
  return { name: host + pathname, pool, read: readerThrough(payload, pool), leftAloneUntil: 0 }
}
