/** Deliveries that a test wants reordered are let go after this, even when fewer came than it named. */
const REORDER_WAIT_MS = 2000

/** What a test wants to go wrong with the next deliveries. */
export interface DeliveryFault {
  kind: 'drop' | 'duplicate' | 'delay' | 'reorder'
  /** Only events of this type; null for all. */
  type: string | null
  /** How many deliveries it hits; for `reorder`, how many are turned round together. */
  times: number
  delayMs?: number
}

/** The faults of deliveries that tests have switched on, and what they hold back. Kept in memory only. */
export class DeliveryFaults<T> {
  #faults: DeliveryFault[] = []
  #heldBack: T[] = []
  readonly #release: (held: T[]) => void

  /** @param release takes what was held back, last one first */
  constructor(release: (held: T[]) => void) {
    this.#release = release
  }

  add(fault: DeliveryFault): void {
    this.#faults.push(fault)
  }

  clear(): void {
    this.#faults = []
    this.#letGo()
  }

  /** The fault that hits a delivery of this type, which is then used up by one. */
  take(type: string): DeliveryFault | undefined {
    const fault = this.#faults.find((candidate) => candidate.type === null || candidate.type === type)
    if (!fault) return undefined
    const taken = { ...fault }
    fault.times -= 1
    if (fault.times <= 0) this.#faults = this.#faults.filter((other) => other !== fault)
    return taken
  }

  /** Collects deliveries and lets them go last one first, once the last of them has come. */
  holdBack(delivery: T, { times }: DeliveryFault): void {
    this.#heldBack.push(delivery)
    if (times <= 1) this.#letGo()
    else setTimeout(() => this.#letGo(), REORDER_WAIT_MS).unref()
  }

  #letGo(): void {
    const held = this.#heldBack.reverse()
    this.#heldBack = []
    this.#release(held)
  }
}
