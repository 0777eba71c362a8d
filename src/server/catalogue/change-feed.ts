import { setTimeout } from 'node:timers/promises'
import type { BasePayload } from 'payload'
import pg from 'pg'
import { EVERYTHING, type Topics, topicsOf } from './topics.ts'

/** Visible within 250 ms in every process, on a busy machine too. */
const POLL_MS = 100
/** Nothing is taken for current when the changes were last read longer ago than this. */
const TRUSTED_MS = 1_000
const PATIENCE_MS = 1_000
const RETRY_MS = 250
/** How long a change can be read at least, and how many are dropped at once. */
const PRUNED_AFTER_MS = 60_000
const MAX_PRUNED = 10_000
/** A read that takes longer than this is not kept. */
const REMEMBERED_MS = 30_000

/**
 * In one statement, so that all of it is of one moment: what was committed since the last one. `xid >= xmin` lets the
 * index find it. A server in recovery does not list what is under way: there, what is found can be of before as well.
 */
const READ_CHANGES = `select pg_current_snapshot()::text as snapshot,
  coalesce((select below from shop_changes_pruned) > pg_snapshot_xmin($1::pg_snapshot), false) as "isPruned",
  array(
    select distinct collection || '/' || coalesce(document, '') from shop_changes
    where xid >= pg_snapshot_xmin($1::pg_snapshot)
      and (pg_is_in_recovery() or not pg_visible_in_snapshot(xid, $1::pg_snapshot))
  ) as changes`

/** Says in the same transaction how far it went, so that a reader who had not seen all of it knows. */
const PRUNE = `with pruned as (
    delete from shop_changes where id in (
      select id from shop_changes where xid < pg_snapshot_xmin($1::pg_snapshot)
      order by xid limit ${MAX_PRUNED} for update skip locked
    ) returning 1
  ), noted as (
    update shop_changes_pruned set below = greatest(below, pg_snapshot_xmin($1::pg_snapshot))
  )
  select count(*)::int as count from pruned`

/** When a read began, for `ChangeFeed.hasChangedSince`. */
export interface Moment {
  feed: ChangeFeed
  poll: number
}

export interface ChangeFeedOptions {
  payload: BasePayload
  connectionString: string
  /** A replica drops nothing; it is told by the database that it follows. */
  isReplica: boolean
}

/** @param isLoss whether it is only that changes cannot be read any more: then anything may have changed */
export type TellChange = (topics: Topics, isLoss: boolean) => void

type Row = { snapshot: string; isPruned: boolean; changes: string[] }

/**
 * Follows what changes on one database server, on a connection of its own: reads of a busy pool would come late. It
 * asks instead of listening, since NOTIFY in the transactions that write makes them commit one after the other.
 */
export class ChangeFeed {
  readonly #options: ChangeFeedOptions
  readonly #log: ChangeLog
  readonly #listeners: TellChange[] = []
  readonly #end: Promise<void>
  #isClosed = false
  #client: pg.Client | null = null
  #trustedUntil = 0
  #isLossTold = false
  #wake = new AbortController()
  #askers: (() => void)[] = []
  #prunable: { snapshot: string; from: number } | null = null

  constructor(options: ChangeFeedOptions) {
    this.#options = options
    this.#log = new ChangeLog()
    this.#end = this.#run()
  }

  /** Whether everything that was committed a second ago is known here. */
  isCurrent(): boolean {
    return performance.now() < this.#trustedUntil
  }

  onChange(tell: TellChange): void {
    this.#listeners.push(tell)
  }

