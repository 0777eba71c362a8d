import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import pg from 'pg'
import { createTestDatabase } from '../../support/databases.ts'
import { startTestShop, type TestShop } from '../../support/test-shop.ts'

/** A database of its own, so that what is read there can be told from what is read in the shop's. */
let replicaUrl: string
let replica: pg.Client
let shop: TestShop
let id: number

/** What is kept is shown no longer than this once nobody can say whether it is still so. */
const TRUSTED_MS = 1_100
const pageOf = async (item: number) => (await shop.request(`/item/${item}`)).text
const catalogue = async () => (await shop.request('/')).text

beforeAll(async () => {
  replicaUrl = await createTestDatabase()
  replica = new pg.Client({ connectionString: replicaUrl })
  await replica.connect()
  shop = await startTestShop({ env: { DATABASE_REPLICA_URLS: replicaUrl } })
  id = (await shop.createItem({ name: 'In the database' })).id
  await replica.query(
    `insert into items (id, name, price, currency, _status) values ($1, 'In the replica', 1000, 'eur', 'published')`,
    [id],
  )
})
afterAll(async () => {
  await replica?.end().catch(() => {})
  await shop?.close()
})

it('shows the catalogue and its items as a replica has them', async () => {
  expect(await pageOf(id)).toContain('In the replica')
  expect(await catalogue()).toContain('In the replica')
})

it('asks the database itself for an item that the replica does not have yet', async () => {
  const newer = await shop.createItem({ name: 'Only in the database' })
  expect(await pageOf(newer.id)).toContain('Only in the database')
  expect((await shop.request('/item/999999')).status).toBe(404)
})

it('sells what the database says, whatever the page showed', async () => {
  const { json } = await shop.request(`/buy/${id}`)
  expect((await shop.order(json.orderId)).lines[0]).toMatchObject({ name: 'In the database' })
})

it('goes on with the database alone when the replica is gone', async () => {
  await replica.end()
  const admin = new URL(replicaUrl)
  admin.pathname = '/postgres'
  const client = new pg.Client({ connectionString: admin.href })
  await client.connect()
  await client.query(`drop database ${new URL(replicaUrl).pathname.slice(1)} with (force)`)
  await client.end()
  await pause(TRUSTED_MS)
  expect(await pageOf(id)).toContain('In the database')
  expect(await catalogue()).toContain('In the database')
  expect(shop.log.filter((line) => line.includes('read replica')).length).toBe(1)
})
