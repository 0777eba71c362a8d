import { randomUUID } from 'node:crypto'
import type { BasePayload } from 'payload'
import { isUniqueViolation } from '../database/database.ts'
import { slugOf } from '../slugs.ts'

const installations = new WeakMap<BasePayload, Promise<string>>()

/** This database's own id, made once: tells its payments from another installation's on the same account. */
export function installationIdOf(payload: BasePayload): Promise<string> {
  const known = installations.get(payload)
  if (known) return known
  const id = readOrMakeInstallation(payload)
  installations.set(payload, id)
  id.catch(() => installations.delete(payload))
  return id
}

async function readOrMakeInstallation(payload: BasePayload): Promise<string> {
  const existing = await readInstallation(payload)
  if (existing) return existing
  const installationId = randomUUID()
  try {
    await payload.db.create({
      collection: slugOf(payload, 'shop-installation'),
      data: { key: 'id', installationId },
      req: {},
    })
    return installationId
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    return (await readInstallation(payload)) ?? installationId
  }
}

async function readInstallation(payload: BasePayload): Promise<string | undefined> {
  const row = await payload.db.findOne<{ id: number; installationId: string }>({
    collection: slugOf(payload, 'shop-installation'),
    where: { key: { equals: 'id' } },
  })
  return row?.installationId
}
