import { createHash, timingSafeEqual } from 'node:crypto'
import { runShopTasks } from '../shop/background.ts'
import type { Handler } from './handler.ts'

const NO_STORE = { 'Cache-Control': 'no-store' }

/**
 * One round of the shop's own work for whoever sends the secret as a bearer token, and what was done as JSON. Anybody
 * else gets 401. 503 where some of it failed. `scheduledPublishing` includes what editors planned.
 */
export const tasks =
  (secret: string): Handler =>
  async (request, { payload }) => {
    const given = /^Bearer +(.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
    if (!isSame(given, secret)) {
      const errors = [{ message: 'The bearer token is not the secret of these tasks.' }]
      return Response.json(
        { errors },
        { status: 401, headers: { ...NO_STORE, 'WWW-Authenticate': 'Bearer' } },
      )
    }
    const isAsked =
      new URL(request.url, 'http://localhost').searchParams.get('scheduledPublishing') === 'true'
    const report = await runShopTasks(payload, { scheduledPublishing: isAsked })
    return Response.json(report, {
      status: report.failed.length > 0 ? 503 : 200,
      headers: NO_STORE,
    })
  }

/** In a time that tells nothing of either. */
function isSame(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(secret))
}
