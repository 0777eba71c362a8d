import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import pg from 'pg'
import {
  inTransaction,
  lockDocument,
  withLock,
  withLockIfFree,
} from '../../../src/plugin/database/database.ts'
import { startTestShop, type TestShop } from '../../support/test-shop.ts'

let shop: TestShop
let item: number

beforeAll(async () => {
  shop = await startTestShop()
  item = (await shop.createItem()).id
  // What is noted as `refuse me at commit` is refused there, and nowhere before.
  await shop.sql(`
    create function refuse_at_commit() returns trigger language plpgsql as $$
    begin
      if new.note = 'refuse me at commit' then raise exception 'refused at commit'; end if;
      return null;
    end $$`)
  await shop.sql(`
    create constraint trigger refuse_at_commit after insert or update on orders
    deferrable initially deferred for each row execute function refuse_at_commit()`)
})

beforeEach(() => shop.sql('delete from orders_lines').then(() => shop.sql('delete from orders')))
afterAll(() => shop.close())

const newOrder = (req?: object, note = '') =>
  shop.payload.create({
    collection: 'orders',
    data: { lines: [{ item, quantity: 1 }], note } as never,
    ...(req && { req }),
  })
const count = async () => Number((await shop.sql('select count(*) from orders'))[0].count)

it('resolves with what the work answered, once it is stored', async () => {
  const id = await inTransaction(shop.payload, async (req) => (await newOrder(req)).id)
  expect(await count()).toBe(1)
  expect((await shop.order(id)).status).toBe('draft')
})

it('rejects when the commit fails, and nothing is stored', async () => {
  await expect(
    inTransaction(shop.payload, async (req) => void (await newOrder(req, 'refuse me at commit'))),
  ).rejects.toThrow(/commit/)
  expect(await count()).toBe(0)
})

it('stands apart from Payload’s own transactions, which say that all went well', async () => {
  await expect(newOrder(undefined, 'refuse me at commit')).resolves.toMatchObject({ status: 'draft' })
  expect(await count()).toBe(0)
})

it('is tried again where it and another wait for each other, and is stored once', async () => {
  const [first, second] = [(await newOrder()).id, (await newOrder()).id]
  const other = new pg.Client({ connectionString: shop.config.databaseUrl })
  await other.connect()
  await other.query('begin')
  await other.query('select 1 from orders where id = $1 for update', [second])
  let tries = 0
  let asking: Promise<unknown> = Promise.resolve()
  const id = await inTransaction(shop.payload, async (req) => {
    tries += 1
    const made = await newOrder(req)
    await lockDocument(req, { collection: 'orders', id: first })
    if (tries === 1) {
      // Comes to wait later than this transaction, which is the one that PostgreSQL ends then.
      asking = pause(300)
        .then(() => other.query('select 1 from orders where id = $1 for update', [first]))
        .then(() => other.query('commit'))
    }
    await lockDocument(req, { collection: 'orders', id: second })
    return made.id
  })
  await asking
  await other.end()
  expect([tries, await count(), (await shop.order(id)).status]).toEqual([2, 3, 'draft'])
})

it('rejects when its connection is lost before the commit', async () => {
  const lost = inTransaction(shop.payload, async (req) => {
    await newOrder(req)
    await shop.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where state = 'idle in transaction' and datname = current_database() and pid <> pg_backend_pid()`,
    )
  })
  await expect(lost).rejects.toThrow()
  expect(await count()).toBe(0)
  expect((await shop.request('/readyz')).status).toBe(200)
})

it('rolls everything back when the work throws', async () => {
  const work = inTransaction(shop.payload, async (req) => {
    await newOrder(req)
    await newOrder(req)
    throw new Error('changed my mind')
  })
  await expect(work).rejects.toThrow('changed my mind')
  expect(await count()).toBe(0)
})

it('is not seen from outside until it is committed', async () => {
  await inTransaction(shop.payload, async (req) => {
    await newOrder(req)
    expect(await count()).toBe(0)
  })
  expect(await count()).toBe(1)
})

it('refuses to go on after an error of Payload’s was caught inside', async () => {
  const work = inTransaction(shop.payload, async (req) => {
    await newOrder(req)
    await shop.payload.create({ collection: 'orders', data: { lines: [] } as never, req }).catch(() => {})
    return 'as if nothing had happened'
  })
  await expect(work).rejects.toThrow(/rolled back/)
  expect(await count()).toBe(0)
})

it('lets one transaction hold a document while another waits', async () => {
  const { id } = await newOrder()
  const order: string[] = []
  let isHeld = () => {}
  const held = new Promise<void>((resolve) => {
    isHeld = resolve
  })
  const first = inTransaction(shop.payload, async (req) => {
    await lockDocument(req, { collection: 'orders', id })
    isHeld()
    await new Promise((resolve) => setTimeout(resolve, 200))
    order.push('first')
  })
  await held
  await inTransaction(shop.payload, async (req) => {
    await lockDocument(req, { collection: 'orders', id })
    order.push('second')
  })
  await first
  expect(order).toEqual(['first', 'second'])
})

it('leaves no session behind', async () => {
  await inTransaction(shop.payload, async (req) => void (await newOrder(req)))
  await inTransaction(shop.payload, () => Promise.reject(new Error('no'))).catch(() => {})
  const { sessions } = shop.payload.db as unknown as { sessions: object }
  expect(Object.keys(sessions)).toEqual([])
})

it('runs one at a time what has one name, and skips it where that is asked', async () => {
  const running: string[] = []
  const slowly = (name: string) => async () => {
    running.push(`${name} begins`)
    await new Promise((resolve) => setTimeout(resolve, 100))
    running.push(`${name} ends`)
    return name
  }
  const [first, second] = await Promise.all([
    withLock(shop.payload, 'a test', slowly('one')),
    withLock(shop.payload, 'a test', slowly('two')),
  ])
  expect([first, second].sort()).toEqual(['one', 'two'])
  expect(running.map((entry) => entry.split(' ')[1])).toEqual(['begins', 'ends', 'begins', 'ends'])
  const answers = await Promise.all([
    withLockIfFree(shop.payload, 'a test', slowly('three')),
    withLockIfFree(shop.payload, 'a test', slowly('four')),
  ])
  expect(answers.filter((answer) => answer === undefined)).toHaveLength(1)
})

it('does not run dry when more transactions begin at once than there are connections', async () => {
  await Promise.all(
    Array.from({ length: 40 }, () => inTransaction(shop.payload, async (req) => void (await newOrder(req)))),
  )
  expect(await count()).toBe(40)
})
