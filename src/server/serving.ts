import { createServer } from 'node:http'
import type { BasePayload } from 'payload'
import { createAdminPanel } from './admin-panel.ts'
import { type AppServices, createApp } from './app.ts'
import { openCatalogueReader } from './catalogue/catalogue-reader.ts'
import type { SettledConfig } from './config/shop-config.ts'
import { watchRequests } from './drain.ts'
import { listen } from './ports.ts'
import { refuseTunnels } from './tunnels.ts'

export interface ServeOptions extends Pick<AppServices, 'shareMetrics'> {
  payload: BasePayload
  isDevelopment: boolean
}

/** Serves the shop on its port. Resolves once it listens. */
export async function serve(
  config: SettledConfig,
  { payload, isDevelopment, shareMetrics }: ServeOptions,
): Promise<{ stop(): Promise<void> }> {
  const state = { isStopping: false }
  const server = createServer()
  const admin = createAdminPanel({ isDevelopment, httpServer: server, port: config.port })
  const catalogue = openCatalogueReader(payload, config)
  const stopAround = async () => {
    await catalogue.close()
    await admin.close()
  }
  const services = { config, payload, admin: admin.handle, state, catalogue, isDevelopment, shareMetrics }
  server.on('request', createApp(services).handle)
  refuseTunnels(server)
  const requests = watchRequests(server, state)
  try {
    await listen(server, { variable: 'PORT', port: config.port, host: config.host })
  } catch (error) {
    await stopAround()
    throw error
  }
  return {
    stop: async () => {
      state.isStopping = true
      await requests.drain()
      await stopAround()
    },
  }
}
