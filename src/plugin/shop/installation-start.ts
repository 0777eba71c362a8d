import type { BasePayload } from 'payload'
import { withLock } from '../database/database.ts'
import { nameInstallation } from '../domain/installation-name.ts'
import { forgetOtherInstallation } from './copied-database.ts'
import {
  findInstallations,
  type InstallationRow,
  renameInstallation,
  writeInstallation,
} from './installation.ts'
import { shopOf } from './shop.ts'

/**
 * Makes the database this process's installation, at a start and before anything else: one that was copied lets go of
 * what the other goes on with.
 * @throws InstallationError where the database is another's
 */
export async function startInstallation(payload: BasePayload): Promise<void> {
  if (namingOf(payload, await findInstallations(payload)).kind === 'same') return
  await withLock(payload, 'stripe-shop:installation', () => nameDatabase(payload))
}

async function nameDatabase(payload: BasePayload): Promise<void> {
  const names = await findInstallations(payload)
  const naming = namingOf(payload, names)
  if (naming.kind === 'same') return
  const [current] = names
  const { name } = naming
  if (current && naming.kind === 'renamed') return renameInstallation(payload, current, name)
  if (current) {
    payload.logger.warn({
      msg: `This database is a copy of the installation "${current.key}" and goes on as "${name}".`,
    })
    // Before the name is written: what a crash leaves undone is done by the next start.
    await forgetOtherInstallation(payload)
  }
  await writeInstallation(payload, name)
}

function namingOf(payload: BasePayload, rows: readonly InstallationRow[]) {
  const { installation: given, publicUrl, isStandIn } = shopOf(payload)
  return nameInstallation({ given, publicUrl, isStandIn, names: rows.map(({ key }) => key) })
}
