import { createHash } from 'node:crypto'
import type { BasePayload } from 'payload'
import type { Account } from '../../stripe/accounts.ts'
import { type Caller, createCaller, StripeCallError } from '../../stripe/caller.ts'
import { retireCoupon, syncCoupon } from '../../stripe/coupons.ts'
import { type AccountIdentity, identify } from '../../stripe/identity.ts'
import { pausedForMs } from '../../stripe/pace.ts'
import { retireProduct, syncProduct } from '../../stripe/products.ts'
import type { InStep, Numbering } from '../../stripe/sync-memory.ts'
import { retireTaxRate, syncTaxRate } from '../../stripe/tax-rates.ts'
import { installationIdOf } from '../installation.ts'
import { shopOf } from '../shop.ts'
import {
  findSyncRecord,
  findSyncRecords,
  forgetSyncRecord,
  newRecord,
  numberingOf,
  pretendedNumbering,
  rememberedOf,
  requireSyncRecord,
  type SyncedDocument,
  type SyncRecord,
  updateSyncRecord,
} from './sync-records.ts'
import { assertOwnTurn } from './sync-turn.ts'
import { readWish, type Wish } from './wishes.ts'

/** `again`: Stripe could not be asked; worth another try after so long. */
export type SyncOutcome = { kind: 'done' | 'failed' } | { kind: 'again'; afterMs: number; reason: string }

interface Place {
  account: Account
  identity: AccountIdentity
}

/**
 * Makes every account match the document as it is now. Harmless twice, out of order and beside an edit.
 * `isForced` looks at Stripe's side even where nothing has changed on ours.
 */
export async function syncDocument(
  payload: BasePayload,
  document: SyncedDocument,
  { isForced = false } = {},
): Promise<SyncOutcome> {
  let outcome: SyncOutcome = { kind: 'done' }
  for await (const step of stepsOf(payload, document)) {
    outcome = worse(
      outcome,
      'reason' in step
        ? await putOff(payload, step)
        : await syncInAccount(payload, document, { ...step, isForced }),
    )
  }
  return outcome
}

/** An account that cannot be asked whose it is, and what is known of the document in it. */
interface Unreached {
  account: Account
  reason: string
  known: readonly SyncRecord[]
}

/** Each Stripe account once with what the document should be there, or why it cannot be asked. */
async function* stepsOf(
  payload: BasePayload,
  document: SyncedDocument,
): AsyncGenerator<Unreached | (Omit<Step, 'isForced'> & { account: Account })> {
  const read = await readWish(payload, document)
  const records = await findSyncRecords(payload, document.collection, [document.id])
  const seen = new Set<string>()
  // Those that need it first, so that of two names of one Stripe account the one in use counts.
  const needed = read?.accounts ?? []
  const others = shopOf(payload).accounts.all.filter((account) => !needed.includes(account))
  for (const account of [...needed, ...others]) {
    const identity = await identify(account, { isPaced: true })
    if (identity.kind !== 'done') {
      // One that needs nothing and has nothing of it is no reason to come back.
      const known = records.filter(({ accountName }) => accountName === account.name)
      if (needed.includes(account) || known.length > 0) yield { account, reason: identity.reason, known }
      continue
    }
    const key = `${identity.value.accountId} ${identity.value.mode}`
    if (seen.has(key)) continue
    seen.add(key)
    const wish = read && needed.includes(account) ? read.wish : null
    yield { account, place: { account, identity: identity.value }, wish, isGone: !read }
  }
}

/** A change that Stripe has not seen yet, in words. */
export interface PlannedChange {
  account: string
  what: string
}

/** What `syncDocument` would change in Stripe where it is forced to look. Changes nothing, here or there. */
export async function planDocument(payload: BasePayload, document: SyncedDocument): Promise<PlannedChange[]> {
  const changes: PlannedChange[] = []
  for await (const step of stepsOf(payload, document)) {
    const account = step.account.name
    const note = (what: string) => changes.push({ account, what })
    if ('reason' in step) {
      note(`cannot be looked at: ${step.reason}`)
      continue
    }
    const { place, wish, isGone } = step
    const known = await findSyncRecord(payload, document, place.identity)
    if (!known && !wish) continue
    const record = known ?? newRecord(document, place)
    const caller = createCaller(place.account, { isDryRun: true, onChange: note })
    try {
      await match(payload, record, { caller, wish, isGone, numbering: pretendedNumbering(record) })
    } catch (error) {
      if (!(error instanceof StripeCallError)) throw error
      note(`cannot be looked at: ${error.message}`)
    }
  }
  return changes
}

