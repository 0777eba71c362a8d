import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type MongooseAdapter, mongooseAdapter } from '@payloadcms/db-mongodb'
import { postgresAdapter } from '@payloadcms/db-postgres'
import { lexicalEditor } from '@payloadcms/richtext-lexical'
import {
  buildConfig,
  type Config,
  getPayload,
  handleEndpoints,
  type Payload,
  type Plugin,
  type SanitizedConfig,
} from 'payload'
import { type StripeShopOptions, stripeShop } from '../../src/plugin/index.ts'
import { closePool, resilientPg } from '../../src/server/database-pool.ts'
import { users } from '../../src/server/users/users.ts'

export interface PlainPayload {
  payload: Payload
  /** Where Payload's REST answers, without any server of the shop's. */
  url: string
  close(): Promise<void>
}

/** What a project sets up in its own way. */
export interface HostParts {
  postgres?: Omit<Parameters<typeof postgresAdapter>[0], 'pool'>
  config?: Partial<Config>
  /** Default: the shop alone. */
  plugins?: (shop: Plugin) => Plugin[]
}

/** What a project of Payload's is given, by the kind of its database's address. */
function adapterFor(
  databaseUrl: string,
  opened: MongooseAdapter['connection'][],
  { postgres }: HostParts,
): Config['db'] {
  if (!databaseUrl.startsWith('mongodb')) {
    const pool = { connectionString: databaseUrl }
    return postgresAdapter({ pool, pg: resilientPg, push: false, ...postgres })
  }
  const afterOpenConnection = ({ connection }: MongooseAdapter) => void opened.push(connection)
  return mongooseAdapter({ url: databaseUrl, afterOpenConnection })
}

/** A start that fails leaves its connection open, and an open connection keeps a test run from ending. */
async function startOrClose(
  databaseUrl: string,
  { options, host, key }: { options: StripeShopOptions; host: HostParts; key: string },
) {
  const opened: MongooseAdapter['connection'][] = []
  try {
    const config = await plainConfig(adapterFor(databaseUrl, opened, host), options, host)
    return { config, payload: await getPayload({ config, key }) }
  } catch (error) {
    for (const connection of opened) await connection.close()
    throw error
  }
}

/** Somebody's Payload config with the plugin and little else. */
export function plainConfig(
  db: Config['db'],
  options: StripeShopOptions,
  { config, plugins = (shop) => [shop] }: HostParts = {},
): Promise<SanitizedConfig> {
  return buildConfig({
    secret: 'a secret of a project that is not ours',
    db,
    editor: lexicalEditor(),
    telemetry: false,
    typescript: { autoGenerate: false },
    logger: { options: { level: 'silent' } } as never,
    admin: { user: 'users' },
    collections: [users({ isHttps: false })],
    plugins: plugins(stripeShop(options)),
    ...config,
  })
}

/** Somebody's Payload project with the plugin: Payload's REST on a bare HTTP server and nothing else. */
export async function startPlainPayload({
  databaseUrl,
  options,
  host = {},
}: {
  databaseUrl: string
  options: (url: string) => StripeShopOptions
  host?: HostParts
}): Promise<PlainPayload> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  // Payload keeps its instances by key for as long as the process lives, which may run several test files.
  const key = randomUUID()
  const { config, payload } = await startOrClose(databaseUrl, { options: options(url), host, key }).catch(
    (error) => {
      server.close()
      throw error
    },
  )
  server.on('request', async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const request = new Request(url + req.url, {
      method: req.method ?? 'GET',
      headers: Object.entries(req.headers).map(([name, value]) => [name, String(value)] as [string, string]),
      ...(body.length > 0 && { body }),
    })
    const answer = await handleEndpoints({ config, payloadInstanceCacheKey: key, request })
    res.writeHead(answer.status, Object.fromEntries(answer.headers))
    res.end(Buffer.from(await answer.arrayBuffer()))
  })
  return {
    payload,
    url,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      await payload.destroy()
      await closePool(payload)
    },
  }
}
