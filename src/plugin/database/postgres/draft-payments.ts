import { createHash } from 'node:crypto'
import type { BasePayload } from 'payload'
import { v7 as uuidOfNow } from 'uuid'
import type { DraftPayment } from '../shop-database.ts'
import { inBatches } from './batches.ts'
import { postgresOf, type RawTable } from './connection.ts'
import { hasUuidsOfPayload } from './ids.ts'
import { REFERENCES } from './locks.ts'
import { condition, hostPart } from './purchase-statements.ts'
import { columnsOf } from './purchases.ts'
import { enumOf, hasColumn, hostColumnsOf, idTypeOf, lineTableOf, referencesOf, tableOf } from './schema.ts'

/** The first payment of an order that staff or a cart put together, where nothing is out of the ordinary. */

type Statement = { name: string; text: string }

/** Written once for each set of tables: Payload makes new ones when a config is loaded anew. */
const written = new WeakMap<Record<string, RawTable>, Statement>()

function statementOf(payload: BasePayload): Statement {
  const { rawTables } = postgresOf(payload)
  const known = written.get(rawTables)
  if (known) return known
  const text = draftPaymentsText(payload)
  const version = createHash('sha256').update(text).digest('hex').slice(0, 8)
  const statement = { name: `shop-draft-payments-${version}`, text }
  written.set(rawTables, statement)
  return statement
}

export const writeDraftPayment = inBatches(writeDraftPayments)

async function writeDraftPayments(
  payload: BasePayload,
  payments: readonly DraftPayment[],
): Promise<boolean[]> {
  const rows = payments.map((payment) => rowOf(payload, payment))
  const values = [JSON.stringify(rows), REFERENCES]
  const answers = await postgresOf(payload).pool.query({ ...statementOf(payload), values })
  const attempts = new Set(answers.rows.map(({ attempt }) => attempt))
  return payments.map(({ payment }) => attempts.has(payment.attempt))
}

function rowOf(payload: BasePayload, { order, payment, reason, holdsStock }: DraftPayment) {
  const makeRowId = hasUuidsOfPayload(payload) ? uuidOfNow : () => undefined
  return {
    order: order.id,
    updatedAt: order.updatedAt,
    currency: order.currency,
    subtotal: order.subtotal,
    discountAmount: order.discountAmount,
    taxAmount: order.taxAmount,
    shippingAmount: order.shippingAmount,
    shippingCopy: order.shippingCopy,
    fulfilment: order.fulfilment,
    total: order.total,
    taxCopies: order.taxCopies,
    taxIds: order.taxCopies.map(({ id }) => String(id)),
    lines: order.lines,
    reason,
    holdsStock,
    moveId: makeRowId(),
    attemptId: makeRowId(),
    holdIds: order.lines.map(() => makeRowId()),
    paymentMore: columnsOf(payment.more, hostColumnsOf(payload, 'payments')),
    attempt: payment.attempt,
    flow: payment.flow,
    account: payment.account,
    amount: payment.amount,
    params: payment.params,
    idempotencyKey: payment.idempotencyKey,
    expiresAt: payment.expiresAt,
  }
}

/**
 * Waits for nobody: whoever has the order, or an item of it, or deletes something, is left to do so, and the order is not
 * written here. A row that was changed since the statement began is looked at again once it is locked; of an order,
 * `updated_at` says whether its lines are still those that were read.
 *
 * Written so that each table is looked into by its ids: PostgreSQL knows little of what is in the JSON, and would rather
 * read all drafts, or all payments.
 */
