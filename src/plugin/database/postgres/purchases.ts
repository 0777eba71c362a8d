import { randomBytes } from 'node:crypto'
import type { BasePayload } from 'payload'
import type { Id } from '../../domain/id.ts'
import type { Offer, OpenedAttempt, Purchase } from '../shop-database.ts'
import { inBatches } from './batches.ts'
import { type NamedStatement, postgresOf, type Row } from './connection.ts'

/** The hot path: what `/buy` reads and writes, each in one prepared statement, whatever the number of shoppers. */

async function ask(payload: BasePayload, statement: NamedStatement): Promise<Row[]> {
  return (await postgresOf(payload).pool.query(statement)).rows
}

const SYNCED = `json_build_object('accountId', account_id, 'mode', mode, 'kind', kind, 'document', document,
  'title', title, 'status', status, 'objectId', object_id, 'terms', terms)`

/** Reads an item for sale, or null when no published one has this id. */
export const readOffer = inBatches(readOffers)

async function readOffers(payload: BasePayload, itemIds: readonly Id[]): Promise<(Offer | null)[]> {
  const rows = await ask(payload, {
    name: 'shop-offers',
    text: `with default_taxes as (
        select id, json_build_object('id', id, 'displayName', display_name, 'percentage', percentage::float8,
          'inclusive', inclusive) as tax
        from taxes where applies_by_default and active order by id
      ), tax_rates as (
        select ${SYNCED} as synced from stripe_sync join default_taxes on document = default_taxes.id::text
        where kind = 'taxes'
      )
      select wanted.place::int, items.id, items.name, items.price::int as price, items.currency,
        json_build_object('quantity', inventory.quantity::int, 'available', inventory.available::int) as stock, nextval('orders_id_seq')::int as "orderId",
        nextval('stripe_shop_order_number')::text as "orderNumber",
        to_json(array(select tax from default_taxes)) as taxes,
        to_json(array(select ${SYNCED} from stripe_sync where kind = 'items' and document = items.id::text)
          || array(select synced from tax_rates)) as synced
      from unnest($1::int[]) with ordinality as wanted (id, place)
        join items on items.id = wanted.id and items._status = 'published'
        left join inventory on inventory.item = items.id::text`,
    values: [itemIds],
  })
  const byPlace = new Map(rows.map(({ place, ...offer }) => [place, offer]))
  return itemIds.map((_id, index) => (byPlace.get(index + 1) as unknown as Offer | undefined) ?? null)
}

/**
 * Writes an open order, its line, its history and its first attempt: one statement, all of it or nothing. Fails
 * with a unique violation where another order has the same `buyKey`. An item or a tax that was deleted since the
 * offer was read, or is being deleted now, is sold as it was offered, without a reference: nobody waits for staff.
 */
export async function writePurchase(payload: BasePayload, purchase: Purchase): Promise<boolean> {
  return (await writeTogether(payload, purchase)) || writeAlone(payload, purchase)
}

const writeTogether = inBatches((payload, purchases: readonly Purchase[]) =>
  writePurchases(payload, purchases, { waits: false }),
)

/** Of several who wanted more than there is, one alone may still have what it wants; and a row that was taken is waited for. */
async function writeAlone(payload: BasePayload, purchase: Purchase): Promise<boolean> {
  const [isWritten] = await writePurchases(payload, [purchase], { waits: true })
  return isWritten === true
}

/**
 * What is held comes first in every statement, then the orders: nobody waits for one while he has the other. Of an item
 * that is locked in this moment, or of which there is less than all of them want, none is sold here.
 *
 * In the order of their keys, so that of two who have the same ones in part no two wait for each other. All comes in
 * one JSON: where the number of values tells PostgreSQL something, it plans the statement anew each time, which takes
 * longer than to run it.
 */
