import type { BasePayload } from 'payload'
import type { DiscountCopy, TaxCopy } from '../../collections/orders/draft-order.ts'
import { inTransaction, type SyncedRow } from '../../database/database.ts'
import { slugOf } from '../../slugs.ts'
import type { Account } from '../../stripe/accounts.ts'
import { couponTerms } from '../../stripe/coupons.ts'
import { knownIdentity } from '../../stripe/identity.ts'
import { taxRateTerms } from '../../stripe/tax-rates.ts'
import { queueSync } from './queue.ts'
import type { SoldWith } from './sold-with.ts'
import { readSyncedIn, type SyncedDocument, type SyncRecord, updateSyncRecord } from './sync-records.ts'

/** Their objects in one account, each by the id of its document. */
export interface SyncedObjects {
  products: ReadonlyMap<string, string>
  coupons: ReadonlyMap<string, string>
  taxRates: ReadonlyMap<string, string>
}

/**
 * The objects that say exactly what the order says; one that has changed since is left out. Asks the database and
 * never Stripe: what is missing here, the payment describes or makes by itself.
 */
export async function findSyncedObjects(
  payload: BasePayload,
  account: Account,
  { currency, lines, discountCopy, taxCopies, synced }: SoldWith,
): Promise<SyncedObjects> {
  const identity = knownIdentity(account)
  const wanted: { document: SyncedDocument; title: string; isSame: (terms: string) => boolean }[] = [
    // Its price is the order's own: only name and picture are the product's.
    ...lines.map(({ soldItem, name }) => ({
      document: { collection: 'items' as const, id: soldItem },
      title: name,
      isSame: () => true,
    })),
    ...(discountCopy ? [{ ...wantedCoupon(discountCopy, currency) }] : []),
    ...(taxCopies ?? []).map(wantedTaxRate),
  ]
  const documents = wanted.map(({ document }) => document)
  const rows = identity ? (synced ?? (await readSyncedIn(payload, identity, documents))) : []
  const records = rows.filter(
    ({ accountId, mode }) => accountId === identity?.accountId && mode === identity.mode,
  )
  const found = { items: new Map(), discounts: new Map(), taxes: new Map() }
  for (const { document, title, isSame } of wanted) {
    const record = records.find(
      ({ kind, document: id }) => kind === document.collection && id === document.id,
    )
    if (record && isUsable(record) && record.title === title && isSame(record.terms ?? '')) {
      found[document.collection].set(document.id, record.objectId)
    }
  }
  return { products: found.items, coupons: found.discounts, taxRates: found.taxes }
}

function isUsable({ status, objectId, terms }: SyncedRow): boolean {
  return status === 'synced' && Boolean(objectId) && Boolean(terms)
}

/**
 * A coupon with a limit of Stripe's own is not used: the shop counts redemptions itself, and an order that was
 * promised the discount keeps it after the limit is reached.
 */
function wantedCoupon({ id, name, percentOff, amountOff }: DiscountCopy, currency: string) {
  const value =
    percentOff === undefined
      ? { percentOff: null, amountOff: amountOff ?? 0, currency }
      : { percentOff, amountOff: null, currency: null }
  const once = couponTerms({
    ...value,
    duration: 'once',
    durationInMonths: null,
    maxRedemptions: null,
    redeemBySeconds: null,
  })
  return {
    document: { collection: 'discounts' as const, id: String(id) },
    title: name,
    isSame: (terms: string) => terms === once,
  }
}

function wantedTaxRate({ id, displayName, percentage, inclusive }: TaxCopy) {
  const wanted = taxRateTerms(percentage, inclusive)
  return {
    document: { collection: 'taxes' as const, id: String(id) },
    title: displayName,
    isSame: (terms: string) => terms === wanted,
  }
}

/**
 * Stripe refused a payment with these objects: somebody may have deleted or archived one there. None is used
 * again until the worker has looked.
 */
export async function distrustSyncedObjects(
  payload: BasePayload,
  objectIds: readonly string[],
): Promise<void> {
  const where = { objectId: { in: [...objectIds] } }
  const { docs } = await payload.db.find<SyncRecord>({
    collection: slugOf(payload, 'stripe-sync'),
    where,
    limit: 0,
    pagination: false,
  })
  for (const record of docs) {
    await updateSyncRecord(payload, record, {
      status: 'pending',
      reason: 'Stripe refused a payment with it.',
    })
    await inTransaction(payload, (req) =>
      queueSync(req, { collection: record.kind, id: record.document, isForced: true }),
    )
  }
}
