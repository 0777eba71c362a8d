import { randomUUID } from 'node:crypto'
import type { BasePayload } from 'payload'
import { newestFirst } from '../database/database.ts'
import { slugOf } from '../slugs.ts'
import type { Id } from './records.ts'

const installations = new WeakMap<BasePayload, Promise<string>>()

/**
 * What tells this database's payments, order links and objects in Stripe from those of another on the same account, a
 * copy of it included: an id, made once for each name that the database has had.
 */
export function installationIdOf(payload: BasePayload): Promise<string> {
  const known = installations.get(payload)
  if (known) return known
  const id = readInstallationId(payload)
  installations.set(payload, id)
  id.catch(() => installations.delete(payload))
  return id
}

async function readInstallationId(payload: BasePayload): Promise<string> {
  const [current] = await findInstallations(payload)
  if (!current) throw new Error('This database has no installation: the start of the plugin did not run.')
  return current.installationId
}

export interface InstallationRow {
  id: Id
  /** What the installation is called. */
  key: string
  installationId: string
}

/** The names that the database has had, the one it has now first. */
export async function findInstallations(payload: BasePayload): Promise<InstallationRow[]> {
  const collection = slugOf(payload, 'shop-installation')
  const sort = newestFirst(payload, 'shop-installation')
  return (await payload.db.find<InstallationRow>({ collection, sort, pagination: false })).docs
}

export async function writeInstallation(payload: BasePayload, name: string): Promise<void> {
  const collection = slugOf(payload, 'shop-installation')
  const data = { key: name, installationId: randomUUID() }
  await payload.db.create({ collection, data, req: {}, returning: false })
}

export async function renameInstallation(
  payload: BasePayload,
  { id }: InstallationRow,
  name: string,
): Promise<void> {
  const collection = slugOf(payload, 'shop-installation')
  await payload.db.updateOne({ collection, id, data: { key: name }, req: {}, returning: false })
}
