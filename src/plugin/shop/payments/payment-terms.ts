import { randomUUID } from 'node:crypto'
import type { BasePayload, Where } from 'payload'
import type { DiscountCopy, TaxCopy } from '../../collections/orders/draft-order.ts'
import { isUniqueViolation } from '../../database/database.ts'
import { slugOf } from '../../slugs.ts'
import type { Account } from '../../stripe/accounts.ts'
import type { PaymentRequest } from '../../stripe/flows/flow.ts'
import { identify } from '../../stripe/identity.ts'
import type { Outcome, Refusal } from '../../stripe/outcome.ts'
import { createCoupon, createTaxRate } from '../../stripe/payment-terms.ts'
import { installationIdOf } from '../installation.ts'
import type { Id } from '../records.ts'
import type { SoldWith } from '../sync/sold-with.ts'
import { withStripeTitles } from '../sync/stripe-titles.ts'
import { distrustSyncedObjects, findSyncedObjects } from '../sync/synced-objects.ts'
import { paymentRefused, paymentUnavailable } from './refusals.ts'

/** What stands for a discount and taxes in Stripe, and the products of those lines that have one. */
export interface StripeTerms {
  couponId: string | null
  taxRateIds: readonly string[]
  /** By the id of the item. */
  products: ReadonlyMap<string, string>
  /** What the lines are called in Stripe, by the id of the item. */
  names: ReadonlyMap<string, string>
}

/** What an order without discount, taxes and synced products is paid with. */
export const NO_TERMS: StripeTerms = { couponId: null, taxRateIds: [], products: new Map(), names: new Map() }

type ObjectRow = { id: Id; idempotencyKey: string; objectId?: string | null }

interface Wanted {
  /** All that Stripe does not let change: another value is another object. */
  terms: Record<string, unknown>
  create: (options: {
    idempotencyKey: string
    metadata: Record<string, string>
  }) => Promise<Outcome<{ id: string }>>
  metadata: Record<string, string>
}

/**
 * What an order is paid with in the account: the objects that its documents are kept in step with where they say
 * the same as the order, else objects of the payments' own, made where they are not there yet. Outside any
 * transaction, since Stripe is asked. Throws `payment_refused` or `payment_unavailable`.
 */
export async function ensureTerms(
  payload: BasePayload,
  account: Account,
  sold: SoldWith,
): Promise<StripeTerms> {
  const order = await withStripeTitles(payload, sold)
  const { currency, discountCopy, taxCopies } = order
  const { products, coupons, taxRates } = await findSyncedObjects(payload, account, order)
  const own = (wanted: Wanted) => ensureObject(payload, account, wanted)
  const couponId = discountCopy
    ? (coupons.get(String(discountCopy.id)) ?? (await own(wantedCoupon(account, discountCopy, currency))))
    : null
  const taxRateIds: string[] = []
  for (const tax of taxCopies ?? []) {
    taxRateIds.push(taxRates.get(String(tax.id)) ?? (await own(wantedTaxRate(account, tax))))
  }
  const names = new Map(order.lines.map(({ soldItem, name }) => [soldItem, name]))
  return { couponId, taxRateIds, products, names }
}

function wantedCoupon(
  account: Account,
  { id, name, percentOff, amountOff }: DiscountCopy,
  currency: string,
): Wanted {
  const value = percentOff === undefined ? { amountOff, currency } : { percentOff }
  return {
    terms: { discount: id, name, ...value },
    metadata: { discountId: String(id) },
    create: (options) =>
      createCoupon(
        account,
        { name, currency, ...(percentOff === undefined ? { amountOff: amountOff ?? 0 } : { percentOff }) },
        options,
      ),
  }
}

function wantedTaxRate(account: Account, { id, displayName, percentage, inclusive }: TaxCopy): Wanted {
  const terms = { displayName, percentage, inclusive }
  return {
    terms: { tax: id, ...terms },
    metadata: { taxId: String(id) },
    create: (options) => createTaxRate(account, terms, options),
  }
}

