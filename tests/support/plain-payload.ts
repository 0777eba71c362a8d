import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mongooseAdapter } from '@payloadcms/db-mongodb'
import { postgresAdapter } from '@payloadcms/db-postgres'
import { lexicalEditor } from '@payloadcms/richtext-lexical'
import {
  buildConfig,
  type Config,
  getPayload,
  handleEndpoints,
  type Payload,
  type SanitizedConfig,
} from 'payload'
import { users } from '../../src/collections/users/users.ts'
import { type StripeShopOptions, stripeShop } from '../../src/index.ts'
import { closePool, resilientPg } from '../../src/server/database-pool.ts'

export interface PlainPayload {
  payload: Payload
  /** Where Payload's REST answers, without any server of the shop's. */
  url: string
  close(): Promise<void>
}

let count = 0

/** What a project of Payload's is given, by the kind of its database's address. */
function adapterFor(databaseUrl: string): Config['db'] {
  if (databaseUrl.startsWith('mongodb')) return mongooseAdapter({ url: databaseUrl })
  return postgresAdapter({ pool: { connectionString: databaseUrl }, pg: resilientPg, push: false })
}

/** Somebody's Payload config with the plugin and little else. */
export function plainConfig(db: Config['db'], options: StripeShopOptions): Promise<SanitizedConfig> {
  return buildConfig({
    secret: 'a secret of a project that is not ours',
    db,
    editor: lexicalEditor(),
    telemetry: false,
    typescript: { autoGenerate: false },
    logger: { options: { level: 'silent' } } as never,
    admin: { user: 'users' },
    collections: [users({ isHttps: false })],
    plugins: [stripeShop(options)],
  })
}

/** Somebody's Payload project with the plugin: Payload's REST on a bare HTTP server and nothing else. */
export async function startPlainPayload({
  databaseUrl,
  options,
}: {
  databaseUrl: string
  options: (url: string) => StripeShopOptions
}): Promise<PlainPayload> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  count += 1
  const key = `plain-${count}`
  const config = await plainConfig(adapterFor(databaseUrl), options(url))
  const payload = await getPayload({ config, key })
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
