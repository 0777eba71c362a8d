import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { CollectionConfig } from 'payload'
import type { CollectionOverride, ShopCollection } from '../../../../src/plugin/index.ts'
import { createEmptyDatabase } from '../../../support/databases.ts'
import type { HostParts } from '../../../support/plain-payload.ts'
import { openDatabases } from '../../../support/plugin-databases.ts'
import { type PluginShop, startPluginShop } from '../../../support/plugin-shop.ts'
import { startTestSandbox, type TestSandbox } from '../../../support/test-shop.ts'
import { playPurchases } from './purchase-script.ts'

type Overrides = Partial<Record<ShopCollection, CollectionOverride>>
interface Host {
  name: string
  host?: HostParts
  overrides?: Overrides
}

const EXTENDED = ['items', 'orders', 'discounts', 'taxes'] as const

function eachWith(change: (collection: CollectionConfig) => CollectionConfig): Overrides {
  return Object.fromEntries(EXTENDED.map((slug) => [slug, change]))
}

const textIds = eachWith((collection) => ({
  ...collection,
  fields: [
    { name: 'id', type: 'text', required: true, defaultValue: () => `${collection.slug}.${randomUUID()}` },
    ...collection.fields,
  ],
}))

const renamed: Overrides = {
  ...eachWith((collection) => ({ ...collection, dbName: `my_${collection.slug}` })),
  payments: (collection) => ({ ...collection, dbName: 'Attempts' }),
}

const HOSTS: Host[] = [
  { name: 'serial ids' },
  { name: 'UUIDs', host: { postgres: { idType: 'uuid' } } },
  { name: 'UUIDs of version 7', host: { postgres: { idType: 'uuidv7' } } },
  { name: 'texts as ids', overrides: textIds },
  { name: 'a schema of its own', host: { postgres: { schemaName: 'my-shop' } } },
  { name: 'other table names', overrides: renamed },
  {
    name: 'other suffixes',
    host: { postgres: { relationshipsSuffix: '_refs', localesSuffix: '_l10n', versionsSuffix: '_old' } },
  },
  { name: 'blocks as JSON', host: { postgres: { blocksAsJSON: true } } },
]

// Payload pushes the same schema only once in a process, whatever the database.
process.env.PAYLOAD_FORCE_DRIZZLE_PUSH = 'true'

let sandbox: TestSandbox

beforeAll(async () => {
  sandbox = await startTestSandbox()
})

afterAll(() => sandbox.close())

const start = (
  { host = {}, overrides = {} }: Omit<Host, 'name'>,
  databaseUrl?: string,
): Promise<PluginShop> =>
  startPluginShop(
    { create: createEmptyDatabase },
    {
      sandbox,
      ...(databaseUrl && { databaseUrl }),
      more: { overrides },
      host: { ...host, postgres: { push: true, ...host.postgres } },
    },
  )

describe('A project on PostgreSQL sells', () => {
  it.each(HOSTS)('with $name', async (host) => {
    const shop = await start(host)
    try {
      await playPurchases(shop)
    } finally {
      await shop.close()
    }
  })
})

describe('A project whose schema is pushed', () => {
  it('counts its orders on over a restart, and keeps the index of an item’s orders', async () => {
    const { databaseUrl, ...first } = await start({})
    const item = await first.createItem()
    const before = await first.create('orders', { lines: [{ item: item.id, quantity: 1 }] })
    await first.payload.delete({ collection: 'orders', id: before.id })
    await first.close()
    const second = await start({}, databaseUrl)
    try {
      const after = await second.create('orders', { lines: [{ item: item.id, quantity: 1 }] })
      expect(Number(after.number)).toBe(Number(before.number) + 1)
      const pool = (
        second.payload.db as unknown as { pool: { query(text: string): Promise<{ rows: object[] }> } }
      ).pool
      const { rows } = await pool.query(
        `select 1 from pg_indexes where indexname = 'orders_lines_sold_item_order_idx'`,
      )
      expect(rows).toHaveLength(1)
      await pool.query('drop sequence stripe_shop_order_number')
    } finally {
      await second.close()
    }
    const third = await start({}, databaseUrl)
    try {
      const after = await third.create('orders', { lines: [{ item: item.id, quantity: 1 }] })
      expect(Number(after.number)).toBe(Number(before.number) + 2)
    } finally {
      await third.close()
    }
  })
})

describe('A project with migrations of its own', () => {
  it('has all of the shop in the first one, and nothing is left for a second', async () => {
    const migrationDir = await mkdtemp(path.join(tmpdir(), 'migrations-'))
    const shop = await start({ host: { postgres: { migrationDir } } })
    try {
      const write = async (migrationName: string) => {
        await shop.payload.db.createMigration({
          payload: shop.payload,
          migrationName,
          forceAcceptWarning: true,
        })
        const files = await readdir(migrationDir)
        const file = files.find((name) => name.endsWith(`${migrationName}.ts`))
        return readFile(path.join(migrationDir, String(file)), 'utf8')
      }
      expect(await write('first')).toContain('orders_lines_sold_item_order_idx')
      expect(await write('second')).not.toMatch(/CREATE|ALTER|DROP/)
    } finally {
      await shop.close()
      await rm(migrationDir, { recursive: true })
    }
  })
})

describe('A project without transactions', () => {
  it('does not start', async () => {
    const starting = start({ host: { postgres: { transactionOptions: false } } })
    await expect(starting).rejects.toThrow(/^stripeShop .*transactionOptions/)
  })
})

const [, mongodb] = await openDatabases()

if (mongodb) {
  describe('A project on MongoDB sells', () => {
    it('with texts as ids', async () => {
      const shop = await startPluginShop(mongodb, { sandbox, more: { overrides: textIds } })
      try {
        await playPurchases(shop)
      } finally {
        await mongodb.drop(shop.payload)
        await shop.close()
        await mongodb.stop()
      }
    })
  })
}
