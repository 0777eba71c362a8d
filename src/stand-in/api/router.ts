import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { CallFault, FaultBoard } from '../control/faults.ts'
import { isWrongMethod } from '../schema/routes.ts'
import { API_VERSION, beginWork, commitWork, type StandIn } from '../stand-in.ts'
import { newId } from '../store/ids.ts'
import { authenticate } from './authentication.ts'
import { readBody } from './body.ts'
import { type Call, type Operations, Refusal } from './call.ts'
import { ApiError, notSimulated } from './errors.ts'
import { expandObject } from './expansion.ts'
import { type Params, parseForm } from './form.ts'
import { findKeptAnswer, fingerprintOf, KeysInUse, keepAnswer, readIdempotencyKey } from './idempotency.ts'
import { RequestHeaders } from './read-headers.ts'
import { findUnread, readWhole, trackParams } from './read-params.ts'
import { type FoundRoute, type Route, routesOf } from './routes.ts'
import { readParams } from './validation.ts'
import { checkVersion } from './versions.ts'

interface Answer {
  status: number
  content: object
  /** The request whose answer this is, when it was given before. */
  originalRequestId?: string
}

/**
 * Serves `operations` in Stripe's manner: keys, versions, idempotency, expansion, errors. It is called by Node itself:
 * Express would spend a tenth of each call on its way through.
 */
export function createApi(standIn: StandIn, operations: Operations, faults: FaultBoard): RequestListener {
  const findRoute = routesOf(operations)
  const keysInUse = new KeysInUse()
  return (request, response) => void serve(request as Incoming, response)

  async function serve(request: Incoming, response: ServerResponse): Promise<void> {
    const requestId = newId('req', 14)
    response.setHeader('Request-Id', requestId)
    response.setHeader('Stripe-Version', request.headers['stripe-version'] ?? API_VERSION)
    response.setHeader('Cache-Control', 'no-cache, no-store')
    // Stripe.js calls from the shop's pages.
    response.setHeader('Access-Control-Allow-Origin', '*')
    try {
      const body = await readBody(request)
      const fault = faults.take(request.method, request.url)
      if (fault && !(await faults.play(fault, request, response))) return
      const found = findRoute(request.method, pathOf(request))
      send(request, response, await perform(request, { requestId, body, found, fault }))
    } catch (error) {
      const refusal = asApiError(error)
      if (refusal.status === 500)
        standIn.log(`stand-in: ${request.method} ${request.url} failed: ${(error as Error).stack}`)
      send(request, response, {
        status: refusal.status,
        content: withLog(refusal.body, requestId),
      })
    }
  }

  async function perform(request: Incoming, asked: Asked): Promise<Answer> {
    const headers = new RequestHeaders(request.headers)
    const { found } = asked
    const route = found?.route
    const raw = route ? readRawParams(request, asked.body) : {}
    const caller = authenticate(headers, standIn.accounts, raw.key)
    faults.pace.take(caller.account.id)
    checkVersion(headers.read('stripe-version'))
    if (!found || !route) throw refuseRoute(request.method, pathOf(request))
    if (caller.isPublishable && !route.operation.isPublic) throw SECRET_KEY_REQUIRED
    const key = request.method === 'POST' ? readIdempotencyKey(headers.read('idempotency-key')) : null
    const unreadHeader = headers.findUnread()
    if (unreadHeader) throw notSimulated(unreadHeader)
    const work = beginWork(standIn, caller.account, { id: asked.requestId, idempotency_key: key })
    const call: Call = {
      ...work,
      standIn,
      path: found.path,
      params: {},
      isPublishable: caller.isPublishable,
      clientSecret: typeof raw.client_secret === 'string' ? raw.client_secret : null,
    }
    const params = () => readParams(route.name, caller.isPublishable ? withoutKeys(raw) : raw)
    const handling = { ...asked, route, params }
    if (key === null) return execute(call, handling)
    const idempotent = { key, fingerprint: fingerprintOf(request.method, request.url, asked.body) }
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

/** A request to a server has both. */
type Incoming = IncomingMessage & { method: string; url: string }

interface Asked {
  requestId: string
  body: string
  /** Undefined where no operation has this method and path. */
  found: FoundRoute | undefined
  /** What a test wants to go wrong. */
  fault: CallFault | undefined
}

interface Handling extends Omit<Asked, 'found'> {
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

function pathOf({ url }: Incoming): string {
  const mark = url.indexOf('?')
  return mark < 0 ? url : url.slice(0, mark)
}

function readRawParams(request: Incoming, body: string): Params {
  const mark = request.url.indexOf('?')
  const query = mark < 0 ? {} : parseForm(request.url.slice(mark))
  if (request.method === 'GET' || body === '') return query
  const type = request.headers['content-type'] ?? ''
  if (!type.startsWith('application/x-www-form-urlencoded')) {
    throw new ApiError(
      'Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, see https://support.stripe.com/.',
      {},
    )
  }
  const form = parseForm(body)
  return mark < 0 ? form : { ...query, ...form }
}

/** What a publishable key is sent along with in a form. */
function withoutKeys({ key: _key, client_secret: _secret, ...params }: Params): Params {
  return params
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

function send(request: Incoming, response: ServerResponse, answer: Answer): void {
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
