import { describe, expect, it } from '@jest/globals'
import { getPayload, type Migration } from 'payload'
import pg from 'pg'
import { createPayloadConfig } from '../../../payload.config.ts'
import { migrations } from '../../../src/migrations/index.ts'
import { readConfig } from '../../../src/server/config/environment.ts'
import { settleConfig } from '../../../src/server/config/settled-config.ts'
import { closePool } from '../../../src/server/database-pool.ts'
import { migrate } from '../../../src/server/migrations.ts'
import { findSchemaGaps } from '../../../src/server/schema-check.ts'
import { createEmptyDatabase, createTestDatabase } from '../../support/databases.ts'
import { startTestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

/** As a shop of some years has them; more with `MIGRATED_ORDERS`. */
const ORDERS = Number(process.env.MIGRATED_ORDERS ?? 100_000)
const FEW_ORDERS = 1_000

async function openPayload(databaseUrl: string) {
  const config = settleConfig(readConfig({ STRIPE_SANDBOX: 'true' }), {
    databaseUrl,
    payloadSecret: 'migrations',
  })
  const payload = await getPayload({
    config: await createPayloadConfig(config),
    key: databaseUrl,
    disableOnInit: true,
  })
  return {
    payload,
    close: async () => {
      await payload.destroy()
      await closePool(payload)
    },
  }
}

/** Paid orders with a line, a payment and a history each, with columns that the first migration has. */
async function fillOrders(client: pg.Client, count: number): Promise<void> {
  await client.query(
    `with new_orders as (
       insert into orders (number, status, currency, subtotal, discount_amount, tax_amount, total, amount_refunded, paid_at)
       select 'old-' || n, 'paid', 'eur', 1000, 0, 0, 1000, 0, now() from generate_series(1, $1::int) n returning id
     ), lines as (
       insert into orders_lines (_order, _parent_id, id, sold_item, name, quantity, unit_amount, amount)
       select 1, id, 'line-' || id, '1', 'Mug', 1, 1000, 1000 from new_orders
     ), history as (
       insert into order_history (order_id, "from", "to", reason) select id, 'open', 'paid', 'paid in Stripe' from new_orders
     )
     insert into payments (order_id, attempt, status, flow, account, amount, currency, params)
     select id, 'attempt-' || id, 'paid', 'hosted', 'eur', 1000, 'eur', '{}' from new_orders`,
    [count],
  )
  await client.query(`insert into inventory (item, quantity) values ('1', 7)`)
}

/** Texts of a catalogue that knew one language. */
async function fillCatalogue(client: pg.Client): Promise<void> {
  await client.query(
    `insert into items (id, name, description, price, currency, _status)
      values (1, 'Becher', '{"root":{}}', 1000, 'eur', 'published'), (2, null, null, null, null, 'draft');
    insert into _items_v (parent_id, version_name, version_description, latest) values (1, 'Tasse', '{"root":{}}', true);
    insert into taxes (display_name, percentage, inclusive) values ('USt', 19, true);
    insert into discounts (name, percent_off, duration) values ('Zehn', 10, 'once')`,
  )
}

const READ_CATALOGUE = `select
    (select json_agg(texts) from (
      select items.id, names, items.name, name_de, name_ru, locales.name as text, description, _locale
      from items left join items_locales as locales on locales._parent_id = items.id order by items.id
    ) as texts) as items,
    (select json_agg(json_build_object('text', version_name, 'description', version_description, 'locale', _locale))
      from _items_v_locales) as versions,
    (select json_agg(display_name || ' ' || _locale) from taxes_locales) as taxes,
    (select json_agg(name || ' ' || _locale) from discounts_locales) as discounts`

describe('a database of an earlier version', () => {
  it.each(migrations.slice(0, -1).map(({ name }, place) => [name, place] as const))(
    'of %s is taken forward with all its orders',
    async (_name, place) => {
      const databaseUrl = await createEmptyDatabase()
      const { payload, close } = await openPayload(databaseUrl)
      await payload.db.migrate({ migrations: migrations.slice(0, place + 1) as unknown as Migration[] })
      const client = new pg.Client({ connectionString: databaseUrl })
      await client.connect()
      // All that come later are run on what the first one made.
      const count = place === 0 ? ORDERS : FEW_ORDERS
      await fillOrders(client, count)
      const hadOneLanguage =
        (await client.query(`select from pg_tables where tablename = 'items_locales'`)).rowCount === 0
      if (hadOneLanguage) await fillCatalogue(client)
      await migrate(payload, databaseUrl)
      expect(await findSchemaGaps(payload)).toEqual([])
      const { rows } = await client.query(
        `select count(*)::int as orders, sum(total)::int as total, count(distinct payments.id)::int as payments
          from orders join payments on payments.order_id = orders.id where orders.status = 'paid'`,
      )
      expect(rows).toEqual([{ orders: count, total: count * 1000, payments: count }])
      if (hadOneLanguage) {
        const becher = {
          names: null,
          name: 'Becher',
          name_de: 'Becher',
          name_ru: 'Becher',
          text: 'Becher',
        }
        const nothing = { names: null, name: null, name_de: null, name_ru: null, text: null }
        expect((await client.query(READ_CATALOGUE)).rows).toEqual([
          {
            items: [
              { id: 1, ...becher, description: { root: {} }, _locale: 'en' },
              { id: 2, ...nothing, description: null, _locale: null },
            ],
            versions: [{ text: 'Tasse', description: { root: {} }, locale: 'en' }],
            taxes: ['USt en'],
            discounts: ['Zehn en'],
          },
        ])
      }
      await client.end()
      await close()
    },
    120_000,
  )
})

describe('/readyz', () => {
  it.each([
    ['a column', 'alter table orders rename column review to review_of_old'],
    ['a table', 'alter table stock_holds rename to stock_holds_of_old'],
    ['a type', 'alter table inventory alter column quantity type text'],
    ['a value', `alter type enum_orders_status rename value 'refunded' to 'given_back'`],
  ])('says that %s is missing, whatever the migrations are called', async (_what, change) => {
    const databaseUrl = await createTestDatabase()
    const shop = await startTestShop({ databaseUrl })
    expect((await shop.request('/readyz')).status).toBe(200)
    await shop.sql(change)
    const answer = await waitFor(
      async () => {
        const { status, json } = await shop.request('/readyz')
        return status === 503 && json
      },
      { timeoutMs: 15_000, what: 'The difference' },
    )
    expect(answer).toEqual({ status: 'schema differs' })
    await shop.close()
  })
})
