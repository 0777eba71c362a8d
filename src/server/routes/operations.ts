import { timingSafeEqual } from 'node:crypto'
import { type Request, Router } from 'express'
import type { BasePayload } from 'payload'
import type { Registry } from 'prom-client'
import { ping } from '../../database.ts'
import { ShopError } from '../../domain/errors.ts'
import { methodNotAllowed } from '../errors.ts'

export interface OperationServices {
  payload: BasePayload
  state: { isStopping: boolean }
  metrics: Registry
  metricsToken: string | null
}

/** What operators and their tools ask: alive, ready, how much. */
export function operationRoutes({ payload, state, metrics, metricsToken }: OperationServices): Router {
  const router = Router()
  router.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' })
  })
  router.get('/readyz', async (_req, res) => {
    const isReady = !state.isStopping && (await isReachable(payload))
    res
      .status(isReady ? 200 : 503)
      .json({ status: isReady ? 'ready' : state.isStopping ? 'stopping' : 'no database' })
  })
  router.get('/metrics', async (req, res) => {
    res.locals.isJson = true
    assertMayRead(req, metricsToken)
    res.type(metrics.contentType).send(await metrics.metrics())
  })
  router.all(['/healthz', '/readyz', '/metrics'], methodNotAllowed('GET', 'HEAD'))
  return router
}

async function isReachable(payload: BasePayload): Promise<boolean> {
  try {
    await ping(payload)
    return true
  } catch {
    return false
  }
}

/** With a token only by it; without one only for who connects from this machine, past any proxy. */
function assertMayRead(req: Request, token: string | null): void {
  if (token === null) {
    const isForwarded = req.get('x-forwarded-for') !== undefined || req.get('forwarded') !== undefined
    if (!isForwarded && isLoopback(req.socket.remoteAddress ?? '')) return
    throw new ShopError('forbidden', 'Metrics are for this machine only.')
  }
  const given = Buffer.from(/^Bearer (.+)$/i.exec(req.get('authorization') ?? '')?.[1] ?? '')
  const expected = Buffer.from(token)
  if (given.length === expected.length && timingSafeEqual(given, expected)) return
  throw new ShopError('unauthorized', 'Metrics need the bearer token.')
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}
