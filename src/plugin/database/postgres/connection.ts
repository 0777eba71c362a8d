import type { BasePayload, PayloadRequest } from 'payload'

export type Row = Record<string, unknown>

/** Runs statements: on the pool, or in a transaction of drizzle's. */
export interface Executor {
  execute(statement: unknown): Promise<{ rows: Row[] }>
}

type Session = { db: Executor; resolve: () => Promise<void>; reject: () => Promise<void> }

/** A client of the pool's. */
export interface Connection {
  query(text: string, values?: unknown[]): Promise<{ rows: Row[] }>
  once(event: 'end', listener: () => void): void
  removeListener(event: 'end', listener: () => void): void
  release(isBroken?: boolean): void
}

export interface RawTable {
  name: string
  /** By field. */
  columns: Record<string, { name: string; type: string; enumName?: string }>
  indexes?: Record<string, { name: string; on: string | string[]; unique?: boolean }>
}

export interface NamedStatement {
  name: string
  text: string
  values: unknown[]
}

/** What the plugin uses of Payload's adapter. Described here, since a project on MongoDB has no types of it. */
export interface PostgresDb {
  pool: {
    connect(): Promise<Connection>
    query(statement: NamedStatement): Promise<{ rows: Row[] }>
  }
  drizzle: Executor & { transaction<T>(work: (transaction: Executor) => Promise<T>): Promise<T> }
  sessions: Record<string, Session>
  schema: Record<string, unknown>
  /** Undefined where the tables are in none. */
  schemaName: string | undefined
  relationshipsSuffix: string
  localesSuffix: string
  idType: 'serial' | 'uuid' | 'uuidv7'
  /** By name; made anew whenever the config is. */
  rawTables: Record<string, RawTable>
  /** By what a table would be called if nothing said otherwise. */
  tableNameMap: Map<string, string>
}

export const postgresOf = (payload: BasePayload) => payload.db as unknown as PostgresDb

/**
 * drizzle takes whatever can say its SQL. This says it itself, because importing drizzle would mean that a project on
 * another database needs it too.
 */
export async function run(executor: Executor, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  const statement = { toQuery: () => ({ sql: text, params: [...values] }) }
  const { rows } = await executor.execute({ getSQL: () => statement })
  return rows
}

/** In the transaction of `req`, where it has one. */
export async function runWithin(
  req: PayloadRequest,
  text: string,
  values?: readonly unknown[],
): Promise<Row[]> {
  const { drizzle, sessions } = postgresOf(req.payload)
  const id = await req.transactionID
  const session = id === undefined || id === null ? undefined : sessions[String(id)]
  return run(session?.db ?? drizzle, text, values)
}
