import type { EventEmitter } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'

const EVERY_MS = 500
/**
 * For one question, in turns of the event loop: one that was held up has answers waiting, which it reads first. An
 * unanswered question is followed by another, on a new connection: away after twice as long.
 */
const PATIENCE = { turns: 18, turnMs: 100 }

/**
 * Asks a database again and again whether it is there: a server that is frozen, or behind a network that drops
 * everything, leaves its connections open and would keep whoever asks it waiting for ever.
 */
export class DatabaseWatch {
  readonly #settings: pg.ClientConfig
  readonly #tell: () => void
  readonly #closing = new AbortController()
  #client: pg.Client | null = null
  #isAway = false
  #answers = 0

  /** @param tell called when the database is found to be away */
  constructor(settings: pg.ClientConfig, tell: () => void) {
    this.#settings = settings
    this.#tell = tell
    void this.#run()
  }

  /** Counts every answer on this connection: a database that is only busy answers somebody. */
  follow(client: pg.ClientBase): void {
    const { connection } = client as unknown as { connection: EventEmitter }
    connection.on('readyForQuery', () => {
      this.#answers += 1
    })
  }

  get isAway(): boolean {
    return this.#isAway
  }

  close(): void {
    this.#closing.abort()
    this.#drop()
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      const before = this.#answers
      const isThere = (await this.#ask()) || (await this.#ask()) || this.#answers > before
      if (signal.aborted) return
      if (!isThere && !this.#isAway) this.#tell()
      this.#isAway = !isThere
      await setTimeout(EVERY_MS, undefined, { signal, ref: false }).catch(() => {})
    }
  }

  async #ask(): Promise<boolean> {
    if (this.#closing.signal.aborted) return true
    const isNew = this.#client === null
    const client = this.#client ?? this.#create()
    this.#client = client
    const asked = (isNew ? client.connect() : Promise.resolve())
      .then(() => client.query('select 1'))
      .then(() => true, isAnswer)
    const waiting = new AbortController()
    const signal = AbortSignal.any([waiting.signal, this.#closing.signal])
    const isAnswered = await Promise.race([asked, losePatience(signal)])
    waiting.abort()
    if (!isAnswered) this.#drop()
    return isAnswered
  }

  #create(): pg.Client {
    const client = new pg.Client(this.#settings)
    // What goes wrong is told by the next question; without a listener it would end the process.
    client.on('error', () => {})
    return client
  }

  /** Without a farewell, which a frozen server would not answer. */
  #drop(): void {
    const client = this.#client
    this.#client = null
    if (client) cutOff(client)
  }
}

async function losePatience(signal: AbortSignal): Promise<false> {
  for (let turn = 0; turn < PATIENCE.turns && !signal.aborted; turn += 1)
    await setTimeout(PATIENCE.turnMs, undefined, { signal, ref: false }).catch(() => {})
  return false
}

/** Ends a connection at once: what is asked on it fails. */
export function cutOff(client: pg.ClientBase): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } }
  connection.stream.destroy()
}

/** PostgreSQL refuses by a code of five characters; 57P… says that it is going down or coming up. */
function isAnswer(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && /^(?!57P|08)[0-9A-Z]{5}$/.test(code) && !code.startsWith('E')
}
