import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** Any number; copies of one template must wait for each other. */
const COPY_LOCK = 4711

/** A copy of the migrated template for one test file. Answers its address. */
export async function createTestDatabase(): Promise<string> {
  const template = process.env.TEST_DATABASE_URL
  if (!template) throw new Error('There is no test database: Jest’s global setup did not run.')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const client = new pg.Client({ connectionString: withDatabase(template, 'postgres') })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [COPY_LOCK])
    await client.query(`create database ${name} template ${new URL(template).pathname.slice(1)}`)
  } finally {
    await client.end()
  }
  return withDatabase(template, name)
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
