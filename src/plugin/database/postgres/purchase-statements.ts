import type { BasePayload } from 'payload'
import { hasUuidsOfPayload } from './ids.ts'
import { orderNumbersOf } from './order-numbers.ts'
import {
  choicesOf,
  enumOf,
  hasColumn,
  hostColumnsOf,
  idTypeOf,
  lineTableOf,
  quoted,
  referencesOf,
  tableOf,
  textOf,
} from './schema.ts'

/** The statements of a purchase, under the names that this project has. */
export interface Texts {
  offers: string
  /** Any number of them. */
  purchases: string
  /** One, which waits for an item that somebody else is buying or changing. */
  purchase: string
  opened: string
}

/** `orderIds` is the sequence of orders' ids, or null where the ids are made elsewhere. */
export function writeTexts(payload: BasePayload, orderIds: string | null): Texts {
  return {
    offers: offersText(payload, orderIds),
    purchases: purchasesText(payload, { waits: false }),
    purchase: purchasesText(payload, { waits: true }),
    opened: openedText(payload),
  }
}

const SYNCED = `json_build_object('accountId', account_id, 'mode', mode, 'kind', kind, 'document', document,
  'title', title, 'status', status, 'objectId', object_id, 'terms', terms)`

/** `$1` are the ids of items; what is answered says by `place` which of them it is of. */
function offersText(payload: BasePayload, orderIds: string | null): string {
  const synced = tableOf(payload, 'stripe-sync')
  const name = textOf(payload, { collection: 'items', field: 'name', alias: 'items' })
  const displayName = textOf(payload, { collection: 'taxes', field: 'displayName', alias: 'taxes' })
  const orderId = orderIds === null ? 'null' : `nextval(${literal(orderIds)})::int`
  return `with default_taxes as (
      select id, json_build_object('id', id, 'displayName', ${displayName}, 'percentage', percentage::float8,
        'inclusive', inclusive) as tax
      from ${tableOf(payload, 'taxes')} as taxes
      where applies_by_default and active ${condition(payload, 'taxes')} order by id
    ), tax_rates as (
      select ${SYNCED} as synced from ${synced} join default_taxes on document = default_taxes.id::text
      where kind = 'taxes'
    )
    select wanted.place::int, items.id, ${name} as name, items.price::int as price, items.currency,
      items.is_shipped as "isShipped", ${shippingRatesText(payload)} as "shippingRates",
      json_build_object('quantity', inventory.quantity::int, 'available', inventory.available::int) as stock,
      ${orderId} as "orderId",
      nextval(${literal(orderNumbersOf(payload))})::text as "orderNumber",
      to_json(array(select tax from default_taxes)) as taxes,
      to_json(array(select ${SYNCED} from ${synced} where kind = 'items' and document = items.id::text)
        || array(select synced from tax_rates)) as synced
    from unnest($1::${idTypeOf(payload, 'items')}[]) with ordinality as wanted (id, place)
      join ${tableOf(payload, 'items')} as items on items.id = wanted.id ${condition(payload, 'items')}
      left join ${tableOf(payload, 'inventory')} as inventory on inventory.item = items.id::text`
}

/** All that is known of the ways of delivery: they are few. */
function shippingRatesText(payload: BasePayload): string {
  const rates = tableOf(payload, 'shipping-rates')
  const { table, parent, value, order } = choicesOf(payload, {
    collection: 'shipping-rates',
    field: 'countries',
  })
  const name = textOf(payload, { collection: 'shipping-rates', field: 'name', alias: 'rates' })
  return `to_json(array(
        select json_build_object('id', rates.id, 'name', ${name}, 'amount', rates.amount::float8,
          'currency', rates.currency, 'freeFrom', rates.free_from::float8, 'minDays', rates.min_days::int,
          'maxDays', rates.max_days::int,
          'countries', array(select ${value}::text from ${table} as chosen where ${parent} = rates.id order by ${order}))
        from ${rates} as rates where rates.active order by rates.id
      ))`
}

/** A project can have turned drafts off, and the trash on: what is in it is not sold. */
export function condition(payload: BasePayload, collection: 'items' | 'taxes'): string {
  const published = hasColumn(payload, collection, '_status') ? `and ${collection}._status = 'published'` : ''
  const kept = hasColumn(payload, collection, 'deletedAt') ? `and ${collection}.deleted_at is null` : ''
  return `${published} ${kept}`
}

/**
 * What is held comes first in every statement, then the orders, so that nobody who has the one waits for the other. Where
 * it does not wait, nothing is sold here of an item that is locked; nor where all of them want more than there is.
 *
 * In the order of their keys, so that of two who have the same ones in part no two wait for each other. All comes in
 * one JSON: where the number of values tells PostgreSQL something, it plans the statement anew each time, which takes
 * longer than to run it.
 */
