import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { MongoMemoryReplSet } from 'mongodb-memory-server'

export interface RunningMongodb {
  /** The address of a database of that name. */
  url(database: string): string
  stop(): Promise<void>
}

const FIND_MONGOD = fileURLToPath(new URL('./find-mongod.mjs', import.meta.url))
/** Enough for a download of a hundred megabytes on a usual line. */
const FIND_WITHIN_MS = 60_000

/**
 * The server of `MONGODB_URL`, or a replica set of one member made for the run. Answers why there is none where no
 * server program can be had.
 */
export async function startMongodb(): Promise<RunningMongodb | { skipped: string }> {
  const given = process.env.MONGODB_URL
  if (given) return { url: (database) => withDatabase(given, database), stop: async () => {} }
  try {
    const systemBinary = await findMongod()
    const server = await MongoMemoryReplSet.create({ binary: { systemBinary }, replSet: { count: 1 } })
    return {
      url: (database) => server.getUri(database),
      stop: async () => void (await server.stop()),
    }
  } catch (error) {
    return { skipped: reasonOf(error) }
  }
}

async function findMongod(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [FIND_MONGOD], { timeout: FIND_WITHIN_MS })
  return stdout.trim().split('\n').at(-1) ?? ''
}

function reasonOf(error: unknown): string {
  const { killed, stderr, message } = error as { killed?: boolean; stderr?: string; message: string }
  const said = killed ? `none was there within ${FIND_WITHIN_MS / 1000} s` : stderr?.trim() || message
  return `no server program can be had (${said.replaceAll(/\s+/g, ' ')}) and MONGODB_URL is not set`
}

function withDatabase(url: string, database: string): string {
  return url.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?[^?]*/, `$1/${database}`)
}
