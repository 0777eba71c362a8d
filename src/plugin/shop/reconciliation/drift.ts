import type { Id } from '../records.ts'

/**
 * How Stripe and the shop can differ. `paid`: Stripe has the money and the shop does not know. `ended`, `processing`: of a
 * payment that the shop takes for open. `unpaid`: the shop has it as paid and Stripe does not. `unknown`: money for an
 * order that this database does not have. `refund`, `dispute`: not here, or otherwise. `unanswered`: a payment or refund
 * whose answer was lost. `event`: stored and not applied.
 */
export const DRIFT_KINDS = [
  'paid',
  'processing',
  'ended',
  'unpaid',
  'unknown',
  'refund',
  'dispute',
  'unanswered',
  'event',
] as const

export interface Drift {
  kind: (typeof DRIFT_KINDS)[number]
  /** Stripe's id of it, or the shop's name of the attempt. */
  object: string
  order: Id | null
  /** In words, for operators. */
  what: string
  /** Whether the shop cannot put it right by itself. */
  isForPeople: boolean
}
