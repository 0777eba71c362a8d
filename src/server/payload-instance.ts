import { type BasePayload, getPayload } from 'payload'
import { InstallationError } from 'payload-stripe-shop/operations'
import type { SettledConfig } from './config/shop-config.ts'
import { closePool } from './database-pool.ts'
import { migrate } from './migrations.ts'
import { StartError } from './start-error.ts'

export interface PayloadInstance {
  payload: BasePayload
  close(): Promise<void>
}

/** Payload on a migrated database. Its config is loaded only now, because it reads the settled configuration. */
export async function openPayload(config: SettledConfig): Promise<PayloadInstance> {
  const { default: payloadConfig } = await import('../../payload.config.ts')
  // `onInit` may use tables that only the migrations make.
  const payload = await getPayload({ config: payloadConfig, disableOnInit: true })
  const close = async () => {
    await payload.destroy()
    await closePool(payload)
  }
  try {
    await migrate(payload, config.databaseUrl)
    await prepare(payload)
  } catch (error) {
    await close()
    throw error
  }
  return { payload, close }
}

async function prepare(payload: BasePayload): Promise<void> {
  try {
    await payload.config.onInit?.(payload)
  } catch (error) {
    if (!(error instanceof InstallationError)) throw error
    throw new StartError(`SHOP_INSTALLATION ${error.problem}`, { cause: error })
  }
}