async function ensureObject(payload: BasePayload, account: Account, wanted: Wanted): Promise<string> {
  const installation = await installationIdOf(payload)
  const { accountId, mode } = resultOf(payload, await identify(account))
  const key = [accountId, mode, JSON.stringify(wanted.terms)].join(' ')
  const row = (await findRow(payload, key)) ?? (await writeRow(payload, { key, installation }))
  if (row.objectId) return row.objectId
  const metadata = { ...wanted.metadata, installation }
  const outcome = await wanted.create({ idempotencyKey: row.idempotencyKey, metadata })
  // Stripe keeps a failure under the key and would repeat it for a day. Without an answer the key must stay.
  if (outcome.kind === 'unavailable' || outcome.kind === 'refused') await renewKey(payload, row, installation)
  const { id } = resultOf(payload, outcome)
  const data = { objectId: id }
  await payload.db.updateOne({
    collection: slugOf(payload, 'stripe-objects'),
    id: row.id,
    data,
    req: {},
    returning: false,
  })
  return id
}

function resultOf<T>(payload: BasePayload, outcome: Outcome<T>): T {
  if (outcome.kind === 'done') return outcome.value
  payload.logger.warn({ msg: `Stripe: ${outcome.reason}` })
  throw outcome.kind === 'refused' ? paymentRefused() : paymentUnavailable()
}

function findRow(payload: BasePayload, key: string): Promise<ObjectRow | null> {
  return payload.db.findOne<ObjectRow>({
    collection: slugOf(payload, 'stripe-objects'),
    where: { key: { equals: key } },
  })
}

async function writeRow(
  payload: BasePayload,
  { key, installation }: { key: string; installation: string },
): Promise<ObjectRow> {
  const data = { key, idempotencyKey: newKey(installation) }
  try {
    return (await payload.db.create({
      collection: slugOf(payload, 'stripe-objects'),
      data,
      req: {},
    })) as ObjectRow
  } catch (error) {
    // Another payment needs the same at this moment; both use its key and get one object.
    const other = isUniqueViolation(error) ? await findRow(payload, key) : null
    if (!other) throw error
    return other
  }
}

async function renewKey(payload: BasePayload, row: ObjectRow, installation: string): Promise<void> {
  const where: Where = {
    and: [{ id: { equals: row.id } }, { idempotencyKey: { equals: row.idempotencyKey } }],
  }
  const data = { idempotencyKey: newKey(installation) }
  const options = { atomic: true }
  await payload.db.updateOne({
    collection: slugOf(payload, 'stripe-objects'),
    where,
    data,
    options,
    req: {},
    returning: false,
  })
}

const newKey = (installation: string) => `${installation}:terms:${randomUUID()}`

/**
 * Stripe refused a payment with these: where it says that of one of them, somebody has deleted or archived it in the
 * Dashboard. The payments' own are made anew by the next one, those of documents are looked at by the worker. Answers
 * whether there were any.
 */
export async function forgetTerms(
  payload: BasePayload,
  { couponId, taxRateIds = [], lines }: Pick<PaymentRequest, 'couponId' | 'taxRateIds' | 'lines'>,
  refusal: Refusal,
): Promise<boolean> {
  const ids = [couponId, ...taxRateIds, ...lines.map(({ productId }) => productId)].filter(
    (id): id is string => typeof id === 'string' && isAbout(refusal, id),
  )
  if (ids.length === 0) return false
  await payload.db.deleteMany({
    collection: slugOf(payload, 'stripe-objects'),
    where: { objectId: { in: ids } },
  })
  await distrustSyncedObjects(payload, ids)
  return true
}

/** Stripe names the object in its message, or the parameter that it came in. */
function isAbout({ reason, param }: Refusal, objectId: string): boolean {
  return reason.includes(objectId) || OBJECT_PARAMS.test(param ?? '')
}

/** As in `discounts[0][coupon]`, `line_items[0][tax_rates][0]` and `line_items[0][price_data][product]`. */
const OBJECT_PARAMS = /\[(coupon|tax_rates|product)\]/
