import { afterAll } from '@jest/globals'
import { createEmptyDatabase } from './databases.ts'
import { openDatabases } from './plugin-databases.ts'

/** What a project can run on, each with nothing in it: PostgreSQL, and MongoDB where a server can be had. */
export async function openHostDatabases() {
  const [, mongodb] = await openDatabases()
  afterAll(() => mongodb?.stop())
  return [
    { name: 'PostgreSQL', create: createEmptyDatabase },
    ...(mongodb ? [{ name: 'MongoDB', create: mongodb.create }] : []),
  ]
}
