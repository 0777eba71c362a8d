import type { Server, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'

/** How long the server keeps answering at least, so that a load balancer sees it stopping. */
const NOTICE_MS = 500
/** Leaves a second of ten for the database to close in. */
const PATIENCE_MS = 9_000

/** Follows the requests of a server, so that it can be ended without cutting one off. */
export function watchRequests(server: Server, state: { isStopping: boolean }): { drain(): Promise<void> } {
  const underWay = new Map<ServerResponse, Promise<void>>()
  server.prependListener('request', (_req, res) => {
    // Whoever keeps the connection would never look for another server.
    if (state.isStopping) res.shouldKeepAlive = false
    const end = new Promise<void>((resolve) => {
      res.once('close', resolve)
    })
    underWay.set(res, end)
    void end.then(() => underWay.delete(res))
  })
  const all = () => Promise.all(underWay.values())

  return {
    /** While what has begun goes on, new requests are answered too; then the door is closed. */
    async drain() {
      const timeUp = setTimeout(PATIENCE_MS, undefined, { ref: false })
      await Promise.race([timeUp, Promise.all([all(), setTimeout(NOTICE_MS)])])
      server.close()
      server.closeIdleConnections()
      await Promise.race([timeUp, all()])
      server.closeAllConnections()
    },
  }
}
