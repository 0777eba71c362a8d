import type { Request, RequestHandler, Response } from 'express'
import type { BasePayload } from 'payload'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { registerShopMetrics } from './shop-metrics.ts'

/** Prometheus's default buckets begin at 5 ms; most of the shop's answers are faster. */
const BUCKETS_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export interface AnswerLabels {
  method: string
  route: string
  status: number
}

/** `startedAt` as of `process.hrtime.bigint()`. */
export type MeasureAnswer = (labels: AnswerLabels, startedAt: bigint) => void

export interface Metrics {
  metrics: Registry
  /** Measures what Express answers. */
  measure: RequestHandler
  /** Measures what was answered without it. */
  measureAnswer: MeasureAnswer
}

/** The process's own figures and the time of every request, by route and never by address. */
export function createMetrics(payload: BasePayload): Metrics {
  const metrics = new Registry()
  collectDefaultMetrics({ register: metrics })
  registerShopMetrics(metrics, payload)
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [metrics],
  })
  const measureAnswer: MeasureAnswer = ({ method, route, status }, startedAt) => {
    seconds.observe({ method, route, status }, Number(process.hrtime.bigint() - startedAt) / 1e9)
  }
  const measure: RequestHandler = (req, res, next) => {
    const startedAt = process.hrtime.bigint()
    res.once('finish', () => {
      measureAnswer({ method: req.method, route: routeOf(req, res), status: res.statusCode }, startedAt)
    })
    next()
  }
  return { metrics, measure, measureAnswer }
}

/** A closed set of names: labels made of addresses would grow without end. */
function routeOf(req: Request, res: Response): string {
  const route = (req.route as { path?: unknown } | undefined)?.path
  if (typeof route === 'string') return route
  const [, first = ''] = req.originalUrl.split(/[/?]/)
  return ['api', 'admin', '_next', 'assets'].includes(first)
    ? `/${first}`
    : res.statusCode === 404
      ? 'unknown'
      : 'other'
}
