/** Somebody's turn at what one process does at a time. */
export interface Turn {
  /** Aborted once the turn is known to be lost. */
  signal: AbortSignal
  /**
   * False as soon as somebody else may have the turn. A process that was frozen learns it by its clock, before it hears
   * anything of the database.
   */
  isHeld(): boolean
}

/** How long a turn lasts without a word of its holder, who says three times as often that it goes on. */
export const LEASE_MS = 15_000
const RENEW_EVERY_MS = LEASE_MS / 3
/** The holder's clock is ahead of the database's by so much, so that both never believe in different holders. */
const MARGIN_MS = 1_000

/** Thrown by work that goes on although its turn is over. */
export class LostTurnError extends Error {
  override readonly name = 'LostTurnError'

  constructor() {
    super('This process was held up for so long that another one has taken its turn.')
  }
}

/**
 * Renews a turn that was taken at this moment until it `end`s. `renew` answers whether it was still held; where it fails,
 * a later one makes up for it.
 */
export function keepTurn(renew: () => Promise<boolean>): { turn: Turn; lose(): void; end(): void } {
  const losing = new AbortController()
  let heldUntil = performance.now() + LEASE_MS - MARGIN_MS
  const isHeld = () => !losing.signal.aborted && performance.now() < heldUntil
  const timer = setInterval(() => {
    const askedAt = performance.now()
    renew().then(
      (wasHeld) => {
        if (wasHeld) heldUntil = askedAt + LEASE_MS - MARGIN_MS
        else losing.abort()
      },
      () => {},
    )
  }, RENEW_EVERY_MS)
  return {
    turn: { signal: losing.signal, isHeld },
    lose: () => losing.abort(),
    end: () => clearInterval(timer),
  }
}
