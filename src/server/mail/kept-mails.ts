import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { QueuedMail } from 'payload-stripe-shop'

export interface KeptMail extends QueuedMail {
  id: string
  /** ISO 8601 */
  sentAt: string
}

/** Enough to look around in; a demo that runs for a year keeps no more. */
const MAX_KEPT = 200
const NAME = /^\d{13}-[\w.-]+\.json$/

/** What a demo would have sent, a file for each, whose names are in the order of time. */
export async function keepMail(folder: string, mail: Omit<KeptMail, 'sentAt'>): Promise<void> {
  await mkdir(folder, { recursive: true })
  const names = await namesIn(folder)
  // A repeat is the same mail.
  if (names.some((name) => name.endsWith(`-${mail.id}.json`))) return
  const name = `${Date.now()}-${mail.id}.json`
  const kept: KeptMail = { ...mail, sentAt: new Date().toISOString() }
  // Whole or not at all: somebody may be reading, or the disk be full.
  const part = path.join(folder, `${name}.part`)
  try {
    await writeFile(part, JSON.stringify(kept), { mode: 0o600 })
    await rename(part, path.join(folder, name))
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
  for (const old of names.slice(MAX_KEPT - 1)) await rm(path.join(folder, old), { force: true })
}

/** Newest first. */
export async function listKeptMails(folder: string): Promise<KeptMail[]> {
  const files = await Promise.all(
    (await namesIn(folder)).map((name) => readFile(path.join(folder, name), 'utf8').catch(() => null)),
  )
  return files.flatMap((text) => (text === null ? [] : [JSON.parse(text) as KeptMail]))
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => NAME.test(name)).sort((one, other) => (one < other ? 1 : -1))
}
