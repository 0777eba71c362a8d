import { timingSafeEqual } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { type Request, Router } from 'express'
import type { BasePayload } from 'payload'
import { ping } from 'payload-stripe-shop/operations'
import { ShopError } from 'payload-stripe-shop/storefront'
import type { Registry } from 'prom-client'
import { methodNotAllowed } from '../errors.ts'

/** Shorter than the patience of those who usually ask. */
const DATABASE_PATIENCE_MS = 1_500

export interface OperationServices {
  payload: BasePayload
  state: { isStopping: boolean }
  metrics: Pick<Registry, 'contentType' | 'metrics'>
  metricsToken: string | null
}

/** What operators and their tools ask: alive, ready, how much. */
export function operationRoutes({ payload, state, metrics, metricsToken }: OperationServices): Router {
  const router = Router()
  const isReachable = watchDatabase(payload)
  router.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' })
  })
  router.get('/readyz', async (_req, res) => {
    const isReady = !state.isStopping && (await isReachable())
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

/**
 * A database that hangs is as good as none. Whoever asks meanwhile waits for the same question, so that those who ask
 * every few seconds do not use up the connections.
 */
function watchDatabase(payload: BasePayload): () => Promise<boolean> {
  let asked: Promise<boolean> | null = null
  const ask = async () => {
    try {
      await ping(payload)
      return true
    } catch {
      return false
    } finally {
      asked = null
    }
  }
  return () => {
    asked ??= ask()
    return Promise.race([asked, setTimeout(DATABASE_PATIENCE_MS, false, { ref: false })])
  }
}

/** With a token only by it; without one only for who connects from this machine, past any proxy. */
function assertMayRead(req: Request, token: string | null): void {
  if (token === null) {
    if (isFromThisMachine(req)) return
    throw new ShopError('forbidden', 'Metrics are for this machine only.')
  }
  const given = Buffer.from(/^Bearer (.+)$/i.exec(req.get('authorization') ?? '')?.[1] ?? '')
  const expected = Buffer.from(token)
  if (given.length === expected.length && timingSafeEqual(given, expected)) return
  throw new ShopError('unauthorized', 'Metrics need the bearer token.')
}

/** Past any proxy, and under no name that a page of somebody else's could have pointed here. */
export function isFromThisMachine(req: Request): boolean {
  const isForwarded = Object.keys(req.headers).some((name) => OF_PROXIES.test(name))
  return !isForwarded && isOwnName(req.hostname) && isLoopback(req.socket.remoteAddress ?? '')
}

/** What proxies and content networks say of those whom they ask for. */
const OF_PROXIES =
  /^(forwarded|via|cdn-loop|x-forwarded|x-real-ip|x-client-ip|true-client-ip|x-cluster|x-original|x-envoy|cf-|fastly-|fly-|x-amzn-|x-azure-|x-appengine)/

/** A page whose own name was pointed at this machine asks by that name. */
function isOwnName(hostname: string | undefined): boolean {
  return hostname === 'localhost' || isLoopback((hostname ?? '').replace(/^\[|\]$/g, ''))
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}