  now(): Moment {
    return { feed: this, poll: this.isCurrent() ? this.#log.poll : NEVER }
  }

  /** Also true where that cannot be told. */
  hasChangedSince({ poll }: Moment, topics: readonly string[]): boolean {
    return !this.isCurrent() || this.#log.hasChangedSince(poll, topics)
  }

  /** Resolves once all is known that is committed now, or nothing is taken for current. */
  catchUp(): Promise<void> {
    if (this.#isClosed) return Promise.resolve()
    return new Promise((resolve) => {
      this.#askers.push(resolve)
      this.#wake.abort()
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#wake.abort()
    await this.#end
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      try {
        await this.#follow()
      } catch (error) {
        this.#lose(error)
      }
      await this.#client?.end().catch(() => {})
      if (!this.#isClosed) await this.#pause(RETRY_MS)
    }
    this.#answerAskers(this.#askers.splice(0))
  }

  async #follow(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.connectionString,
      connectionTimeoutMillis: PATIENCE_MS,
      query_timeout: PATIENCE_MS,
      keepAlive: true,
    })
    this.#client = client
    // What goes wrong is told by the next query; without a listener it would end the process.
    client.on('error', () => {})
    await client.connect()
    let snapshot: string | null = null
    while (!this.#isClosed) {
      snapshot = await this.#poll(client, snapshot)
      if (!this.#options.isReplica) await this.#prune(client, snapshot)
      await this.#pause(POLL_MS)
    }
  }

  async #poll(client: pg.Client, snapshot: string | null): Promise<string> {
    const askers = this.#askers.splice(0)
    try {
      const begunAt = performance.now()
      const { rows } = await client.query<Row>({
        name: 'shop-changes',
        text: READ_CHANGES,
        values: [snapshot],
      })
      const [row] = rows as [Row]
      const isUnknown = snapshot === null || row.isPruned
      this.#publish(isUnknown ? EVERYTHING : topicsOf(row.changes))
      this.#trustedUntil = begunAt + TRUSTED_MS
      this.#isLossTold = false
      return row.snapshot
    } catch (error) {
      this.#lose(error)
      throw error
    } finally {
      this.#answerAskers(askers)
    }
  }

  async #prune(client: pg.Client, snapshot: string): Promise<void> {
    const now = performance.now()
    this.#prunable ??= { snapshot, from: now + PRUNED_AFTER_MS }
    if (now < this.#prunable.from) return
    const { rows } = await client.query<{ count: number }>(PRUNE, [this.#prunable.snapshot])
    if (rows[0]!.count < MAX_PRUNED) this.#prunable = null
  }

  #publish(topics: Topics, isLoss = false): void {
    if (topics !== EVERYTHING && topics.size === 0) return
    this.#log.add(topics)
    for (const tell of this.#listeners) tell(topics, isLoss)
  }

  #lose(error: unknown): void {
    this.#trustedUntil = 0
    this.#publish(EVERYTHING, true)
    if (this.#isLossTold || this.#isClosed) return
    this.#isLossTold = true
    const { host, pathname } = new URL(this.#options.connectionString)
    const msg = `What changes on ${host}${pathname} cannot be read: pages are made anew for everybody until it can.`
    this.#options.payload.logger.warn({ err: error, msg })
  }

  #answerAskers(askers: (() => void)[]): void {
    for (const resolve of askers) resolve()
  }

  async #pause(ms: number): Promise<void> {
    if (this.#askers.length === 0 && !this.#isClosed) {
      this.#wake = new AbortController()
      await setTimeout(ms, undefined, { signal: this.#wake.signal }).catch(() => {})
    }
  }
}

const NEVER = -1

/** Which topics changed with which poll, for as long as a read may take. */
class ChangeLog {
  poll = 0
  #everythingAt = 0
  #recent = { since: 0, polls: new Map<string, number>() }
  #older = this.#recent
  #turnedAt = performance.now()

  add(topics: Topics): void {
    this.poll += 1
    this.#turn()
    if (topics === EVERYTHING) this.#everythingAt = this.poll
    else for (const topic of topics) this.#recent.polls.set(topic, this.poll)
  }

  hasChangedSince(poll: number, topics: readonly string[]): boolean {
    if (poll < this.#older.since || poll < this.#everythingAt) return true
    return topics.some((topic) => {
      return Math.max(this.#recent.polls.get(topic) ?? 0, this.#older.polls.get(topic) ?? 0) > poll
    })
  }

  #turn(): void {
    const now = performance.now()
    if (now - this.#turnedAt < REMEMBERED_MS) return
    this.#turnedAt = now
    this.#older = this.#recent
    this.#recent = { since: this.poll, polls: new Map() }
  }
}
