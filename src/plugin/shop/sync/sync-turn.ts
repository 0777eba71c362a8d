import type { BasePayload } from 'payload'
import { LostTurnError, type Turn } from '../../database/database.ts'

/** The turn in which this process runs the queue. */
export const turns = new WeakMap<BasePayload, Turn>()

/**
 * Throws `LostTurnError` where this process runs the queue and has lost its turn: what it still had in mind may have been
 * overtaken by a newer edit, which another process has brought to Stripe since.
 */
export function assertOwnTurn(payload: BasePayload): void {
  if (turns.get(payload)?.isHeld() === false) throw new LostTurnError()
}
