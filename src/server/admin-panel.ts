import type { IncomingMessage, Server, ServerResponse } from 'node:http'

export interface AdminPanel {
  handle: (req: IncomingMessage, res: ServerResponse) => Promise<void>
  close(): Promise<void>
}

export interface AdminPanelOptions {
  /** Next's development server, which compiles on request and reloads the browser. */
  isDevelopment: boolean
  /** Where Next listens for the connections by which it reloads the browser. */
  httpServer: Server
  port: number
}

type Prepared = { handle: AdminPanel['handle']; close(): Promise<void> }

/**
 * Payload's admin panel, made by Next. It is prepared on the first visit: a shop whose editors are away does
 * without its memory, and shoppers do not wait for it after a restart.
 */
export function createAdminPanel(options: AdminPanelOptions): AdminPanel {
  let preparing: Promise<Prepared> | null = null

  async function prepareOnce(): Promise<Prepared> {
    preparing ??= prepare(options)
    try {
      return await preparing
    } catch (error) {
      // The next visitor tries again.
      preparing = null
      throw error
    }
  }

  return {
    handle: async (req, res) => {
      const panel = await prepareOnce()
      await panel.handle(req, res)
    },
    close: async () => {
      const panel = await preparing?.catch(() => null)
      await panel?.close()
    },
  }
}

async function prepare({ isDevelopment, httpServer, port }: AdminPanelOptions): Promise<Prepared> {
  const { default: next } = await import('next')
  const app = next({ dev: isDevelopment, dir: process.cwd(), httpServer, port })
  await app.prepare()
  const handle = app.getRequestHandler()
  return { handle: (req, res) => handle(req, res), close: () => app.close() }
}
