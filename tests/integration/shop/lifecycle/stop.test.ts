import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { jest } from '@jest/globals'
import { createTestDatabase } from '../../../support/databases.ts'
import { waitFor } from '../../../support/wait-for.ts'
import { cleanUp, findPorts, makeDataDir, type ShopProcess, spawnShop } from './shop-process.ts'

// Whole processes start here, and a busy machine takes its time.
jest.setTimeout(120_000)

afterAll(cleanUp)

it('finishes the requests under way when it is told to stop, and says meanwhile that it is not ready', async () => {
  const shop = await startShop()
  const login = await beginLogin(shop)
  shop.signal('SIGTERM')
  await waitFor(async () => (await fetch(`${shop.url}/readyz`)).status === 503)
  expect((await fetch(`${shop.url}/healthz`)).status).toBe(200)
  expect(await login.finish()).toMatch(/^HTTP\/1\.1 401 /)
  expect(await shop.ended).toBe(0)
})

it('tells of its start and its end in the lines of JSON that its log has, where it is no demo', async () => {
  const shop = await startShop({
    STRIPE_SECRET_KEY: 'sk_test_of_a_test',
    STRIPE_PUBLISHABLE_KEY: 'pk_test_of_a_test',
    STRIPE_WEBHOOK_SECRET: 'whsec_of_a_test',
    STRIPE_API_BASE: 'http://127.0.0.1:9',
    ADMIN_EMAIL: 'admin@shop.example',
    ADMIN_PASSWORD: 'a password of the tests',
  })
  shop.signal('SIGTERM')
  expect(await shop.ended).toBe(0)
  const lines = shop.output().trim().split('\n')
  // What comes before is the build's.
  const told = lines.slice(lines.findIndex((line) => line.startsWith('{'))).map((line) => JSON.parse(line))
  expect(told.map(({ time }) => new Date(time).toISOString())).toEqual(told.map(({ time }) => time))
  const texts = told.map(({ msg }) => msg)
  expect(texts).toEqual(expect.arrayContaining(['The shop is open.', 'Stopped']))
  expect(told[texts.indexOf('The shop is open.')]).toMatchObject({ url: expect.stringContaining('http') })
})

it('waits ten seconds for a request that does not end, and ends all the same', async () => {
  const shop = await startShop()
  await beginLogin(shop)
  const startedAt = Date.now()
  shop.signal('SIGTERM')
  expect(await shop.ended).toBe(0)
  const seconds = (Date.now() - startedAt) / 1000
  expect(seconds).toBeGreaterThan(8)
  expect(seconds).toBeLessThan(13)
})

it('ends at once at a second signal', async () => {
  const shop = await startShop()
  await beginLogin(shop)
  shop.signal('SIGINT')
  await waitFor(() => shop.output().includes('Stopping'))
  // A signal that comes twice within 100 ms is one key press, passed on by npm as well.
  await setTimeout(200)
  const startedAt = Date.now()
  shop.signal('SIGINT')
  expect(await shop.ended).toBe(1)
  expect(Date.now() - startedAt).toBeLessThan(2_000)
})

async function startShop(stripe: Record<string, string> = { STRIPE_SANDBOX: 'true' }): Promise<ShopProcess> {
  const { PORT, SANDBOX_PORT } = await findPorts()
  const shop = spawnShop({
    PORT,
    ...(stripe.STRIPE_SANDBOX && { SANDBOX_PORT }),
    DATA_DIR: await makeDataDir(),
    DATABASE_URL: await createTestDatabase(),
    PAYLOAD_SECRET: 'a secret of the tests, long enough for any rule',
    ...stripe,
  })
  await shop.ready()
  return shop
}

/** A request whose body is still on its way. */
async function beginLogin(shop: ShopProcess): Promise<{ finish: () => Promise<string> }> {
  const body = JSON.stringify({ email: 'nobody@shop.example', password: 'wrong' })
  const socket: Socket = connect(Number(new URL(shop.url).port), '127.0.0.1')
  // The shop may close the connection before it has read the whole.
  socket.on('error', () => {})
  await once(socket, 'connect')
  const head = ['POST /api/users/login HTTP/1.1', 'Host: localhost', 'Content-Type: application/json']
  socket.write(`${[...head, `Content-Length: ${body.length}`, '', ''].join('\r\n')}${body.slice(0, 5)}`)
  await setTimeout(300)
  return {
    finish: async () => {
      socket.write(body.slice(5))
      const [answer] = (await once(socket, 'data')) as [Buffer]
      return answer.toString('utf8')
    },
  }
}
