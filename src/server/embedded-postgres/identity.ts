import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'

/** The user PostgreSQL runs as, since it refuses to run as root. Null: the same user as this process. */
export interface Identity {
  uid: number
  gid: number
  /** The one right it keeps of root, where its files lie behind folders that only root may enter. */
  capability: 'dac_read_search' | 'dac_override' | null
}

/** Of util-linux, which Debian, Ubuntu and Fedora always have. */
const SETPRIV = '/usr/bin/setpriv'
const NOBODY = { uid: 65_534, gid: 65_534 }
/** Bits of Linux's capability sets, in the order in which they are tried: the weaker first. */
const CAPABILITY_BITS = { dac_read_search: 2n, dac_override: 1n }
/** Nothing of the shop's own environment, which holds its secrets. (Next's types ask for a NODE_ENV.) */
const ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC' } as unknown as NodeJS.ProcessEnv

/**
 * The owner of the data if there is any already, else `nobody`.
 * @throws Error with an explanation when that user cannot reach the files
 */
export async function findIdentity(files: { dataFolder: string; program: string }): Promise<Identity | null> {
  if (process.getuid?.() !== 0) return null
  const owner = await stat(files.dataFolder).catch(() => null)
  const user = owner !== null && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : await readNobody()
  const closed =
    (await findClosedFolder(path.dirname(files.dataFolder), user)) ??
    (await findClosedFolder(path.dirname(files.program), user))
  if (closed === null) return { ...user, capability: null }
  const capability = await usableCapability()
  if (capability === null) {
    throw new Error(
      `PostgreSQL does not run as root, and the user it runs as cannot enter ${closed}. Move the shop to a folder open to all, start it as another user, or set DATABASE_URL.`,
    )
  }
  return { ...user, capability }
}

/** A command line that runs as `identity`, for `spawn`. */
export function runAs(identity: Identity | null, program: string, args: string[]) {
  if (identity === null) return { command: program, args, options: { env: ENVIRONMENT } }
  const { uid, gid, capability } = identity
  if (capability === null) return { command: program, args, options: { env: ENVIRONMENT, uid, gid } }
  const change = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
  const keep = [`--inh-caps=+${capability}`, `--ambient-caps=+${capability}`]
  return {
    command: SETPRIV,
    args: [...change, ...keep, '--', program, ...args],
    options: { env: ENVIRONMENT },
  }
}

async function readNobody(): Promise<{ uid: number; gid: number }> {
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '')
  const [, uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(users) ?? []
  return uid === undefined ? NOBODY : { uid: Number(uid), gid: Number(gid) }
}

/** The outermost folder on the way that the user may not pass; null when all are open. */
async function findClosedFolder(folder: string, user: { uid: number; gid: number }): Promise<string | null> {
  const parent = path.dirname(folder)
  const closedAbove = parent === folder ? null : await findClosedFolder(parent, user)
  if (closedAbove !== null) return closedAbove
  const { mode, uid, gid } = await stat(folder)
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0
  return (mode >> shift) & 1 ? null : folder
}

async function usableCapability(): Promise<Identity['capability']> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  const set = BigInt(`0x${/^CapPrm:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`)
  const names = ['dac_read_search', 'dac_override'] as const
  const found = names.find((name) => (set >> CAPABILITY_BITS[name]) & 1n)
  return found !== undefined && existsSync(SETPRIV) ? found : null
}
