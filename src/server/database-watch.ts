import { setTimeout } from 'node:timers/promises'
import pg from 'pg'

const EVERY_MS = 500
/** For one question. An unanswered one is followed by another, on a new connection: away after twice as long. */
const PATIENCE_MS = 1_500

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

  /** @param tell called when the database is found to be away */
  constructor(settings: pg.ClientConfig, tell: () => void) {
    this.#settings = settings
    this.#tell = tell
    void this.#run()
  }

  get isAway(): boolean {
    return this.#isAway
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#drop()
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      const isThere = (await this.#ask()) || (await this.#ask())
      if (signal.aborted) return
      if (!isThere && !this.#isAway) this.#tell()
      this.#isAway = !isThere
      await setTimeout(EVERY_MS, undefined, { signal, ref: false }).catch(() => {})
    }
  }

  async #ask(): Promise<boolean> {
    if (this.#closing.signal.aborted) return true
    try {
      const client = this.#client ?? (await this.#connect())
      await client.query('select 1')
      return true
    } catch (error) {
      await this.#drop()
      return isAnswer(error)
    }
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      ...this.#settings,
      connectionTimeoutMillis: PATIENCE_MS,
      query_timeout: PATIENCE_MS,
    })
    this.#client = client
    // What goes wrong is told by the next question; without a listener it would end the process.
    client.on('error', () => {})
    await client.connect()
    return client
  }

  /** Without a farewell, which a frozen server would not answer. */
  async #drop(): Promise<void> {
    const client = this.#client
    this.#client = null
    if (client) cutOff(client)
  }
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
