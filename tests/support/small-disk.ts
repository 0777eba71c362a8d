import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A file system of its own that is soon full. */
export interface SmallDisk {
  path: string
  /** Leaves so many bytes free. */
  fill(bytesLeft: number): Promise<void>
  /** Takes away what `fill` has written. */
  empty(): Promise<void>
  remove(): Promise<void>
}

/** In memory, and mounted for the test: why there can be none is answered instead where this user may not mount. */
export async function mountSmallDisk(bytes: number): Promise<SmallDisk | { skipped: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'small-disk-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder])
  } catch (error) {
    await rm(folder, { recursive: true })
    return { skipped: `no file system can be mounted here: ${(error as Error).message.split('\n')[0]}` }
  }
  await chmod(folder, 0o755)
  const filling = path.join(folder, 'filling')
  return {
    path: folder,
    fill: async (bytesLeft) => {
      await rm(filling, { force: true })
      const { bavail, bsize } = await statfs(folder)
      await writeFile(filling, Buffer.alloc(Math.max(0, bavail * bsize - bytesLeft)))
    },
    empty: () => rm(filling, { force: true }),
    remove: async () => {
      await run('umount', ['--lazy', folder])
      await rm(folder, { recursive: true })
    },
  }
}