async function writePurchases(
  payload: BasePayload,
  purchases: readonly Purchase[],
  { waits }: { waits: boolean },
): Promise<boolean[]> {
  const rows = await ask(payload, {
    name: waits ? 'shop-purchase' : 'shop-purchases',
    text: `with bought as (
        select * from json_to_recordset($1) as bought (
          "order" int, number text, currency text, subtotal numeric, "discountAmount" numeric, "taxAmount" numeric,
          total numeric, "buyKey" text, "taxCopies" jsonb, "taxIds" int[], "lineId" text, item int,
          "soldItem" text, name text, quantity numeric, "unitAmount" numeric, "lineAmount" numeric, reason text,
          attempt text, flow enum_payments_flow, account text, amount numeric, params jsonb,
          "idempotencyKey" text, "expiresAt" timestamptz, "holdsStock" boolean)
      ), wanted as (
        select "soldItem" as item, sum(quantity) as quantity from bought where "holdsStock" group by "soldItem"
      ), stocked as (
        select inventory.id, inventory.item, wanted.quantity from inventory join wanted on wanted.item = inventory.item
        where inventory.available is not null order by inventory.id
        for no key update of inventory ${waits ? '' : 'skip locked'}
      ), held as (
        update inventory set available = available - stocked.quantity, updated_at = now() from stocked
        where inventory.id = stocked.id and available >= stocked.quantity returning inventory.item
      ), sold as (
        select * from bought where not "holdsStock" or "soldItem" in (select item from held)
          or not exists (select from inventory where item = "soldItem" and available is not null)
      ), new_holds as (
        insert into stock_holds ("order", item, quantity, created_at, updated_at)
        select "order"::text, "soldItem", quantity, now(), now() from sold
        where "holdsStock" and "soldItem" in (select item from held)
      ), sold_items as (
        select id from items where id in (select item from sold) for key share of items skip locked
      ), charged_taxes as (
        select id from taxes where id in (select unnest("taxIds") from sold) for key share of taxes skip locked
      ), new_orders as (
        insert into orders (id, number, currency, subtotal, discount_amount, tax_amount, total, amount_refunded,
          status, buy_key, tax_copies, created_at, updated_at)
        select "order", number, currency, subtotal, "discountAmount", "taxAmount", total, 0,
          'open', "buyKey", "taxCopies", now(), now() from sold order by "buyKey"
      ), new_lines as (
        insert into orders_lines (_order, _parent_id, id, item_id, sold_item, name, quantity, unit_amount, amount)
        select 1, "order", "lineId", sold_items.id, "soldItem", name, quantity, "unitAmount", "lineAmount"
        from sold left join sold_items on sold_items.id = item
      ), new_taxes as (
        insert into orders_rels ("order", parent_id, path, taxes_id)
        select row_number() over (partition by sold."order" order by charged_taxes.id), sold."order", 'taxes',
          charged_taxes.id
        from sold join charged_taxes on charged_taxes.id = any("taxIds")
      ), new_history as (
        insert into order_history (order_id, "to", reason, created_at, updated_at)
        select "order", 'open', reason, now(), now() from sold
      )
      insert into payments (order_id, attempt, status, flow, account, amount, currency, params, idempotency_key,
        expires_at, created_at, updated_at)
      select "order", attempt, 'starting', flow, account, amount, currency, params, "idempotencyKey",
        "expiresAt", now(), now() from sold returning attempt`,
    values: [JSON.stringify(purchases.map(rowOf))],
  })
  const written = new Set(rows.map(({ attempt }) => attempt))
  return purchases.map(({ payment }) => written.has(payment.attempt))
}

/** Written out, since objects spread into one take several times as long to make. */
function rowOf({ order, line, payment, reason, holdsStock }: Purchase) {
  return {
    order: order.id,
    number: order.number,
    currency: order.currency,
    subtotal: order.subtotal,
    discountAmount: order.discountAmount,
    taxAmount: order.taxAmount,
    total: order.total,
    buyKey: order.buyKey,
    taxCopies: order.taxCopies,
    taxIds: order.taxCopies.map(({ id }) => id),
    lineId: newRowId(),
    item: line.item,
    soldItem: line.soldItem,
    name: line.name,
    quantity: line.quantity,
    unitAmount: line.unitAmount,
    lineAmount: line.amount,
    reason,
    attempt: payment.attempt,
    flow: payment.flow,
    account: payment.account,
    amount: payment.amount,
    params: payment.params,
    idempotencyKey: payment.idempotencyKey,
    expiresAt: payment.expiresAt,
    holdsStock,
  }
}

/** Payload names array rows by itself only in its own operations. */
function newRowId(): string {
  return randomBytes(12).toString('hex')
}

/** Stores what Stripe answered to an attempt; opens it unless an event of it came first. */
export const writeOpened = inBatches(writeAllOpened)

async function writeAllOpened(payload: BasePayload, opened: readonly OpenedAttempt[]): Promise<undefined[]> {
  await ask(payload, {
    name: 'shop-opened',
    text: `update payments set session_id = ($2::text[])[array_position($1, attempt)],
        intent_id = coalesce(($3::text[])[array_position($1, attempt)], intent_id),
        url = ($4::text[])[array_position($1, attempt)],
        client_secret = ($5::text[])[array_position($1, attempt)],
        is_live_mode = ($6::boolean[])[array_position($1, attempt)], updated_at = now(),
        status = case when status = 'starting' then 'open'::enum_payments_status else status end
      where attempt = any($1::varchar[])`,
    values: [
      opened.map(({ attempt }) => attempt),
      opened.map(({ sessionId }) => sessionId),
      opened.map(({ intentId }) => intentId),
      opened.map(({ url }) => url),
      opened.map(({ clientSecret }) => clientSecret),
      opened.map(({ isLiveMode }) => isLiveMode),
    ],
  })
  return opened.map(() => undefined)
}
