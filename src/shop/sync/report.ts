import type { PayloadRequest } from 'payload'
import { shopOf } from '../shop.ts'
import { isQueued } from './queue.ts'
import { findSyncRecords, type SyncedDocument, type SyncRecord } from './records.ts'
import { readWish } from './wishes.ts'

/** How a document stands with one Stripe account, for people. */
export interface SyncReport {
  account: string
  status: 'pending' | 'synced' | 'failed'
  stripeId: string | null
  reason: string | null
  dashboardUrl: string | null
  updatedAt: string | null
}

const PAGE = { items: 'products', discounts: 'coupons', taxes: 'tax-rates' } as const

/** Null when there is no such document. */
export async function reportSync(
  req: PayloadRequest,
  document: SyncedDocument,
): Promise<SyncReport[] | null> {
  const read = await readWish(req.payload, document)
  const records = await findSyncRecords(req.payload, document.collection, [document.id])
  if (!read && records.length === 0) return null
  const isWaiting = await isQueued(req, document)
  const known = new Set(shopOf(req.payload).accounts.all.map(({ name }) => name))
  const reports = records
    .filter(({ accountName }) => known.has(accountName))
    .map((record) => reportOf(record, isWaiting))
  const isReported = reports.length > 0
  const unseen = isReported ? [] : (read?.accounts ?? [])
  return [...reports, ...unseen.map(({ name }) => notYet(name))]
}

function reportOf(record: SyncRecord, isWaiting: boolean): SyncReport {
  const { kind, mode, objectId, accountId } = record
  const path = `${accountId}/${mode === 'test' ? 'test/' : ''}${PAGE[kind]}/${objectId}`
  return {
    account: record.accountName,
    // What was saved since is on its way; why it did not arrive so far is still told.
    status: isWaiting ? 'pending' : record.status,
    stripeId: objectId ?? null,
    reason: record.reason ?? null,
    dashboardUrl: objectId ? `https://dashboard.stripe.com/${path}` : null,
    updatedAt: record.updatedAt,
  }
}

function notYet(account: string): SyncReport {
  return { account, status: 'pending', stripeId: null, reason: null, dashboardUrl: null, updatedAt: null }
}
