import { STOCK, type World } from './world.ts'

/** What is wrong, one line each: money without an order, an order without money, anything twice, stock that is not exact. */
export async function findDamage({ database, stripe, items }: World): Promise<string[]> {
  const damage: string[] = []
  const paidInStripe = new Map<string, number>()
  for await (const session of stripe.checkout.sessions.list({ limit: 100 }))
    if (session.payment_status === 'paid')
      paidInStripe.set(String(session.metadata?.attempt), session.amount_total ?? 0)
  const payments = await rows<{ attempt: string; amount: number; order: number }>(
    `select attempt, amount_received::int as amount, order_id as order from payments where status = 'paid'`,
  )
  const paidHere = new Map(payments.map((payment) => [payment.attempt, payment.amount]))
  for (const [attempt, amount] of paidInStripe)
    if (paidHere.get(attempt) !== amount)
      damage.push(`Stripe took ${amount} for ${attempt}; here it is ${paidHere.get(attempt)}.`)
  for (const attempt of paidHere.keys())
    if (!paidInStripe.has(attempt)) damage.push(`${attempt} is paid here and not in Stripe.`)
  await expectNone(
    `select order_id as id, count(*) from order_history where "to" = 'paid' and "from" in ('open', 'processing', 'expired', 'failed')
      group by order_id having count(*) > 1`,
    'was paid more than once',
  )
  await expectNone(
    `select id from orders where status in ('paid', 'partially_refunded', 'refunded')
      and not exists (select from payments where order_id = orders.id and payments.status = 'paid')`,
    'is paid without a payment',
  )
  await expectNone(
    `select order_id as id from payments where status = 'starting'`,
    'has a payment that nobody knows of',
  )
  await expectNone(
    `select "order" as id from stock_holds join orders on orders.id::text = "order"
      where orders.status not in ('open', 'processing')`,
    'holds stock though nobody can pay for it',
  )
  const stocks = await rows<{
    item: string
    quantity: number
    available: number
    sold: number
    held: number
  }>(
    `select item, quantity::int, available::int,
       (select coalesce(sum(lines.quantity), 0)::int from orders_lines lines join orders on orders.id = lines._parent_id
         where sold_item = item and orders.status in ('paid', 'partially_refunded', 'refunded')) as sold,
       (select coalesce(sum(stock_holds.quantity), 0)::int from stock_holds where stock_holds.item = inventory.item) as held
     from inventory where item = any($1)`,
    [items.map(String)],
  )
  for (const { item, quantity, available, sold, held } of stocks) {
    if (quantity !== STOCK - sold)
      damage.push(`Of item ${item} there are ${quantity}, and ${sold} of ${STOCK} were sold.`)
    if (available !== quantity - held)
      damage.push(`Of item ${item}, ${available} are free of ${quantity}, ${held} held.`)
  }
  const refunds = await rows<{ id: string; amount: number }>(
    `select refund_id as id, amount::int from refunds where status in ('pending', 'succeeded')`,
  )
  const refundsHere = new Map(refunds.map(({ id, amount }) => [id, amount]))
  for await (const refund of stripe.refunds.list({ limit: 100 }))
    if (refundsHere.get(refund.id) !== refund.amount)
      damage.push(`The refund ${refund.id} of ${refund.amount} is not here.`)
    else refundsHere.delete(refund.id)
  for (const id of refundsHere.keys()) damage.push(`The refund ${id} is not in Stripe.`)
  return damage

  async function rows<T>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await database.query(text, values)).rows as T[]
  }
  async function expectNone(text: string, what: string): Promise<void> {
    for (const { id } of await rows<{ id: number }>(text)) damage.push(`Order ${id} ${what}.`)
  }
}
