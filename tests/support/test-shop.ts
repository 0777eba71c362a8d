import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getPayload, type Payload } from 'payload'
import Stripe from 'stripe'
import { createPayloadConfig } from '../../payload.config.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { createApp } from '../../src/server/app.ts'
import { readConfig, type SettledConfig, settleConfig } from '../../src/server/config.ts'
import { closePool } from '../../src/server/database-pool.ts'
import { createTestDatabase } from './databases.ts'

export interface TestShop {
  url: string
  payload: Payload
  config: SettledConfig
  sandbox: { url: string; port: number; close(): Promise<void> }
  /** The real SDK, talking to the sandbox with an account's key. */
  stripe: (account?: 'usd' | 'eur') => Stripe
  close(): Promise<void>
}

export interface TestShopOptions {
  /** Another shop's database; a copy of the template of its own otherwise. */
  databaseUrl?: string
  env?: Record<string, string>
}

let shops = 0

/** A whole shop: real PostgreSQL, real Payload, the real Express app, the sandbox over HTTP. */
export async function startTestShop(options: TestShopOptions = {}): Promise<TestShop> {
  const databaseUrl = options.databaseUrl ?? (await createTestDatabase())
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const sandboxPort = await freePort()
  const config = settleConfig(
    readConfig({
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      STRIPE_SANDBOX: 'true',
      DATABASE_URL: databaseUrl,
      PAYLOAD_SECRET: 'a secret of the tests, long enough for any rule',
      ...options.env,
    }),
    { databaseUrl, payloadSecret: 'a secret of the tests, long enough for any rule' },
  )
  const sandbox = await startSandbox({
    port: sandboxPort,
    host: '127.0.0.1',
    publicUrl: `http://127.0.0.1:${sandboxPort}`,
    dataDir: null,
    accounts: config.accounts.map(({ name, secretKey, publishableKey, webhookSecrets }) => ({
      name,
      secretKey,
      publishableKey,
      endpoints: [
        { url: `http://127.0.0.1:${port}/stripe/webhook/${name}`, secret: webhookSecrets[0] ?? '' },
      ],
    })),
  })
  shops += 1
  const payloadKey = `shop-${shops}`
  const payload = await getPayload({ config: await createPayloadConfig(config), key: payloadKey })
  const app = createApp({ config, payload, payloadKey, admin: noAdminPanel, state: { isStopping: false } })
  server.on('request', app)
  return {
    url: `http://localhost:${port}`,
    payload,
    config,
    sandbox,
    stripe: (account = 'eur') => stripeFor(`sk_test_sandbox_${account}`, sandboxPort),
    close: async () => {
      await closeServer(server)
      await sandbox.close()
      await payload.destroy()
      await closePool(payload)
    },
  }
}

const noAdminPanel: Parameters<typeof createApp>[0]['admin'] = async (_req, res) => {
  res.writeHead(501).end()
}

function stripeFor(secretKey: string, port: number): Stripe {
  return new Stripe(secretKey, {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  })
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
