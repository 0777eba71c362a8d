import { statfs } from 'node:fs/promises'
import path from 'node:path'

/** Less than a picture and a few pages of the database. */
const LEAST_FREE_BYTES = 32 * 1024 * 1024

/** Whether so much can be written into the folder and enough is left. One that is yet to be made has room. */
export async function hasRoom(folder: string, bytes = 0): Promise<boolean> {
  try {
    const { bavail, bsize, files, ffree } = await statfs(path.resolve(folder))
    // Some file systems count no files.
    const hasFiles = files === 0 || ffree > LEAST_FREE_FILES
    return hasFiles && bavail * bsize >= LEAST_FREE_BYTES + bytes
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return true
  }
}

/** A picture is one file for each of its sizes. */
const LEAST_FREE_FILES = 16
