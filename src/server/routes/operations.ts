import { timingSafeEqual } from 'node:crypto'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Request, Router } from 'express'
import type { BasePayload } from 'payload'
import { ping } from 'payload-stripe-shop/operations'
import { ShopError } from 'payload-stripe-shop/storefront'
import type { Registry } from 'prom-client'
import { hasRoom } from '../disk.ts'
import { methodNotAllowed } from '../errors.ts'
import { findSchemaGaps } from '../schema-check.ts'

/** Shorter than the patience of those who usually ask. */
const DATABASE_PATIENCE_MS = 1_500

export interface OperationServices {
  payload: BasePayload
  state: { isStopping: boolean }
  metrics: Pick<Registry, 'contentType' | 'metrics'>
  metricsToken: string | null
  dataDir: string
}

/** What operators and their tools ask: alive, ready, how much. */
export function operationRoutes({
  payload,
  state,
  metrics,
  metricsToken,
  dataDir,
}: OperationServices): Router {
  const router = Router()
  const isReachable = watchDatabase(payload)
  const findProblem = watchSurroundings(payload, dataDir)
  router.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' })
  })
  router.get('/readyz', async (_req, res) => {
    const status = state.isStopping
      ? 'stopping'
      : !(await isReachable())
        ? 'no database'
        : await findProblem()
    res.status(status === null ? 200 : 503).json({ status: status ?? 'ready' })
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

/** What is looked at anew in so long, however often somebody asks. */
const FRESH_MS = 10_000

/** Why the shop cannot serve though its database answers; null where it can. What it is exactly is for the log. */
function watchSurroundings(payload: BasePayload, dataDir: string): () => Promise<string | null> {
  let lookedAt = 0
  let looking: Promise<string | null> = Promise.resolve(null)
  const look = async (): Promise<string | null> => {
    if (!(await hasRoom(dataDir))) {
      payload.logger.error(`The disk of ${path.resolve(dataDir)} is full: pictures cannot be stored.`)
      return 'disk full'
    }
    const gaps = await findSchemaGaps(payload)
    if (gaps.length === 0) return null
    payload.logger.error(`The database lacks what this version needs: ${gaps.join(', ')}.`)
    return 'schema differs'
  }
  return () => {
    if (Date.now() - lookedAt < FRESH_MS) return looking
    lookedAt = Date.now()
    looking = look().catch((error: unknown) => {
      lookedAt = 0
      payload.logger.error({ err: error, msg: 'It cannot be told whether the shop is ready.' })
      return 'unknown'
    })
    return looking
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
