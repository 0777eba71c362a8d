import { once } from 'node:events'
import { createServer } from 'node:http'
import { jest } from '@jest/globals'
import { waitFor } from '../../../support/wait-for.ts'
import {
  cleanUp,
  findPorts,
  findPostgres,
  isRunning,
  makeDataDir,
  type ShopProcess,
  spawnShop,
} from './shop-process.ts'

// Whole processes start here, and a busy machine takes its time.
jest.setTimeout(120_000)

const ADMIN = { email: 'owner@shop.example', password: 'a long password' }

/** One shop on its embedded database, through everything that can happen to it. */
describe('a shop on its embedded database', () => {
  let env: Record<string, string>
  let shop: ShopProcess
  const made: number[] = []

  beforeAll(async () => {
    env = {
      ...(await findPorts()),
      DATA_DIR: await makeDataDir(),
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
    }
    shop = spawnShop(env)
    await shop.ready()
  })
  afterAll(cleanUp)

  const postgres = async () => (await findPostgres(env.DATA_DIR ?? '')) ?? 0
  /** Makes orders until the shop or its database is gone; notes those that were answered. */
  async function sellUntilKilled(kill: () => void): Promise<void> {
    const target = made.length + 3
    for (let isKilled = false; ; ) {
      const order = await buy(shop).catch(() => null)
      if (order !== null) made.push(order)
      else if (isKilled) return
      if (!isKilled && made.length >= target) {
        isKilled = true
        setTimeout(kill, 5)
      }
    }
  }
  async function restart(): Promise<void> {
    shop = spawnShop(env)
    await shop.ready()
  }

  it('keeps every answered order when it is killed, and adopts the database it has left', async () => {
    const before = await postgres()
    await sellUntilKilled(() => shop.signal('SIGKILL'))
    await shop.ended
    expect(isRunning(before)).toBe(true)
    await restart()
    expect(await postgres()).toBe(before)
    expect(await missingOrders(shop, made)).toEqual([])
  })

  it('brings PostgreSQL back when that is killed, and goes on', async () => {
    const before = await postgres()
    await sellUntilKilled(() => process.kill(before, 'SIGKILL'))
    await waitFor(async () => (await fetch(`${shop.url}/readyz`)).ok, { timeoutMs: 20_000 })
    expect(isRunning(shop.pid)).toBe(true)
    expect(await postgres()).not.toBe(before)
    expect(await missingOrders(shop, made)).toEqual([])
    await buy(shop)
  })

  it('keeps every answered order when both are killed', async () => {
    const before = await postgres()
    await sellUntilKilled(() => {
      process.kill(before, 'SIGKILL')
      shop.signal('SIGKILL')
    })
    await shop.ended
    await restart()
    expect(await missingOrders(shop, made)).toEqual([])
  })

  it('tells a second start in the same folder that it runs already, and where', async () => {
    const second = spawnShop({ ...env, ...(await findPorts()) })
    expect(await second.ended).toBe(1)
    expect(second.output()).toContain(`is already running in this folder: http://localhost:${env.PORT}`)
    expect((await fetch(`${shop.url}/readyz`)).status).toBe(200)
  })

  it('leaves no PostgreSQL behind when it is stopped', async () => {
    const before = await postgres()
    shop.signal('SIGINT')
    expect(await shop.ended).toBe(0)
    expect(isRunning(before)).toBe(false)
  })

  it('names the variable to change when a port is in use', async () => {
    const other = createServer().listen(0, '0.0.0.0')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const starts = ['PORT', 'SANDBOX_PORT'].map((name) => spawnShop({ ...env, [name]: String(port) }))
    const codes = await Promise.all(starts.map(({ ended }) => ended))
    other.close()
    expect(codes).toEqual([1, 1])
    expect(starts[0]?.output()).toContain(`Port ${port} is in use by another program. Set PORT`)
    expect(starts[1]?.output()).toContain(`Port ${port} is in use by another program. Set SANDBOX_PORT`)
    expect(await postgres()).toBe(0)
  })
})

/** The demo's first item that can be sold. */
async function buy(shop: ShopProcess): Promise<number> {
  const response = await fetch(`${shop.url}/buy/1`, { signal: AbortSignal.timeout(10_000) })
  const { orderId } = (await response.json()) as { orderId?: number }
  if (!response.ok || orderId === undefined) throw new Error(`/buy/1: ${response.status}`)
  return orderId
}

async function missingOrders(shop: ShopProcess, ids: number[]): Promise<number[]> {
  const login = await fetch(`${shop.url}/api/users/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ADMIN),
  })
  const { token } = (await login.json()) as { token: string }
  const response = await fetch(`${shop.url}/api/orders?limit=1000&depth=0`, {
    headers: { authorization: `JWT ${token}` },
  })
  const { docs } = (await response.json()) as { docs: { id: number }[] }
  const found = new Set(docs.map(({ id }) => id))
  return ids.filter((id) => !found.has(id))
}
