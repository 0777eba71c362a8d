import { type Request, type Response, Router } from 'express'
import type Stripe from 'stripe'
import { parseForm } from '../api/form.ts'
import { readBody } from '../api/body.ts'
import { authenticateSession, completeFreeSession, findIntent, paySession } from '../payments/session.ts'
import { beginWork, commitWork, type Sandbox, type Work } from '../sandbox.ts'
import type { Stored } from '../store/records.ts'
import { type Entries, EntryError, readBilling, readEntries } from './entries.ts'
import { paymentView } from './payment-view.ts'
import { renderView, type ViewName } from './views.ts'

/** Documentation: Checkout waits "up to 10 seconds" for the answer to `checkout.session.completed`. */
const COMPLETED_TIMEOUT_MS = 10_000

type Session = Stripe.Checkout.Session

/** The payment page, as a browser sees it. It works without JavaScript. */
export function createPageRouter(sandbox: Sandbox): Router {
  const router = Router()
  router.get('/c/pay/:session', (request, response) => {
    const opened = openSession(request)
    if (!opened) return showMessage(response, 404, NOT_FOUND)
    return showSession(response, opened)
  })
  router.post('/c/pay/:session', async (request, response) => {
    const entries = parseForm(await readBody(request))
    const opened = openSession(request)
    if (!opened) return showMessage(response, 404, NOT_FOUND)
    await pay(response, opened, entries)
  })
  router.post('/c/pay/:session/authentication', async (request, response) => {
    const entries = parseForm(await readBody(request))
    const opened = openSession(request)
    if (!opened) return showMessage(response, 404, NOT_FOUND)
    await authenticate(response, opened, entries)
  })
  return router

  function openSession(request: Request): Opened | undefined {
    for (const account of sandbox.accounts) {
      const work = beginWork(sandbox, account)
      const stored = work.tx.find('checkout.session', String(request.params.session))
      if (stored) return { work, stored, session: stored.doc }
    }
    return undefined
  }

  async function pay(response: Response, { work, stored, session }: Opened, entries: Entries): Promise<void> {
    if (isClosed(session, work)) return showSession(response, { work, stored, session })
    try {
      const context = {
        currency: session.currency!,
        customerEmail: session.customer_email,
        now: new Date(work.nowSeconds * 1000),
      }
      if (session.payment_status === 'no_payment_required') {
        return await finish(response, work, completeFreeSession(work, session, readBilling(entries, context)))
      }
      const { intent, session: after } = paySession(work, session, readEntries(entries, context))
      if (intent.status === 'requires_payment_method') {
        await commitWork(sandbox, work)
        const message = intent.last_payment_error?.message ?? 'Your card was declined.'
        return showPayment(response, { work, stored, session: after }, { status: 402, message, entries })
      }
      if (intent.status === 'requires_action') {
        await commitWork(sandbox, work)
        return response.redirect(303, pathOf(session))
      }
      await finish(response, work, after)
    } catch (error) {
      if (!(error instanceof EntryError)) throw error
      showPayment(response, { work, stored, session }, { status: 400, message: error.message, entries })
    }
  }

  async function authenticate(response: Response, opened: Opened, entries: Entries): Promise<void> {
    const { work, stored, session } = opened
    if (isClosed(session, work) || findIntent(work, session)?.status !== 'requires_action') {
      return showSession(response, opened)
    }
    const { intent, session: after } = authenticateSession(work, session, entries.outcome !== 'fail')
    if (intent.status === 'succeeded') return finish(response, work, after)
    await commitWork(sandbox, work)
    const message = 'We are unable to authenticate your payment method. Please choose a different payment method and try again.'
    showPayment(response, { work, stored, session: after }, { status: 402, message, entries: {} })
  }

  /** Sends the shopper back, once the shop has had its chance to hear of it. */
  async function finish(response: Response, work: Work, session: Session): Promise<void> {
    const completed = work.deliveries.filter(({ type }) => type === 'checkout.session.completed')
    const ids = completed.map(({ id }) => id)
    const tried = sandbox.dispatcher.whenTried(ids, COMPLETED_TIMEOUT_MS)
    await commitWork(sandbox, work)
    await tried
    response.redirect(303, returnUrlOf(session))
  }

  function showSession(response: Response, { work, stored, session }: Opened): void {
    if (session.status === 'complete') {
      // A second press of the button, or the browser's Back: the first one has paid.
      if (response.req.method === 'POST') return response.redirect(303, returnUrlOf(session))
      return showMessage(response, 200, { ...ALREADY_PAID, backUrl: returnUrlOf(session) })
    }
    if (isClosed(session, work)) return showMessage(response, 200, { ...EXPIRED, backUrl: session.cancel_url })
    const intent = findIntent(work, session)
    if (intent?.status === 'requires_action') {
      return show(response, 200, 'authenticate', { ...paymentView(work, stored), action: `${pathOf(session)}/authentication` }, session)
    }
    showPayment(response, { work, stored, session }, { status: 200, message: null, entries: {} })
  }

  function showPayment(response: Response, opened: Opened, { status, message, entries }: Shown): void {
    const view = { ...paymentView(opened.work, opened.stored), action: pathOf(opened.session), message, kept: keptEntries(entries) }
    show(response, status, 'pay', view, opened.session)
  }

  function showMessage(response: Response, status: number, view: object): void {
    show(response, status, 'message', view)
  }

  function show(response: Response, status: number, name: ViewName, view: object, session?: Session): void {
    response.status(status).set('Cache-Control', 'no-store').set('Content-Security-Policy', policyFor(session))
    response.type('html').send(renderView(name, view))
  }
}

interface Opened {
  work: Work
  stored: Stored<'checkout.session'>
  session: Session
}

interface Shown {
  status: number
  message: string | null
  entries: Entries
}

const NOT_FOUND = {
  title: 'Something went wrong',
  text: 'The page you were looking for could not be found. Please check the URL or contact the merchant.',
}
const EXPIRED = {
  title: 'This checkout session has expired',
  text: 'You were not charged. Please go back to the shop and start again.',
}
const ALREADY_PAID = {
  title: "You're all done here",
  text: 'This checkout session has been completed: it has already been paid.',
}

/** Expired by the clock counts, even where the sweep has not come by yet. */
function isClosed(session: Session, work: Work): boolean {
  return session.status !== 'open' || session.expires_at <= work.nowSeconds
}

function pathOf(session: Session): string {
  return `/c/pay/${session.id}`
}

function returnUrlOf(session: Session): string {
  const url = session.success_url ?? session.return_url ?? '/'
  return url.replaceAll('{CHECKOUT_SESSION_ID}', session.id)
}

/** What a refused page shows again. Nothing of the card. */
function keptEntries(entries: Entries): Record<string, string> {
  const kept = ['email', 'billingName', 'paymentMethod', 'bankOutcome']
  return Object.fromEntries(
    kept.filter((name) => typeof entries[name] === 'string').map((name) => [name, entries[name] as string]),
  )
}

/** Browsers apply `form-action` to where the answer of a form redirects, too: to the shop. */
function policyFor(session?: Session): string {
  const shop = session ? new URL(returnUrlOf(session)).origin : ''
  return [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self' data: http: https:",
    `form-action 'self' ${shop}`.trim(),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
