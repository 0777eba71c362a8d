import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { ShopFigures } from '../../../src/plugin/admin/figures/shop-figures.tsx'
import { OrderFilters } from '../../../src/plugin/admin/orders/order-filters.tsx'
import { figuresText } from '../../../src/plugin/database/postgres/figures.ts'
import { FEW_LEFT } from '../../../src/plugin/domain/few-left.ts'
import { findFigures } from '../../../src/plugin/shop/figures/figures.ts'
import { CARD, payByCard, SENT_TO } from '../../support/payment-page.ts'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let shop: TestShop
let admin: SignedIn
let mug: number

beforeAll(async () => {
  shop = await startTestShop()
  admin = await shop.signIn('admin')
  mug = (await shop.createItem()).id
})

afterAll(() => shop?.close())

async function buy(item: number): Promise<number> {
  const { json } = await shop.request(`/buy/${item}`)
  await payByCard(json.url, CARD.pays, SENT_TO('DE'))
  await waitFor(async () => (await shop.order(json.orderId)).paidAt, { what: 'the payment' })
  return json.orderId
}

/** As the panel's server renders it, without waiting for it to come later. */
async function renderFigures(language: string): Promise<string> {
  const outer = ShopFigures({ payload: shop.payload, user: admin.user as never, i18n: { language } })
  const { type, props } = (outer.props as Nested).children.props.children
  return renderToStaticMarkup(await type(props))
}

type Nested = {
  children: { props: { children: { type: (props: unknown) => Promise<ReactElement>; props: unknown } } }
}

