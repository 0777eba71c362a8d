import type { BasePayload } from 'payload'
import type { Account } from '../../stripe/accounts.ts'
import { StripeCallError } from '../../stripe/caller.ts'
import { identify } from '../../stripe/identity.ts'
import type { Outcome } from '../../stripe/outcome.ts'
import type { Id } from '../records.ts'
import { findSyncRecords, requireSyncRecord, type SyncedDocument } from './records.ts'
import { isInStep, matchRecord } from './sync-document.ts'
import { readWish } from './wishes.ts'

/** The discount's coupon in the account. Stripe is asked only where the two are not in step. */
export function ensureCoupon(
  payload: BasePayload,
  account: Account,
  discountId: Id,
): Promise<Outcome<string>> {
  return ensureObject(payload, account, { collection: 'discounts', id: String(discountId) })
}

/** The tax's tax rate in the account. Stripe is asked only where the two are not in step. */
export function ensureTaxRate(payload: BasePayload, account: Account, taxId: Id): Promise<Outcome<string>> {
  return ensureObject(payload, account, { collection: 'taxes', id: String(taxId) })
}

async function ensureObject(
  payload: BasePayload,
  account: Account,
  document: SyncedDocument,
): Promise<Outcome<string>> {
  const identity = await identify(account)
  if (identity.kind !== 'done') return identity
  const read = await readWish(payload, document)
  if (!read) return { kind: 'refused', reason: 'It has been deleted.', code: null }
  const place = { account, identity: identity.value }
  const record = await requireSyncRecord(payload, document, place)
  try {
    if (!isInStep(record, read.wish)) {
      await matchRecord(payload, record, { place, wish: read.wish, isGone: false, isUrgent: true })
    }
  } catch (error) {
    if (!(error instanceof StripeCallError)) throw error
    return error.kind === 'refused'
      ? { kind: 'refused', reason: error.message, code: error.code }
      : { kind: error.kind, reason: error.message }
  }
  if (record.objectId) return { kind: 'done', value: record.objectId }
  return { kind: 'refused', reason: 'It cannot be used any more.', code: null }
}

/** The products of those items that the account has on sale; asks nobody. Where one is missing, describe it. */
export async function productIdsFor(
  payload: BasePayload,
  account: Account,
  itemIds: readonly Id[],
): Promise<Map<string, string>> {
  const records = await findSyncRecords(payload, 'items', itemIds.map(String))
  const identity = await identify(account)
  if (identity.kind !== 'done') return new Map()
  const { accountId, mode } = identity.value
  return new Map(
    records.flatMap((record) =>
      record.accountId === accountId && record.mode === mode && record.objectId && record.terms
        ? [[record.document, record.objectId] as const]
        : [],
    ),
  )
}
