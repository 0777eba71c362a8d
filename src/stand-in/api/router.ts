import { type Request, type Response, Router } from 'express'
import type { CallFault, FaultBoard } from '../control/faults.ts'
import type { StripeOperation } from '../schema/operations.ts'
import { isWrongMethod } from '../schema/routes.ts'
import { API_VERSION, beginWork, commitWork, type StandIn } from '../stand-in.ts'
import { newId } from '../store/ids.ts'
import { authenticate } from './authentication.ts'
import { readBody } from './body.ts'
import { type Call, type Operation, type Operations, Refusal } from './call.ts'
import { ApiError, notSimulated } from './errors.ts'
import { expandObject } from './expansion.ts'
import { type Params, parseForm } from './form.ts'
import { findKeptAnswer, fingerprintOf, KeysInUse, keepAnswer, readIdempotencyKey } from './idempotency.ts'
import { RequestHeaders } from './read-headers.ts'
import { findUnread, readWhole, trackParams } from './read-params.ts'
import { readParams } from './validation.ts'
import { checkVersion } from './versions.ts'

interface Answer {
  status: number
  content: object
  /** The request whose answer this is, when it was given before. */
  originalRequestId?: string
}

/** Serves `operations` in Stripe's manner: keys, versions, idempotency, expansion, errors. */
export function createApiRouter(standIn: StandIn, operations: Operations, faults: FaultBoard): Router {
  const router = Router({ caseSensitive: true })
  const keysInUse = new KeysInUse()

  for (const [name, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = name.split(' ')
    const route = path.replace('/v1', '').replaceAll(/\{(\w+)\}/g, ':$1')
    const verb = method.toLowerCase() as 'get' | 'post' | 'delete'
    router[verb](route, (request, response) =>
      serve(request, response, { name: name as StripeOperation, operation }),
    )
  }
  router.use((request, response) => serve(request, response, null))
  return router

  async function serve(request: Request, response: Response, route: Route | null) {
    const requestId = newId('req', 14)
    response.setHeader('Request-Id', requestId)
    response.setHeader('Stripe-Version', request.get('stripe-version') ?? API_VERSION)
    response.setHeader('Cache-Control', 'no-cache, no-store')
    // Stripe.js calls from the shop's pages.
    response.setHeader('Access-Control-Allow-Origin', '*')
    try {
      const body = await readBody(request)
      const fault = faults.take(request.method, request.originalUrl)
      if (fault && !(await faults.play(fault, request, response))) return
      const answer = await perform(request, { requestId, body, route, fault })
      send(request, response, answer)
    } catch (error) {
      const refusal = asApiError(error)
      if (refusal.status === 500)
        standIn.log(`stand-in: ${request.method} ${request.path} failed: ${(error as Error).stack}`)
      send(request, response, {
        status: refusal.status,
        content: withLog(refusal.body, requestId),
      })
    }
  }

  async function perform(request: Request, asked: Asked): Promise<Answer> {
    const headers = new RequestHeaders(request.headers)
    const { route } = asked
    const raw = route ? readRawParams(request, asked.body) : {}
    const { key: keyParam, client_secret: clientSecret, ...withoutKeys } = raw
    const caller = authenticate(headers, standIn.accounts, keyParam)
    faults.pace.take(caller.account.id)
    checkVersion(headers.read('stripe-version'))
    if (!route) throw refuseRoute(request.method, pathOf(request))
    if (caller.isPublishable && !route.operation.isPublic) throw SECRET_KEY_REQUIRED
    const key = request.method === 'POST' ? readIdempotencyKey(headers.read('idempotency-key')) : null
    const unreadHeader = headers.findUnread()
    if (unreadHeader) throw notSimulated(unreadHeader)
    const work = beginWork(standIn, caller.account, { id: asked.requestId, idempotency_key: key })
    const call: Call = {
      ...work,
      standIn,
      path: request.params as Record<string, string>,
      params: {},
      isPublishable: caller.isPublishable,
      clientSecret: typeof clientSecret === 'string' ? clientSecret : null,
    }
    const params = () => readParams(route.name, caller.isPublishable ? withoutKeys : raw)
    const handling = { ...asked, route, params }
    if (key === null) return execute(call, handling)
    const idempotent = { key, fingerprint: fingerprintOf(request.method, request.originalUrl, asked.body) }
    const release = keysInUse.take(caller.account.id, key)
    try {
      const kept = findKeptAnswer(work, idempotent)
      if (kept) return { status: kept.status, content: kept.content, originalRequestId: kept.requestId }
      return await execute(call, handling, (answer) =>
        keepAnswer(work, idempotent, { ...answer, requestId: asked.requestId }),
      )
    } finally {
      release()
    }
  }

  async function execute(call: Call, asked: Handling, keep?: (answer: Answer) => void) {
    if (asked.fault) await faults.slowDown(asked.fault)
    if (asked.fault?.kind === 'status') {
      const answer = { status: asked.fault.status ?? 500, content: SERVER_ERROR.body }
      keep?.(answer)
      await call.tx.commit()
      return answer
    }
    call.params = trackParams(asked.params())
    const result = asked.route.operation.handle(call)
    const answer =
      result instanceof Refusal
        ? { status: result.status, content: withLog(result.body, asked.requestId) }
        : { status: 200, content: expandObject(call, result, readWhole(call.params.expand)) }
    const unread = findUnread(call.params)
    if (unread) throw notSimulated(unread)
    keep?.(answer)
    await commitWork(standIn, call)
    await faults.deliverBeforeAnswer(call.deliveries.map(({ id }) => id))
    return answer
  }
}

interface Route {
  name: StripeOperation
  operation: Operation
}

interface Asked {
  requestId: string
  body: string
  /** Null where no operation has this method and path. */
  route: Route | null
  /** What a test wants to go wrong. */
  fault: CallFault | undefined
}

interface Handling extends Asked {
  route: Route
  /** Checks what was sent: not before it is known that this is no repetition. */
  params: () => Params
}

const SERVER_ERROR = new ApiError(
  'An unknown error occurred. (A fault that was switched on in the stand-in.)',
  {
    status: 500,
    type: 'api_error',
  },
)

const SECRET_KEY_REQUIRED = new ApiError(
  'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.',
  { status: 403, code: 'secret_key_required' },
)

function refuseRoute(method: string, path: string): ApiError {
  if (!isWrongMethod(method, path)) return notSimulated(`${method} ${path}`)
  return new ApiError(
    `Unrecognized request URL (${method}: ${path}). Please see https://docs.stripe.com/api.`,
    {
      status: 404,
    },
  )
}

function pathOf({ originalUrl }: Request): string {
  return originalUrl.split('?', 1)[0]!
}

function readRawParams(request: Request, body: string): Params {
  const mark = request.originalUrl.indexOf('?')
  const query = mark < 0 ? {} : parseForm(request.originalUrl.slice(mark))
  if (request.method === 'GET' || body === '') return query
  const type = request.get('content-type') ?? ''
  if (!type.startsWith('application/x-www-form-urlencoded')) {
    throw new ApiError(
      'Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, see https://support.stripe.com/.',
      {},
    )
  }
  return { ...query, ...parseForm(body) }
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  return new ApiError('An unknown error occurred in the stand-in.', { status: 500, type: 'api_error' })
}

function withLog(body: object, requestId: string): object {
  const { error } = body as { error?: object }
  return error
    ? { error: { ...error, request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}` } }
    : body
}

/** Past Express's own `send`, whose content negotiation and ETag nobody needs here. */
function send(request: Request, response: Response, answer: Answer): void {
  const key = request.headers['idempotency-key']
  if (key && request.method === 'POST') response.setHeader('Idempotency-Key', String(key).slice(0, 255))
  if (answer.originalRequestId) {
    response.setHeader('Original-Request', answer.originalRequestId)
    response.setHeader('Idempotent-Replayed', 'true')
  }
  const body = JSON.stringify(answer.content)
  response.writeHead(answer.status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  })
  response.end(body)
}
