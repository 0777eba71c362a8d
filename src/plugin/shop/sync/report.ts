import type { PayloadRequest } from 'payload'
import { identify } from '../../stripe/identity.ts'
import { shopOf } from '../shop.ts'
import { isQueued } from './queue.ts'
import { findSyncRecords, type SyncedDocument, type SyncRecord } from './sync-records.ts'
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

/** Each Stripe account once, by the name that it has here. Null when there is no such document. */
export async function reportSync(
  req: PayloadRequest,
  document: SyncedDocument,
): Promise<SyncReport[] | null> {
  const read = await readWish(req.payload, document)
  const records = await findSyncRecords(req.payload, document.collection, [document.id])
  if (!read && records.length === 0) return null
  // What is put off because one account cannot be reached stands with the others as their records say.
  const isWaiting = await isQueued(req, document, { isDue: true })
  const reports = new Map<string, SyncReport>()
  for (const account of shopOf(req.payload).accounts.all) {
    const identity = await identify(account, { isPaced: true })
    const isKnown = identity.kind === 'done'
    const key = isKnown ? `${identity.value.accountId} ${identity.value.mode}` : account.name
    const record = records.find((one) =>
      isKnown ? `${one.accountId} ${one.mode}` === key : one.accountName === account.name,
    )
    if (reports.has(key) || !(record || read?.accounts.includes(account))) continue
    const reason = isKnown ? null : identity.reason
    reports.set(key, record ? reportOf(record, isWaiting) : notYet(account.name, reason))
  }
  return [...reports.values()]
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

function notYet(account: string, reason: string | null): SyncReport {
  return { account, status: 'pending', stripeId: null, reason, dashboardUrl: null, updatedAt: null }
}
