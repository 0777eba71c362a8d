import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { type Answer, request } from './test-shop.ts'
import { waitFor } from './wait-for.ts'

/** Its start takes as much of the machine as some histories do. */
const REST_MS = Number(process.env.HISTORIES_REST_SECONDS ?? 10) * 1000
/** By which the database knows its connections. */
const NAME = 'mortal'

/** A second process of the histories' shop, which is killed in the middle of what it is asked for, and starts again by itself. */
export class MortalProcess {
  readonly #args: string[]
  readonly #databaseUrl: string
  #child: ChildProcess | null = null
  #url: string | null = null
  #start: Promise<void> = Promise.resolve()
  #isClosed = false
  /** How often it was killed. */
  deaths = 0

  constructor({ databaseUrl, sandboxUrl }: { databaseUrl: string; sandboxUrl: string }) {
    const named = new URL(databaseUrl)
    named.searchParams.set('application_name', NAME)
    this.#databaseUrl = databaseUrl
    const program = ['--conditions=production', '--import', 'tsx', 'tests/support/history-process.ts']
    this.#args = [...program, named.href, sandboxUrl]
  }

  /** Resolves once it answers; before, nobody dies. */
  begin(): Promise<void> {
    if (!this.#isClosed) this.#start = this.#spawn()
    return this.#start
  }

  /**
   * Asks it for something and kills it after so long. Resolves once nothing of it is under way in the database any more,
   * with what it has answered by then, or null. Answers undefined where it is not running: then it was not asked.
   */
  async askAndKill(path: string, init: RequestInit, afterMs: number): Promise<Answer | null | undefined> {
    const [url, child] = [this.#url, this.#child]
    if (url === null || child === null) return undefined
    this.#url = null
    const asked = request(url + path, init).catch(() => null)
    const ended = once(child, 'exit')
    await pause(afterMs)
    child.kill('SIGKILL')
    this.deaths += 1
    const answer = await asked
    await ended
    await this.#lastWords()
    setTimeout(() => this.begin().catch(() => {}), REST_MS).unref()
    return answer
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#start.catch(() => {})
    this.#child?.kill('SIGKILL')
  }

  async #spawn(): Promise<void> {
    const { PATH = '', HOME = '' } = process.env
    const child = spawn(process.execPath, this.#args, {
      env: { PATH, HOME, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#child = child
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    this.#url = line.toString().trim()
  }

  /** What it had sent is done by the database all the same. */
  async #lastWords(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#databaseUrl })
    await client.connect()
    try {
      const text = 'select from pg_stat_activity where application_name = $1 and datname = current_database()'
      const isOver = async () => (await client.query(text, [NAME])).rowCount === 0
      await waitFor(isOver, { timeoutMs: 20_000, what: 'The end of its connections' })
    } finally {
      await client.end()
    }
  }
}