function draftPaymentsText(payload: BasePayload): string {
  const orders = tableOf(payload, 'orders')
  const orderId = idTypeOf(payload, 'orders')
  const inventory = tableOf(payload, 'inventory')
  const lines = lineTableOf(payload)
  const references = referencesOf(payload)
  const hasIds = hasUuidsOfPayload(payload)
  const ofPayments = hostPart(payload, { collection: 'payments', data: '"paymentMore"' })
  const status = enumOf(payload, { collection: 'orders', field: 'status' })
  const kept = hasColumn(payload, 'orders', 'deletedAt') ? 'and orders.deleted_at is null' : ''
  return `with turn as materialized (
      select pg_try_advisory_xact_lock_shared(hashtext($2)) as is_mine
    ), wanted as materialized (
      select distinct on ("order") * from json_to_recordset($1) as wanted (
        "order" ${orderId}, "updatedAt" timestamptz, currency text, subtotal numeric, "discountAmount" numeric,
        "taxAmount" numeric, "shippingAmount" numeric, "shippingCopy" jsonb,
        fulfilment ${enumOf(payload, { collection: 'orders', field: 'fulfilment' })}, total numeric, "taxCopies" jsonb, "taxIds" text[], lines jsonb, reason text,
        "holdsStock" boolean, "moveId" uuid, "attemptId" uuid, "holdIds" uuid[], "paymentMore" jsonb, attempt text,
        flow ${enumOf(payload, { collection: 'payments', field: 'flow' })}, account text, amount numeric,
        params jsonb, "idempotencyKey" text, "expiresAt" timestamptz)
      order by "order"
    ), wanted_lines as materialized (
      select wanted."order", wanted.currency, wanted."holdsStock", line.*
      from wanted, jsonb_to_recordset(wanted.lines) as line (
        id text, item ${idTypeOf(payload, 'items')}, "soldItem" text, name text, quantity numeric,
        "unitAmount" numeric, amount numeric)
    ), changed as (
      select "order" from wanted_lines as line where 0 = (
        select count(*) from ${lines} as stored where stored._parent_id = line."order" and stored.id::text = line.id
          and stored.item_id = line.item and stored.quantity = line.quantity
      ) or 0 = (
        select count(*) from ${tableOf(payload, 'items')} as items where items.id = line.item
          and items.price = line."unitAmount" and items.currency::text = line.currency ${condition(payload, 'items')}
      )
      union
      select "order" from wanted where jsonb_array_length(wanted.lines) <> (
        select count(*) from ${lines} as stored where stored._parent_id = wanted."order"
      ) or "taxIds" is distinct from array(
        select ${references.taxId}::text from ${references.table} as stored
        where stored.parent_id = wanted."order" and stored.path = 'taxes' order by stored."order"
      ) or 0 < (
        select count(*) from ${tableOf(payload, 'payments')} as payments
        where payments.order_id = wanted."order" and payments.status in ('starting', 'open')
      )
      union
      select "order" from wanted, jsonb_to_recordset(wanted."taxCopies") as copy (
        id text, percentage numeric, inclusive boolean
      ) where not exists (
        select from ${tableOf(payload, 'taxes')} as taxes where taxes.id::text = copy.id and taxes.active
          and taxes.percentage = copy.percentage and taxes.inclusive = copy.inclusive ${condition(payload, 'taxes')}
      )
    ), locked as materialized (
      select orders.id from ${orders} as orders
      join wanted on orders.id = wanted."order" and orders.updated_at = wanted."updatedAt"
      where (select is_mine from turn) and orders.id = any(array(select "order" from wanted))
        and orders.status::text = 'draft' and orders.discount_id is null ${kept}
        and orders.id not in (select "order" from changed)
      order by orders.id for no key update of orders skip locked
    ), demand as materialized (
      select "order", "soldItem" as item, sum(quantity) as quantity from wanted_lines
      where "holdsStock" and "order" in (select id from locked) group by "order", "soldItem"
    ), stocked as materialized (
      select inventory.id, inventory.item, inventory.available from ${inventory} as inventory
      where inventory.item = any(array(select item from demand)) and inventory.available is not null
      order by inventory.id for no key update of inventory skip locked
    ), short as (
      select inventory.item from ${inventory} as inventory
        left join (select item, sum(quantity) as quantity from demand group by item) as total using (item)
        left join stocked on stocked.id = inventory.id
      where inventory.item = any(array(select item from demand)) and inventory.available is not null
        and coalesce(stocked.available < total.quantity, true)
    ), payable as materialized (
      select wanted.* from wanted join locked on locked.id = wanted."order"
      where not exists (select from demand join short using (item) where demand."order" = wanted."order")
    ), held as (
      update ${inventory} as inventory set available = inventory.available - taken.quantity, updated_at = now()
      from (
        select stocked.id, sum(demand.quantity) as quantity from demand join stocked using (item)
        where demand."order" in (select "order" from payable) group by stocked.id
      ) as taken where inventory.id = taken.id
    ), new_holds as (
      insert into ${tableOf(payload, 'stock-holds')} (${hasIds ? 'id, ' : ''}"order", item, quantity, created_at,
        updated_at)
      select ${hasIds ? '"holdIds"[row_number() over (partition by payable."order")], ' : ''}payable."order"::text,
        demand.item, demand.quantity, now(), now()
      from payable join demand on demand."order" = payable."order" join stocked on stocked.item = demand.item
    ), frozen as (
      update ${orders} as orders set status = 'open'::${status}, currency = payable.currency,
        subtotal = payable.subtotal, discount_amount = payable."discountAmount", tax_amount = payable."taxAmount",
        shipping_amount = coalesce(payable."shippingAmount", 0), shipping_copy = payable."shippingCopy",
        fulfilment = payable.fulfilment, total = payable.total, discount_copy = null,
        tax_copies = payable."taxCopies", updated_at = now()
      from payable where orders.id = payable."order" and orders.id = any(array(select "order" from payable))
    ), frozen_lines as (
      update ${lines} as stored set sold_item = line."soldItem", name = line.name,
        unit_amount = line."unitAmount", amount = line.amount
      from wanted_lines as line
      where stored._parent_id = line."order" and stored.id::text = line.id
        and stored._parent_id = any(array(select "order" from payable))
    ), new_history as (
      insert into ${tableOf(payload, 'order-history')} (${hasIds ? 'id, ' : ''}order_id, "from", "to", reason,
        created_at, updated_at)
      select ${hasIds ? '"moveId", ' : ''}"order", 'draft', 'open', reason, now(), now() from payable
    )
    insert into ${tableOf(payload, 'payments')} (${hasIds ? 'id, ' : ''}order_id, attempt, status, flow, account,
      amount, currency, params, idempotency_key, expires_at, created_at, updated_at${ofPayments.columns})
    select ${hasIds ? '"attemptId", ' : ''}"order", attempt, 'starting', flow, account, amount, currency, params,
      "idempotencyKey", "expiresAt", now(), now()${ofPayments.values} from payable returning attempt`
}
