import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import { type Identity, runAs } from './identity.ts'

export const SUPERUSER = 'postgres'

const PASSWORD_FILE = 'superuser-password'
const UNFINISHED = /^postgres\.new-(\d+)/

/**
 * Makes the data folder unless it is there. It is made aside and renamed when complete, so that a process killed
 * half-way leaves nothing that looks like a database.
 */
export async function createCluster(
  dataFolder: string,
  { binaries, identity }: { binaries: Binaries; identity: Identity | null },
): Promise<void> {
  const parent = path.dirname(dataFolder)
  await removeUnfinished(parent)
  const folder = path.join(parent, `postgres.new-${process.pid}`)
  const passwordFile = `${folder}.password`
  await mkdir(folder, { mode: 0o700 })
  try {
    await fillCluster(folder, { passwordFile, binaries, identity })
  } catch (error) {
    // Such as a full disk, which needs the room.
    for (const left of [folder, passwordFile]) await rm(left, { recursive: true, force: true })
    throw error
  }
  await rename(folder, dataFolder).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    // Another process that started at the same time was faster; its database is the one.
    await rm(folder, { recursive: true })
  })
}

async function fillCluster(
  folder: string,
  {
    passwordFile,
    binaries,
    identity,
  }: { passwordFile: string; binaries: Binaries; identity: Identity | null },
): Promise<void> {
  await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 })
  if (identity !== null) {
    await Promise.all([folder, passwordFile].map((file) => chown(file, identity.uid, identity.gid)))
  }
  const { command, args, options } = runAs(
    identity,
    binaries.initdb,
    initdbArguments({ folder, passwordFile }),
  )
  await promisify(execFile)(command, args, { ...options, cwd: folder })
  await rename(passwordFile, path.join(folder, PASSWORD_FILE))
}

/** Null while there is no database. */
export async function readPassword(dataFolder: string): Promise<string | null> {
  try {
    return await readFile(path.join(dataFolder, PASSWORD_FILE), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** PostgreSQL's own provider sorts and folds the case of every script alike on every system. */
function initdbArguments({ folder, passwordFile }: { folder: string; passwordFile: string }): string[] {
  return [
    `--pgdata=${folder}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ]
}

async function removeUnfinished(parent: string): Promise<void> {
  const names = await readdir(parent)
  const left = names.filter((name) => {
    const pid = UNFINISHED.exec(name)?.[1]
    return pid !== undefined && (Number(pid) === process.pid || !isRunning(Number(pid)))
  })
  await Promise.all(left.map((name) => rm(path.join(parent, name), { recursive: true, force: true })))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
