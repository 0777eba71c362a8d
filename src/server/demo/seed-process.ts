import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { type BasePayload, getPayload } from 'payload'
import { setCurrentConfig } from '../config/settled-config.ts'
import type { SettledConfig } from '../config/shop-config.ts'
import { closePool } from '../database-pool.ts'
import { needsDemo, seedDemo } from './seed.ts'

/**
 * Fills the demo's shop, if it is still empty, in a process of its own: drawing the pictures takes 100 MB that
 * the C library never gives back, and that the shop would carry for as long as it runs.
 */
export async function seedDemoApart(
  payload: BasePayload,
  config: SettledConfig,
  announce: () => void,
): Promise<void> {
  if (!(await needsDemo(payload))) return
  announce()
  const isBundled = !import.meta.url.endsWith('.ts')
  const child = fork(path.resolve(isBundled ? 'dist/seed.js' : 'src/server/demo/main.ts'))
  child.send(config)
  const [code, signal] = await once(child, 'exit')
  if (code !== 0) throw new Error(`The demo's items could not be created (${code ?? signal}).`)
}

/** The process itself. Its configuration comes from its parent, with the secrets that no command line may show. */
export async function seedForParent(): Promise<void> {
  // Killed along with its parent, so that no seeding goes on behind a restarted shop.
  process.once('disconnect', () => process.exit(1))
  const [config] = (await once(process, 'message')) as [SettledConfig]
  setCurrentConfig(config)
  const { default: payloadConfig } = await import('../../../payload.config.ts')
  const payload = await getPayload({ config: payloadConfig, disableOnInit: true })
  await seedDemo({ payload, artDir: path.resolve('src/server/demo/art') })
  await payload.destroy()
  await closePool(payload)
  process.exit(0)
}
