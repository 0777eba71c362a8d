import { hash } from 'node:crypto'
import type { Work } from '../stand-in.ts'
import { MAX_KEY_TEXT } from '../store/database.ts'
import type { KeptAnswer } from '../store/records.ts'
import { ApiError } from './errors.ts'

/** Stripe keeps keys for "at least 24 hours". */
const KEPT_SECONDS = 24 * 60 * 60
/** So many are forgotten in one step of time. */
const FORGOTTEN_AT_ONCE = 1000
const MAX_KEY_LENGTH = 255

export interface IdempotentRequest {
  key: string
  fingerprint: string
}

/** @throws ApiError where the key is too long */
export function readIdempotencyKey(header: string | undefined): string | null {
  if (header === undefined || header === '') return null
  if (header.length > MAX_KEY_LENGTH) {
    throw new ApiError(
      `Idempotency keys must be at most ${MAX_KEY_LENGTH} characters long; this one has ${header.length}.`,
      { type: 'idempotency_error' },
    )
  }
  return header
}

/** What must be the same when a key is used again: method, path and parameters. */
export function fingerprintOf(method: string, path: string, body: string): string {
  return hash('sha256', `${method} ${path}\n${body}`, 'base64')
}

/** @throws ApiError where the key belongs to another request */
export function findKeptAnswer(work: Work, { key, fingerprint }: IdempotentRequest): KeptAnswer | undefined {
  const kept = work.tx.find('kept_answer', idOf(key))?.doc
  if (!kept || isOver(kept, work)) return undefined
  if (kept.fingerprint !== fingerprint) {
    throw new ApiError(
      `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      { type: 'idempotency_error' },
    )
  }
  return kept
}

/** Written with the work itself, so that a crash keeps both or neither. */
export function keepAnswer(
  { tx, nowSeconds: created }: Work,
  { key, fingerprint }: IdempotentRequest,
  { status, content, requestId }: Pick<KeptAnswer, 'status' | 'content' | 'requestId'>,
): void {
  const id = idOf(key)
  // One that is over and not yet forgotten.
  tx.remove('kept_answer', id)
  tx.insert('kept_answer', { id, created, fingerprint, requestId, status, content }, null)
}

/** Answers that nobody can ask for any more. */
export function forgetAnswers(work: Work): void {
  const old = work.tx.list('kept_answer', {
    oldestFirst: true,
    limit: FORGOTTEN_AT_ONCE,
    until: ({ doc }) => isOver(doc, work),
  })
  for (const { doc } of old) work.tx.remove('kept_answer', doc.id)
}

function isOver({ created }: KeptAnswer, { nowSeconds }: Work): boolean {
  return nowSeconds - created > KEPT_SECONDS
}

/** Keys whose first request has not been answered yet. */
export class KeysInUse {
  readonly #keys = new Set<string>()

  /** @throws ApiError where another request holds the key */
  take(account: string, key: string): () => void {
    const name = `${account} ${key}`
    if (this.#keys.has(name)) {
      throw new ApiError(
        'There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through). Please try again later.',
        { status: 409, type: 'idempotency_error', code: 'idempotency_key_in_use' },
      )
    }
    this.#keys.add(name)
    return () => void this.#keys.delete(name)
  }
}

function idOf(key: string): string {
  // Keys outside ASCII could outgrow the store's own limit.
  return Buffer.byteLength(key) <= MAX_KEY_TEXT ? key : hash('sha256', key)
}
