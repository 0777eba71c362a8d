import { execFile } from 'node:child_process'
import { request } from 'node:http'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import pg from 'pg'
import { createTestDatabase } from '../../../support/databases.ts'
import { waitFor } from '../../../support/wait-for.ts'
import { cleanUp, findPorts, isRunning, makeDataDir, type ShopProcess, spawnShop } from './shop-process.ts'

// Whole processes start here, and a busy machine takes its time.
jest.setTimeout(180_000)

let shop: ShopProcess
let database: pg.Client

beforeAll(async () => {
  const databaseUrl = await createTestDatabase()
  shop = spawnShop({
    ...(await findPorts()),
    DATA_DIR: await makeDataDir(),
    DATABASE_URL: databaseUrl,
    PAYLOAD_SECRET: 'a secret of the tests, long enough for any rule',
    STRIPE_SANDBOX: 'true',
    SHOP_PROCESSES: '2',
  })
  await shop.ready()
  database = new pg.Client({ connectionString: databaseUrl })
  await database.connect()
})

afterAll(async () => {
  await database?.end()
  await cleanUp()
})

async function children(): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=,args=', '--ppid', String(shop.pid)])
  return stdout
    .split('\n')
    .filter((line) => line.includes('web-process'))
    .map((line) => Number.parseInt(line, 10))
}

/** By a connection of its own, so that the processes take turns. */
function ask(path: string, method = 'GET'): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(shop.url + path, { method, agent: false, headers: { connection: 'close' } })
    sent.on('error', reject)
    sent.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    sent.end()
  })
}

const several = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: 8 }, work))

async function firstItem(): Promise<number> {
  const { rows } = await database.query(
    `select id from items where _status = 'published' order by id limit 1`,
  )
  return rows[0].id
}

it('sells through both of its processes', async () => {
  expect(await children()).toHaveLength(2)
  const id = await firstItem()
  const purchases = await several(() => ask(`/buy/${id}`))
  expect(purchases.map(({ status }) => status)).toEqual(Array(8).fill(200))
  expect(new Set(purchases.map(({ text }) => JSON.parse(text).orderId)).size).toBe(8)
})

it('shows in each of them what was changed in any', async () => {
  const id = await firstItem()
  await several(() => ask(`/item/${id}`))
  await database.query(`update items set name = 'Seen by all' where id = $1`, [id])
  await waitFor(async () =>
    (await several(() => ask(`/item/${id}`))).every(({ text }) => text.includes('Seen by all')),
  )
})

it('tells of all of them in its metrics, whichever is asked', async () => {
  const count = async () => {
    const { text } = await ask('/metrics')
    return Number(
      /^http_request_duration_seconds_count\{method="GET",route="\/healthz",status="200"\} (\d+)/m.exec(
        text,
      )?.[1],
    )
  }
  await ask('/healthz')
  const before = await count()
  await several(() => ask('/healthz'))
  await waitFor(async () => (await count()) === before + 8)
  expect(await several(count)).toEqual(Array(8).fill(before + 8))
})

it('goes on when one of them is killed, and replaces it', async () => {
  const [killed = 0] = await children()
  process.kill(killed, 'SIGKILL')
  await waitFor(() => !isRunning(killed))
  expect((await several(() => ask('/healthz'))).map(({ status }) => status)).toEqual(Array(8).fill(200))
  await waitFor(async () => (await children()).length === 2, { timeoutMs: 30_000, what: 'another process' })
  await waitFor(() => shop.output().includes('is started again'))
})

it('ends with all of them, and finishes what is under way', async () => {
  const pids = await children()
  const id = await firstItem()
  const underWay = several(() => ask(`/buy/${id}`))
  await new Promise((resolve) => setTimeout(resolve, 50))
  shop.signal('SIGTERM')
  expect((await underWay).map(({ status }) => status)).toEqual(Array(8).fill(200))
  expect([await shop.ended, shop.output()]).toEqual([0, expect.stringMatching(/Stopped\n$/)])
  expect(pids.filter(isRunning)).toEqual([])
})
