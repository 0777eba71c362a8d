import { once } from 'node:events'
import { setCurrentConfig } from '../config/settled-config.ts'
import type { SettledConfig } from '../config/shop-config.ts'
import { openPayload } from '../payload-instance.ts'
import { serve } from '../serving.ts'
import { shareMetrics } from './shared-metrics.ts'
import { READY, STOP } from './web-processes.ts'

/**
 * The process itself. Its configuration comes from its parent, with the secrets that no command line may show. It ends
 * when the parent says so, and with it, as all processes of a cluster do; a terminal's signal is the parent's to act on.
 */
export async function serveForParent(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  const configured = once(process, 'message')
  // What a process of a cluster is sent before it listens is lost.
  process.send?.(READY)
  const [config] = (await configured) as [SettledConfig]
  const stopped = untilStopped()
  setCurrentConfig(config)
  const { payload, close } = await openPayload(config)
  const serving = await serve(config, { payload, isDevelopment: false, shareMetrics })
  await stopped
  await serving.stop()
  await close()
  process.exit(0)
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.on('message', (message) => {
      if (message === STOP) resolve()
    })
  })
}
