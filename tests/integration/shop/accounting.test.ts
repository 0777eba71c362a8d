import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { CARD, payByCard, SENT_TO } from '../../support/payment-page.ts'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let shop: TestShop
let admin: SignedIn

beforeAll(async () => {
  shop = await startTestShop()
  admin = await shop.signIn('admin')
})

afterAll(() => shop?.close())

const list = (from: string, to: string, { headers } = admin) =>
  shop.request(`/api/orders/accounting?from=${from}&to=${to}`, { headers })

const today = () => new Date().toISOString().slice(0, 10)

it('lists a row for each line and each delivery that was paid for, with taxes and refunds', async () => {
  await shop.payload.create({
    collection: 'taxes',
    data: { displayName: 'VAT', percentage: 19, inclusive: true, appliesByDefault: true },
  })
  await shop.payload.create({
    collection: 'shipping-rates',
    data: { name: 'Parcel', amount: 490, currency: 'eur' },
  })
  const { id } = await shop.createItem({ name: '=Mug, large', price: 1_190 })
  const { json } = await shop.request(`/buy/${id}?quantity=2`)
  await payByCard(json.url, CARD.pays, SENT_TO('DE'))
  await waitFor(async () => (await shop.order(json.orderId)).paidAt, { what: 'the payment' })
  await shop.send('POST', `/api/orders/${json.orderId}/refund`, { amount: 1_000 }, admin.headers)
  await waitFor(async () => (await shop.order(json.orderId)).amountRefunded === 1_000, { what: 'the refund' })
  await shop.request(`/buy/${id}`)

  const { number, paidAt } = await shop.order(json.orderId)
  const answer = await list(today(), today())
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(answer.headers.get('content-disposition')).toContain(`orders-${today()}-${today()}.csv`)
  const rows = answer.text.replace('\uFEFF', '').trim().split('\r\n')
  expect(rows).toEqual([
    'Order,Paid at,Status,Currency,Kind,Name,Quantity,Unit price,Discount,Net,VAT 19 %,Gross,Refunded',
    `${number},${paidAt},partially_refunded,EUR,item,"'=Mug, large",2,11.90,0.00,20.00,3.80,23.80,8.29`,
    `${number},${paidAt},partially_refunded,EUR,delivery,Parcel,1,4.90,0.00,4.90,0.00,4.90,1.71`,
  ])
  expect((await list('2026-01-01', '2026-01-31')).text.trim().split('\r\n')).toHaveLength(1)
})

it('reads on over many pages, each order once', async () => {
  await shop.sql(
    `insert into orders (number, status, currency, subtotal, total, discount_amount, tax_amount, amount_refunded, paid_at)
      select 'n' || n, 'paid', 'eur', 100, 100, 0, 0, 0, '2026-03-05T12:00:00Z' from generate_series(1, 1200) as n`,
  )
  await shop.sql(
    `insert into orders_lines (_order, _parent_id, id, sold_item, name, quantity, unit_amount, amount)
      select 1, id, 'line-' || id, '1', 'Mug', 1, 100, 100 from orders where number like 'n%'`,
  )
  const rows = (await list('2026-03-01', '2026-03-31')).text.trim().split('\r\n').slice(1)
  expect([rows.length, new Set(rows).size]).toEqual([1_200, 1_200])
})

it('is for administrators and support, and for days that there are', async () => {
  const editor = await shop.signIn('editor')
  const support = await shop.signIn('support')
  expect((await list(today(), today(), support)).status).toBe(200)
  expect((await list(today(), today(), editor)).status).toBe(403)
  expect((await shop.request(`/api/orders/accounting?from=${today()}&to=${today()}`)).status).toBe(401)
  for (const [from = '', to = ''] of [
    ['2026-02-30', '2026-03-01'],
    ['2026-03-02', '2026-03-01'],
    ['soon', 'later'],
  ])
    expect((await list(from, to)).status).toBe(400)
})
