import { json, type Request, type Response, Router } from 'express'
import { closeDispute } from '../payments/dispute.ts'
import { failRefund, settleRefund } from '../payments/refund.ts'
import { expireSession, finishDebit } from '../payments/session.ts'
import type { TaxRounding } from '../resources/checkout/session-arithmetic.ts'
import { runDueSteps } from '../schedule.ts'
import { beginWork, commitWork, type StandIn, type StandInAccount, type Work } from '../stand-in.ts'
import { writeTaxRounding } from '../store/settings.ts'
import type { DeliveryFault } from '../webhooks/delivery-faults.ts'
import type { CallFault, FaultBoard } from './faults.ts'

const CALL_FAULTS = ['status', 'hang', 'reset', 'reset_after', 'delay', 'slow']
const DELIVERY_FAULTS = ['drop', 'duplicate', 'delay', 'reorder']

/** Switches for tests, for this machine only: they are no part of Stripe's API. */
export function createControlRouter(standIn: StandIn, faults: FaultBoard): Router {
  const router = Router()
  router.use((request, response, next) => {
    if (isLoopback(request)) next()
    else response.status(403).json({ error: { message: 'Only from the machine that the stand-in runs on.' } })
  })
  router.use(json())

  router.get('/faults', (_request, response) => {
    response.json({ calls: faults.active, deliversBeforeAnswer: faults.deliversBeforeAnswer })
  })

  router.post('/faults', (request, response) => {
    const problem = addFault(request.body)
    if (problem) response.status(400).json({ error: { message: problem } })
    else response.json({ ok: true })
  })

  router.delete('/faults', (_request, response) => {
    faults.clear()
    standIn.dispatcher.faults.clear()
    response.json({ ok: true })
  })

  router.post('/clock', async (request, response) => {
    const seconds = Number(request.body?.advanceSeconds)
    if (!Number.isFinite(seconds) || seconds < 0) {
      return void response
        .status(400)
        .json({ error: { message: 'advanceSeconds is a number of seconds, 0 or more.' } })
    }
    await standIn.clock.advance(seconds)
    await runDueSteps(standIn)
    standIn.dispatcher.wake()
    response.json({ nowSeconds: standIn.clock.nowSeconds() })
  })

  router.post('/sessions/:id/expire', (request, response) =>
    change(request, response, (work) => {
      const session = work.tx.find('checkout.session', String(request.params.id))?.doc
      return session?.status === 'open' ? expireSession(work, session) : undefined
    }),
  )

  for (const [word, isGood] of Object.entries({ settle: true, fail: false })) {
    router.post(`/payment_intents/:id/${word}`, (request, response) =>
      change(request, response, (work) => finishDebit(work, String(request.params.id), isGood)),
    )
  }

  router.post('/accounts/:name', async (request, response) => {
    const account = standIn.accounts.find(({ name }) => name === request.params.name)
    const problem = account ? await changeAccount(account, request.body) : 'There is no such account.'
    if (problem) response.status(account ? 400 : 404).json({ error: { message: problem } })
    else response.json({ name: account!.name, ...request.body })
  })

  router.post('/refunds/:id/settle', (request, response) =>
    change(request, response, (work) => settleRefund(work, request.params.id)),
  )
  router.post('/refunds/:id/fail', (request, response) =>
    change(request, response, (work) => failRefund(work, request.params.id, request.body?.reason)),
  )

  for (const outcome of ['won', 'lost'] as const) {
    router.post(`/disputes/:id/${outcome}`, (request, response) =>
      change(request, response, (work) => closeDispute(work, request.params.id, outcome)),
    )
  }

  router.get('/deliveries', (_request, response) => {
    const all = standIn.accounts.flatMap((account) =>
      beginWork(standIn, account)
        .tx.list('delivery', { limit: 1000 })
        .map(({ doc }) => ({ account: account.name, ...doc })),
    )
    response.json({ deliveries: all })
  })

  router.post('/deliveries/retry', (_request, response) => {
    standIn.dispatcher.retryNow()
    response.json({ ok: true })
  })

  return router

  /** The rounding is kept, the pace lasts until the stand-in stops. Answers what is wrong with the change. */
  async function changeAccount(account: StandInAccount, change: unknown): Promise<string | null> {
    const { taxRounding: rounding, requestsPerSecond: pace } = (change ?? {}) as Record<string, unknown>
    if (rounding === undefined && pace === undefined) return 'Say taxRounding or requestsPerSecond.'
    if (![undefined, 'line', 'total'].includes(rounding as string | undefined)) {
      return 'taxRounding is line or total.'
    }
    if (pace !== undefined && pace !== null && !(Number.isInteger(pace) && Number(pace) > 0)) {
      return 'requestsPerSecond is a whole number, 1 or more, or null for no limit.'
    }
    if (pace !== undefined) faults.pace.limit(account.id, pace as number | null)
    if (rounding === undefined) return null
    const work = beginWork(standIn, account)
    writeTaxRounding(work, rounding as TaxRounding)
    await commitWork(standIn, work)
    return null
  }

  function addFault(body: unknown): string | null {
    const fault = (body ?? {}) as Record<string, unknown>
    if (fault.target === 'deliver_before_answer') {
      faults.deliversBeforeAnswer = fault.on !== false
      return null
    }
    const times = Number(fault.times ?? 1)
    if (!Number.isInteger(times) || times < 1) return 'times is a whole number, 1 or more.'
    if (fault.target === 'call' && CALL_FAULTS.includes(String(fault.kind))) {
      faults.add({ path: null, method: null, ...fault, times } as CallFault)
      return null
    }
    if (fault.target === 'delivery' && DELIVERY_FAULTS.includes(String(fault.kind))) {
      standIn.dispatcher.faults.add({ type: null, ...fault, times } as DeliveryFault)
      return null
    }
    return (
      `target is call (kind: ${CALL_FAULTS.join(', ')}), delivery (kind: ${DELIVERY_FAULTS.join(', ')}) ` +
      'or deliver_before_answer (on: true or false).'
    )
  }

  /** Looks through the accounts for the one in which the change is possible. */
  async function change(_request: Request, response: Response, apply: (work: Work) => object | undefined) {
    for (const account of standIn.accounts) {
      const done = await changeIn(account, apply)
      if (done) return void response.json(done)
    }
    response.status(404).json({ error: { message: 'There is no such object in that state.' } })
  }

  async function changeIn(account: StandInAccount, apply: (work: Work) => object | undefined) {
    const work = beginWork(standIn, account)
    const changed = apply(work)
    if (changed) await commitWork(standIn, work)
    return changed
  }
}

function isLoopback(request: Request): boolean {
  const address = request.socket.remoteAddress ?? ''
  return (
    (address === '::1' || address.replace('::ffff:', '').startsWith('127.')) &&
    request.headers['x-forwarded-for'] === undefined &&
    // A page of another site in a browser on this machine is not its operator.
    request.headers['sec-fetch-site'] !== 'cross-site'
  )
}
