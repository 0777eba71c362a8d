import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** Any number; copies of one template must wait for each other. */
const COPY_LOCK = 4711
const PREPARE_LOCK = 4712

/** A copy of the migrated template for one test file. Answers its address. */
export function createTestDatabase(): Promise<string> {
  return createDatabase(new URL(templateUrl()).pathname.slice(1))
}

/** For a project that makes its own tables. Answers its address. */
export const createEmptyDatabase = (): Promise<string> => createDatabase('template1')

/** A copy of a database that nobody is connected to. Answers its address. */
export const copyDatabase = (databaseUrl: string): Promise<string> =>
  createDatabase(new URL(databaseUrl).pathname.slice(1))

/** A database that is filled once in a run, for copies to be made of. Answers its address. */
export async function prepareTemplate(
  name: string,
  fill: (databaseUrl: string) => Promise<void>,
): Promise<string> {
  const client = new pg.Client({ connectionString: withDatabase(templateUrl(), 'postgres') })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [PREPARE_LOCK])
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) {
      const unfinished = await createEmptyDatabase()
      await fill(unfinished)
      await client.query(`alter database ${new URL(unfinished).pathname.slice(1)} rename to ${name}`)
    }
  } finally {
    await client.end()
  }
  return withDatabase(templateUrl(), name)
}

async function createDatabase(template: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const client = new pg.Client({ connectionString: withDatabase(templateUrl(), 'postgres') })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [COPY_LOCK])
    await client.query(`create database ${name} template ${template}`)
  } finally {
    await client.end()
  }
  return withDatabase(templateUrl(), name)
}

function templateUrl(): string {
  const url = process.env.TEST_DATABASE_URL
  if (!url) throw new Error('There is no test database: Jest’s global setup did not run.')
  return url
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