function purchasesText(payload: BasePayload, { waits }: { waits: boolean }): string {
  const references = referencesOf(payload)
  const orderId = idTypeOf(payload, 'orders')
  const hasIds = hasUuidsOfPayload(payload)
  const inventory = tableOf(payload, 'inventory')
  const ofOrders = hostPart(payload, { collection: 'orders', data: '"orderMore"' })
  const ofPayments = hostPart(payload, { collection: 'payments', data: '"paymentMore"' })
  return `with bought as (
      select * from json_to_recordset($1) as bought (
        "order" ${orderId}, number text, currency text, subtotal numeric, "discountAmount" numeric,
        "taxAmount" numeric, "shippingAmount" numeric, "shippingCopy" jsonb,
        fulfilment ${enumOf(payload, { collection: 'orders', field: 'fulfilment' })}, total numeric, "buyKey" text, "taxCopies" jsonb,
        "taxIds" ${idTypeOf(payload, 'taxes')}[], "lineId" text, item ${idTypeOf(payload, 'items')},
        "soldItem" text, name text, quantity numeric, "unitAmount" numeric, "lineAmount" numeric, reason text,
        "moveId" uuid, "attemptId" uuid, attempt text,
        flow ${enumOf(payload, { collection: 'payments', field: 'flow' })}, account text, amount numeric,
        params jsonb, "idempotencyKey" text, "expiresAt" timestamptz, "holdsStock" boolean, "holdId" uuid,
        "orderMore" jsonb, "paymentMore" jsonb)
    ), wanted as (
      select "soldItem" as item, sum(quantity) as quantity from bought where "holdsStock" group by "soldItem"
    ), stocked as (
      select inventory.id, wanted.quantity from ${inventory} as inventory join wanted on wanted.item = inventory.item
      where inventory.available is not null order by inventory.id
      for no key update of inventory ${waits ? '' : 'skip locked'}
    ), held as (
      update ${inventory} as inventory set available = available - stocked.quantity, updated_at = now() from stocked
      where inventory.id = stocked.id and available >= stocked.quantity returning inventory.item
    ), sold as (
      select * from bought where not "holdsStock" or "soldItem" in (select item from held)
        or not exists (select from ${inventory} as inventory where item = "soldItem" and available is not null)
    ), new_holds as (
      insert into ${tableOf(payload, 'stock-holds')} (${hasIds ? 'id, ' : ''}"order", item, quantity, created_at,
        updated_at)
      select ${hasIds ? '"holdId", ' : ''}"order"::text, "soldItem", quantity, now(), now() from sold
      where "holdsStock" and "soldItem" in (select item from held)
    ), sold_items as (
      select id from ${tableOf(payload, 'items')} as items where id in (select item from sold)
      for key share of items skip locked
    ), charged_taxes as (
      select id from ${tableOf(payload, 'taxes')} as taxes where id in (select unnest("taxIds") from sold)
      for key share of taxes skip locked
    ), new_orders as (
      insert into ${tableOf(payload, 'orders')} (id, number, currency, subtotal, discount_amount, tax_amount,
        shipping_amount, shipping_copy, fulfilment, total, amount_refunded, status, buy_key, tax_copies, created_at, 
        updated_at${ofOrders.columns})
      select "order", number, currency, subtotal, "discountAmount", "taxAmount",
        coalesce("shippingAmount", 0), "shippingCopy", fulfilment, total, 0, 'open', "buyKey", "taxCopies", now(), now()${ofOrders.values} from sold order by "buyKey"
    ), new_lines as (
      insert into ${lineTableOf(payload)} (_order, _parent_id, id, item_id, sold_item, name, quantity, unit_amount,
        amount)
      select 1, "order", "lineId", sold_items.id, "soldItem", name, quantity, "unitAmount", "lineAmount"
      from sold left join sold_items on sold_items.id = item
    ), new_taxes as (
      insert into ${references.table} ("order", parent_id, path, ${references.taxId})
      select row_number() over (partition by sold."order" order by charged_taxes.id), sold."order", 'taxes',
        charged_taxes.id
      from sold join charged_taxes on charged_taxes.id = any("taxIds")
    ), new_history as (
      insert into ${tableOf(payload, 'order-history')} (${hasIds ? 'id, ' : ''}order_id, "to", reason, created_at,
        updated_at)
      select ${hasIds ? '"moveId", ' : ''}"order", 'open', reason, now(), now() from sold
    )
    insert into ${tableOf(payload, 'payments')} (${hasIds ? 'id, ' : ''}order_id, attempt, status, flow, account,
      amount, currency, params, idempotency_key, expires_at, created_at, updated_at${ofPayments.columns})
    select ${hasIds ? '"attemptId", ' : ''}"order", attempt, 'starting', flow, account, amount, currency, params,
      "idempotencyKey", "expiresAt", now(), now()${ofPayments.values} from sold returning attempt`
}

/** What the project's own fields add to an insert; PostgreSQL knows their types by the table. */
export function hostPart(
  payload: BasePayload,
  { collection, data }: { collection: 'orders' | 'payments'; data: string },
): { columns: string; values: string } {
  const columns = [...hostColumnsOf(payload, collection).values()].map(quoted)
  const row = `jsonb_populate_record(null::${tableOf(payload, collection)}, ${data})`
  return {
    columns: columns.map((column) => `, ${column}`).join(''),
    values: columns.map((column) => `, (${row}).${column}`).join(''),
  }
}

/** `$1` to `$6` are arrays of the same length: attempts, and what Stripe answered to each. */
function openedText(payload: BasePayload): string {
  const status = enumOf(payload, { collection: 'payments', field: 'status' })
  return `update ${tableOf(payload, 'payments')} set session_id = ($2::text[])[array_position($1, attempt)],
      intent_id = coalesce(($3::text[])[array_position($1, attempt)], intent_id),
      url = ($4::text[])[array_position($1, attempt)],
      client_secret = ($5::text[])[array_position($1, attempt)],
      is_live_mode = ($6::boolean[])[array_position($1, attempt)], updated_at = now(),
      status = case when status = 'starting' then 'open'::${status} else status end
    where attempt = any($1::varchar[])`
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