/** What a list of the panel asks for. */
const listAt = (address: string) =>
  address.replaceAll('&amp;', '&').replace(/^\/admin\/collections\//, '/api/')

describe('the figures of the dashboard', () => {
  it('are all nothing in a shop that has sold nothing', async () => {
    expect(await findFigures(shop.payload, admin.user)).toMatchObject({
      sales: [],
      toPack: 0,
      toReview: 0,
      disputes: { count: 0, answerBy: null },
      lowStock: [],
      failedSyncs: 0,
    })
  })

  it('tell what was paid today and this week, in each currency', async () => {
    const dollars = (await shop.createItem({ currency: 'usd', price: 700 })).id
    const older = await buy(mug)
    await buy(mug)
    await buy(dollars)
    const { since } = (await findFigures(shop.payload, admin.user))!
    const yesterday = new Date(since.day.getTime() - 1)
    await shop.sql('update orders set paid_at = $2 where id = $1', [older, yesterday.toISOString()])
    const isThisWeek = yesterday >= since.week
    expect((await findFigures(shop.payload, admin.user))?.sales).toEqual([
      {
        currency: 'eur',
        today: 1_000,
        ordersToday: 1,
        week: isThisWeek ? 2_000 : 1_000,
        ordersThisWeek: isThisWeek ? 2 : 1,
      },
      { currency: 'usd', today: 700, ordersToday: 1, week: 700, ordersThisWeek: 1 },
    ])
  })

  it('draw what was paid on each of 30 days, and say it in a table', async () => {
    const { days } = (await findFigures(shop.payload, admin.user))!
    expect(days.starts).toHaveLength(30)
    expect(days.sales).toEqual([
      { day: 28, currency: 'eur', amount: 1_000, orders: 1 },
      { day: 29, currency: 'eur', amount: 1_000, orders: 1 },
      { day: 29, currency: 'usd', amount: 700, orders: 1 },
    ])
    const html = await renderFigures('en')
    const charts = [...html.matchAll(/<svg role="img" aria-labelledby="(\S+) (\S+)".*?<\/svg>/g)]
    expect(charts.map(([chart]) => chart.match(/<rect/g)?.length)).toEqual([2, 1])
    for (const [chart, title, description] of charts) {
      expect(chart).toMatch(new RegExp(`<title id="${title}">Paid in the last 30 days: [€$]`))
      expect(chart).toContain(`<desc id="${description}">Most on `)
    }
    const rows = [...html.matchAll(/<tr><th scope="row"[^>]*><a href="([^"]+)">[^<]+<\/a><\/th>(.*?)<\/tr>/g)]
    expect(
      rows.map(([, , cells]) =>
        cells
          ?.replaceAll(/<[^>]+>/g, ' ')
          .split(/\s+/)
          .filter(Boolean),
      ),
    ).toEqual([
      ['€10.00', '$7.00'],
      ['€10.00', '$0.00'],
    ])
    const orders = rows.map(([, address = '']) => shop.request(listAt(address), admin))
    expect((await Promise.all(orders)).map(({ json }) => json.totalDocs)).toEqual([2, 1])
  })

  it('count what there is to do', async () => {
    await shop.payload.create({
      collection: 'shipping-rates',
      data: { name: 'Parcel', amount: 0, currency: 'eur' },
    })
    const packed = await buy(mug)
    await buy(mug)
    await shop.send(
      'PATCH',
      `/api/orders/${packed}`,
      { fulfilment: 'shipped', review: 'Look' },
      admin.headers,
    )
    const few = (await shop.createItem({ stock: 2 })).id
    await shop.createItem({ stock: 2, _status: 'draft' })
    await shop.createItem({ stock: 20 })
    await shop.sql(
      `insert into disputes (dispute_id, status, amount, currency, attempt, read_at, answer_by) values
        ('du_1', 'needs_response', 100, 'eur', 'a', now(), '2026-12-24'),
        ('du_2', 'warning_needs_response', 100, 'eur', 'b', now(), '2026-12-12'),
        ('du_3', 'won', 100, 'eur', 'c', now(), '2026-11-01')`,
    )
    const figures = await findFigures(shop.payload, admin.user)
    expect(figures).toMatchObject({
      toPack: 1,
      toReview: 1,
      disputes: { count: 2 },
      lowStock: [String(few)],
    })
    expect(new Date(figures?.disputes.answerBy ?? '').toISOString()).toContain('2026-12-12')
  })

  it.each(['en', 'de', 'ru'])('lead in the panel to lists of what they count, in %s', async (language) => {
    const html = await renderFigures(language)
    const links = [...html.matchAll(/href="\/admin\/collections\/([^"]+)"[^>]*><span[^>]*>([^<]+)/g)]
    expect(links.length).toBeGreaterThanOrEqual(6)
    for (const [, address = '', value = ''] of links) {
      const { status, json } = await shop.request(listAt(`/admin/collections/${address}`), admin)
      expect([address, status]).toEqual([address, 200])
      if (/^\d+$/.test(value)) expect([address, json.totalDocs]).toEqual([address, Number(value)])
    }
  })

  it('have above the orders the way to those to be packed', async () => {
    const props = { payload: shop.payload, user: admin.user as never, i18n: { language: 'de' } }
    const html = renderToStaticMarkup((await OrderFilters(props)) as ReactElement)
    const [, query = '', count] = /href="([^"]+)">Zu packen: (\d+)</.exec(html) ?? []
    const { json } = await shop.request(`/api/orders${query.replaceAll('&amp;', '&')}`, admin)
    expect([count, json.totalDocs]).toEqual(['1', 1])
  })

  it('are for staff alone', async () => {
    expect(await findFigures(shop.payload, null)).toBeNull()
  })

  it('read no more rows the more orders and items there are', async () => {
    await shop.sql(
      `insert into orders (number, status, currency, total, paid_at)
        select 'old-' || n, 'paid', 'eur', 100, now() - interval '1 year' from generate_series(1, 20000) as n`,
    )
    await shop.sql(
      `with many as (
        insert into items (name, price, currency, _status)
          select 'Many ' || n, 100, 'eur', 'published' from generate_series(1, 20000) as n returning id
      ) insert into inventory (item, quantity, available) select id::text, 100, 100 from many`,
    )
    for (const table of ['orders', 'items', 'inventory']) await shop.sql(`vacuum analyze ${table}`)
    const text = figuresText(shop.payload, FEW_LEFT)
    const plan = await shop.sql(`explain ${text}`, [[new Date().toISOString()]])
    const lines = plan.map((row) => row['QUERY PLAN']).join('\n')
    expect(lines).not.toMatch(/Seq Scan on (orders|items|inventory)/)
    expect(lines).toContain('Index Only Scan using orders_sales_idx')
  })
})
