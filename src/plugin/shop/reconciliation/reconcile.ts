import type { BasePayload } from 'payload'
import type Stripe from 'stripe'
import { withLockIfFree } from '../../database/database.ts'
import type { Account } from '../../stripe/accounts.ts'
import { HISTORY } from '../../stripe/history.ts'
import type { Outcome } from '../../stripe/outcome.ts'
import { groupAccounts } from '../account-names.ts'
import type { Drift } from './drift.ts'
import { compareDisputes, compareRefunds } from './money-back.ts'
import { compareLeft, compareOpenAttempts } from './open-attempts.ts'
import { comparePayments, type Found, type Payable } from './payments.ts'

export interface ReconcileOptions {
  /** What was made before is left alone. Null: where a run that was interrupted began, else thirty days ago. */
  sinceSeconds: number | null
  /** Only looks. */
  isCheck: boolean
  signal: AbortSignal
  onDrift: (drift: Drift) => void
  /** How much is done, 1 being all of it, and what is being looked at. */
  onProgress: (progress: { share: number; what: string }) => void
}

export interface ReconcileReport {
  /** How many differences were found. */
  found: number
  /** How many of them are left, for people or for another run. */
  left: number
  isInterrupted: boolean
}

const DEFAULT_SPAN_SECONDS = 30 * 24 * 60 * 60
/** What an interrupted run has come to, in Payload's key-value store. */
const PROGRESS = 'stripe-shop:reconcile'
const AT_ONCE = 50

interface Progress {
  sinceSeconds: number
  /** By account and kind: until when all is compared. */
  until: Record<string, number>
}

type Kind = keyof typeof HISTORY

/** In this order: a refund is recorded once its payment is. */
const KINDS: readonly Kind[] = ['sessions', 'intents', 'refunds', 'disputes']

/**
 * Compares everything that Stripe has with what the shop has, and the shop's open attempts with Stripe, and puts right
 * what differs through the functions that events go through. Safe to run at any time and again and again; one that was
 * interrupted is gone on with. Answers undefined where another process is at it.
 * @throws Error where Stripe does not answer
 */
export function reconcile(
  payload: BasePayload,
  options: ReconcileOptions,
): Promise<ReconcileReport | undefined> {
  return withLockIfFree(payload, PROGRESS, async (turn) => {
    const run = new Run(payload, options, () => options.signal.aborted || !turn.isHeld())
    return run.go()
  })
}

class Run {
  readonly #payload: BasePayload
  readonly #options: ReconcileOptions
  readonly #isOver: () => boolean
  /** Sessions and intents that were compared: their attempts need not be asked after again. */
  readonly #seen = new Set<string>()
  /** Attempts whose money was told of: of a session and its intent, one is enough. */
  readonly #told = new Set<string>()
  readonly #report: ReconcileReport = { found: 0, left: 0, isInterrupted: false }

  constructor(payload: BasePayload, options: ReconcileOptions, isOver: () => boolean) {
    this.#payload = payload
    this.#options = options
    this.#isOver = isOver
  }

  async go(): Promise<ReconcileReport> {
    const { onProgress } = this.#options
    const toSeconds = Math.floor(Date.now() / 1000)
    const progress = await this.#readProgress(toSeconds)
    const groups = groupAccounts(this.#payload)
    const fromOf = (key: string) => progress.until[key] ?? progress.sinceSeconds
    const walks = groups.flatMap((names) =>
      KINDS.map((kind) => ({ names, kind, key: `${names[0].name} ${kind}` })),
    )
    const total = walks.length + 2
    for (const [place, { names, kind, key }] of walks.entries()) {
      const span = { fromSeconds: fromOf(key), toSeconds }
      for await (const step of HISTORY[kind](names[0], span) as AsyncGenerator<Outcome<Step>>) {
        if (step.kind !== 'done') throw new Error(`Stripe could not be asked: ${step.reason}`)
        for (const object of step.value.objects) this.#seen.add(object.id)
        this.#found.push(...(await this.#compare(kind, names[0], step.value.objects)))
        await this.#mendFound()
        if (this.#isOver()) return this.#interrupted()
        progress.until[key] = step.value.untilSeconds
        if (!this.#options.isCheck) await this.#payload.kv.set(PROGRESS, progress)
        const share = (step.value.untilSeconds - span.fromSeconds + 1) / (toSeconds - span.fromSeconds + 1)
        onProgress({ share: (place + share) / total, what: `${kind} of ${names[0].name}` })
      }
    }
    const isSeen = (id: string) => this.#seen.has(id)
    const own = [
      ["the shop's open payments", compareOpenAttempts(this.#payload, { isSeen })],
      ['what was left', compareLeft(this.#payload)],
    ] as const
    for (const [place, [what, comparing]] of own.entries()) {
      for await (const found of comparing) {
        if (found) this.#found.push(found)
        if (this.#found.length >= AT_ONCE) await this.#mendFound()
        if (this.#isOver()) return this.#interrupted()
      }
      await this.#mendFound()
      onProgress({ share: (walks.length + place + 1) / total, what })
    }
    if (!this.#options.isCheck) await this.#payload.kv.delete(PROGRESS)
    return this.#report
  }

  readonly #found: Found[] = []

  async #readProgress(nowSeconds: number): Promise<Progress> {
    const { sinceSeconds, isCheck } = this.#options
    const left = isCheck ? null : await this.#payload.kv.get<Progress>(PROGRESS)
    if (left && (sinceSeconds === null || sinceSeconds === left.sinceSeconds)) return left
    return { sinceSeconds: sinceSeconds ?? nowSeconds - DEFAULT_SPAN_SECONDS, until: {} }
  }

  #compare(kind: Kind, account: Account, objects: Step['objects']): Promise<Found[]> {
    if (kind === 'refunds') return compareRefunds(this.#payload, account, objects as Stripe.Refund[])
    if (kind === 'disputes') return compareDisputes(this.#payload, account, objects as Stripe.Dispute[])
    return comparePayments(this.#payload, account, { objects: objects as Payable[], told: this.#told })
  }

  /** What cannot be put right now is told, and left for another run. */
  async #mendFound(): Promise<void> {
    const { isCheck, onDrift } = this.#options
    for (let place = 0; place < this.#found.length; place += AT_ONCE) {
      await Promise.all(
        this.#found.slice(place, place + AT_ONCE).map(async ({ drift, mend }) => {
          this.#report.found += 1
          onDrift(drift)
          if (isCheck || !mend) {
            this.#report.left += 1
            return
          }
          try {
            if (await mend()) return
            this.#leave(drift, {})
          } catch (error) {
            this.#leave(drift, { err: error })
          }
        }),
      )
    }
    this.#found.length = 0
  }

  #leave({ object, order }: Drift, cause: { err?: unknown }): void {
    this.#report.left += 1
    this.#payload.logger.error({ ...cause, order, msg: `${object} could not be put right: try again later.` })
  }

  #interrupted(): ReconcileReport {
    return { ...this.#report, isInterrupted: true }
  }
}

type Step = { objects: { id: string }[]; untilSeconds: number }
