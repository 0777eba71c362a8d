import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openToAll } from './folders.ts'

/** One state of this repository, with its dependencies and its build. */
export interface Version {
  /** What its rows are called. */
  name: string
  root: string
  /** By how many it serves; one where nothing is said. */
  processes?: number
  remove(): Promise<void>
}

/** The working tree that the benchmark itself is part of. */
export async function prepareThisVersion(): Promise<Version> {
  const root = process.cwd()
  await buildIn(root)
  return { name: 'this', root, remove: async () => {} }
}

/** Checks out what a git ref names into a folder of its own, installs what it needs and builds it. */
export async function checkOut(ref: string): Promise<Version> {
  const folder = await mkdtemp(path.join(tmpdir(), 'shop-bench-'))
  await openToAll(folder)
  const root = path.join(folder, 'version')
  const remove = async () => {
    await run({ cwd: process.cwd() }, 'git', 'worktree', 'remove', '--force', root).catch(() => {})
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await run({ cwd: process.cwd() }, 'git', 'worktree', 'add', '--detach', root, ref)
    await run({ cwd: root }, 'npm', 'ci', '--prefer-offline', '--no-audit', '--no-fund')
    await buildIn(root)
  } catch (error) {
    await remove()
    throw error
  }
  return { name: ref, root, remove }
}

/** What is measured as a start has nothing left to build. */
function buildIn(root: string): Promise<void> {
  return run({ cwd: root }, process.execPath, 'scripts/build.mjs')
}

async function run({ cwd }: { cwd: string }, command: string, ...args: string[]): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: 'inherit' })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with exit code ${code}.`)
}
