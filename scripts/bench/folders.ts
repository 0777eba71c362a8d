import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

export interface Folder {
  path: string
  remove(): Promise<void>
}

export async function makeFolder(): Promise<Folder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'shop-bench-'))
  await openToAll(folder)
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** PostgreSQL refuses to run as root and runs as somebody else then, who has to get in here. */
export function openToAll(folder: string): Promise<void> {
  return chmod(folder, 0o755)
}