interface Step {
  place: Place
  /** Null where the account is not to have it. */
  wish: Wish | null
  isForced: boolean
  /** Whether the document is deleted. */
  isGone: boolean
}

async function syncInAccount(
  payload: BasePayload,
  document: SyncedDocument,
  step: Step,
): Promise<SyncOutcome> {
  const { place, wish, isForced, isGone } = step
  const record = wish
    ? await requireSyncRecord(payload, document, place)
    : await findSyncRecord(payload, document, place.identity)
  if (!record) return { kind: 'done' }
  if (!isForced && isInStep(record, wish)) return { kind: 'done' }
  try {
    await matchRecord(payload, record, step)
    if (isGone) await forgetSyncRecord(payload, record)
    return { kind: 'done' }
  } catch (error) {
    if (!(error instanceof StripeCallError)) throw error
    assertOwnTurn(payload)
    const isFinal = error.kind === 'refused'
    await updateSyncRecord(payload, record, { status: isFinal ? 'failed' : 'pending', reason: error.message })
    return isFinal ? { kind: 'failed' } : later(place.account, error.message)
  }
}

/** Whether nothing has changed on our side since Stripe was made to match. */
function isInStep(record: SyncRecord, wish: Wish | null): boolean {
  return record.status === 'synced' && record.fingerprint === fingerprintOf(wish)
}

/** Brings one account into step. Throws `StripeCallError`. */
async function matchRecord(
  payload: BasePayload,
  record: SyncRecord,
  { place, wish, isGone }: Omit<Step, 'isForced'>,
): Promise<void> {
  const caller = createCaller(place.account, {
    isDryRun: false,
    onChange: () => assertOwnTurn(payload),
  })
  const result = await match(payload, record, {
    caller,
    wish,
    isGone,
    numbering: numberingOf(payload, record),
  })
  assertOwnTurn(payload)
  await updateSyncRecord(payload, record, {
    ...(wish && { title: wish.title }),
    accountName: place.account.name,
    status: 'synced',
    reason: null,
    objectId: result.objectId,
    priceId: result.priceId ?? null,
    promotionCodeId: result.promotionCodeId ?? null,
    terms: result.terms,
    madeGeneration: record.generation,
    fingerprint: fingerprintOf(wish),
  })
}

interface Match {
  caller: Caller
  wish: Wish | null
  isGone: boolean
  numbering: Numbering
}

async function match(
  payload: BasePayload,
  record: SyncRecord,
  { caller, wish, isGone, numbering }: Match,
): Promise<InStep> {
  const installation = await installationIdOf(payload)
  const sync = { remembered: rememberedOf(record), numbering }
  const { kind, document } = record
  if (kind === 'items') {
    const marks = { itemId: document, installation }
    if (wish?.collection === 'items' && wish.value) return syncProduct(caller, wish.value, sync)
    // Moved to another account's currency, it is as good as gone here.
    return retireProduct(caller, wish && !isGone ? 'unpublished' : 'gone', { ...sync, marks })
  }
  if (kind === 'discounts') {
    const marks = { installation, discountId: document }
    if (wish?.collection !== 'discounts') return retireCoupon(caller, { ...sync, marks })
    return syncCoupon(caller, wish.value, { ...sync, marks, nowSeconds: Math.floor(Date.now() / 1000) })
  }
  const marks = { installation, taxId: document }
  if (wish?.collection !== 'taxes') return retireTaxRate(caller, { ...sync, marks })
  return syncTaxRate(caller, wish.value, { ...sync, marks })
}

function fingerprintOf(wish: Wish | null): string {
  return createHash('sha256').update(JSON.stringify(wish)).digest('hex')
}

const SHORTEST_WAIT_MS = 1_000

/** With some jitter, so that not everything that waited comes back at once. */
function later(account: Account, reason: string): SyncOutcome {
  const afterMs = Math.max(pausedForMs(account), SHORTEST_WAIT_MS) + Math.random() * 500
  return { kind: 'again', afterMs, reason }
}

async function putOff(payload: BasePayload, { account, reason, known }: Unreached): Promise<SyncOutcome> {
  for (const record of known) await updateSyncRecord(payload, record, { status: 'pending', reason })
  return later(account, reason)
}

function worse(one: SyncOutcome, other: SyncOutcome): SyncOutcome {
  const rank = { done: 0, failed: 1, again: 2 }
  return rank[other.kind] > rank[one.kind] ? other : one
}
