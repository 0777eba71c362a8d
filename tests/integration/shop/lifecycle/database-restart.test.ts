import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import pg from 'pg'
import { startMigratedPostgres } from '../../../support/test-database.ts'
import {
  type SignedIn,
  startTestSandbox,
  startTestShop,
  type TestSandbox,
  type TestShop,
} from '../../../support/test-shop.ts'
import { waitFor } from '../../../support/wait-for.ts'
import { findPostgres } from './shop-process.ts'

// A PostgreSQL of its own is made and migrated here.
jest.setTimeout(120_000)

/** Nothing older is ever shown. */
const OLDEST_MS = 1_000
const FIRST_PRICE = 1_100

let postgres: Awaited<ReturnType<typeof startMigratedPostgres>>
let database: pg.Pool
let sandbox: TestSandbox
/** Two processes' worth of shop on one database. */
let shops: [TestShop, TestShop]
let admin: SignedIn
/** When the database answered again, in milliseconds; infinite while it is away. */
let thereSince = 0

beforeAll(async () => {
  // What was committed before a crash is there after it.
  postgres = await startMigratedPostgres({ max_connections: '100' })
  database = new pg.Pool({ connectionString: postgres.url, max: 6 })
  database.on('error', () => {})
  sandbox = await startTestSandbox()
  const options = { databaseUrl: postgres.url, stripe: { sandbox } }
  shops = [await startTestShop(options), await startTestShop(options)]
  admin = await shops[0].signIn('admin')
})

afterAll(async () => {
  for (const shop of shops ?? []) await shop.close()
  await sandbox?.close()
  await database?.end()
  await postgres?.stop()
})

/** A price that the database has, or may have: from when it was written until another took its place. */
interface Price {
  price: number
  until: number
}

class PricedItem {
  readonly id: number
  readonly #prices: Price[] = [{ price: FIRST_PRICE, until: Number.POSITIVE_INFINITY }]

  constructor(id: number) {
    this.id = id
  }

  /** Writes the next price in one of the ways that there are, whether the database is there or not. */
  async change(round: number): Promise<void> {
    const before = this.#prices.at(-1) as Price
    const next = { price: FIRST_PRICE + 100 * round, until: Number.POSITIVE_INFINITY }
    this.#prices.push(next)
    const isDone = await this.#write(next.price, round).catch(() => false)
    const isThere = isDone || (await this.#read()) === next.price
    if (isThere) before.until = Date.now()
    else this.#prices.pop()
  }

  async #write(price: number, round: number): Promise<boolean> {
    if (round % 2 === 0) {
      await database.query('update items set price = $2 where id = $1', [this.id, price])
      return true
    }
    const shop = shops[round % 4 === 1 ? 0 : 1]
    return (await shop.send('PATCH', `/api/items/${this.id}`, { price }, admin.headers)).status === 200
  }

  /** As soon as the database is there, and whoever was writing has ended. */
  #read(): Promise<number> {
    return waitFor(
      async () => {
        const select = 'select price::int as price from items where id = $1 for update'
        const { rows } = await database.query(select, [this.id]).catch(() => ({ rows: [] }))
        return rows[0]?.price
      },
      { timeoutMs: 30_000, what: 'The database' },
    )
  }

  /**
   * For how long the price had been another when it was asked for, as far as the database could be asked; infinitely long for
   * one that never was.
   */
  ageOf(price: number, askedAt: number): number {
    const known = this.#prices.find((one) => one.price === price)
    return known ? Math.max(0, askedAt - Math.max(known.until, thereSince)) : Number.POSITIVE_INFINITY
  }
}

describe('while PostgreSQL is restarted and killed', () => {
  it('no process shows what is older than a second, and afterwards each shows what the database has', async () => {
    const items = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const { id } = await shops[0].createItem({ price: FIRST_PRICE, stock: 1_000 })
        return new PricedItem(id)
      }),
    )
    /** Changes in the last moment before each end, and never again. */
    const [quiet, ...busy] = items as [PricedItem, ...PricedItem[]]
    const stopping = new AbortController()
    const { signal } = stopping
    const wrong: unknown[] = []
    const looks = { answered: 0, away: 0 }

    async function change(item: PricedItem): Promise<void> {
      for (let round = 1; !signal.aborted; round += 1) {
        await item.change(round)
        await pause(100)
      }
    }

    async function look(shop: TestShop, item: PricedItem): Promise<void> {
      for (let turn = 0; !signal.aborted; turn += 1) {
        const path = turn % 2 === 0 ? `/api/items/${item.id}` : `/item/${item.id}`
        const askedAt = Date.now()
        const { status, json, text } = await shop.request(path)
        looks[status === 200 ? 'answered' : 'away'] += 1
        if (status === 503) await pause(50)
        else if (status === 200) {
          const ageMs = item.ageOf(json?.price ?? priceOn(text), askedAt)
          if (ageMs > OLDEST_MS) wrong.push({ path, ageMs })
        } else wrong.push({ path, status, text })
      }
    }

    async function buy(): Promise<void> {
      while (!signal.aborted) await shops[1].request(`/buy/${busy[0]?.id}`)
    }

    const work = [
      ...busy.map(change),
      buy(),
      ...items.flatMap((item) => shops.flatMap((shop) => [look(shop, item), look(shop, item)])),
    ]
    for (const [round, kill] of (['SIGINT', 'SIGKILL'] as const).entries()) {
      await pause(1_000)
      const pid = await findPostgres(postgres.dataDir)
      await quiet.change(2 * round + 2)
      process.kill(Number(pid), kill)
      thereSince = Number.POSITIVE_INFINITY
      await waitFor(async () => (await findPostgres(postgres.dataDir)) !== pid, { timeoutMs: 30_000 })
      await waitFor(() => database.query('select 1').catch(() => null), { timeoutMs: 30_000 })
      thereSince = Date.now()
      for (const shop of shops)
        await waitFor(async () => (await shop.request('/readyz')).status === 200, { timeoutMs: 30_000 })
    }
    await pause(1_000)
    stopping.abort()
    await Promise.all(work)
    expect(wrong).toEqual([])
    expect(looks.answered).toBeGreaterThan(50)

    await pause(OLDEST_MS)
    for (const { id } of items) {
      const { rows } = await database.query(
        `select items.id, price::int, quantity::int as stock, available::int from items
          left join inventory on item = items.id::text where items.id = $1`,
        [id],
      )
      for (const shop of shops) expect((await shop.request(`/api/items/${id}`)).json).toMatchObject(rows[0])
    }
  })
})

function priceOn(html: string): number {
  return Math.round(100 * Number(/€(\d+\.\d\d)/.exec(html)?.[1]))
}
