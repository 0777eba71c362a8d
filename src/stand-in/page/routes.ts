import { type Request, type Response, Router } from 'express'
import type Stripe from 'stripe'
import { readBody } from '../api/body.ts'
import { parseForm } from '../api/form.ts'
import { beginWork, type StandIn } from '../stand-in.ts'
import { answerAuthentication, answerPayment, type Outcome, showSession } from './checkout.ts'
import {
  answerElement,
  answerIntentAuthentication,
  readFrame,
  showAddressElement,
  showElement,
  showIntentAuthentication,
} from './elements.ts'
import type { Entries } from './entries.ts'
import type { OpenedSession } from './payment-view.ts'
import { renderView } from './views.ts'

const NOT_FOUND: Outcome = {
  status: 404,
  view: 'message',
  values: {
    title: 'Something went wrong',
    text: 'The page you were looking for could not be found. Please check the URL or contact the merchant.',
  },
}

const ABOUT: Outcome = {
  status: 200,
  view: 'message',
  values: {
    title: 'A stand-in for Stripe',
    text: 'This answers in the place of Stripe for a demo or a test: its API under /v1, its payment page and its Stripe.js. It has no real accounts, and no real money moves.',
  },
}

/** The payment page, as a browser sees it. It works without JavaScript. */
export function createPageRouter(standIn: StandIn): Router {
  const router = Router()
  router.get('/', (_request, response) => send(response, ABOUT))
  router.get('/c/pay/:session', (request, response) => {
    const opened = openSession(request)
    send(response, opened ? showSession(opened) : NOT_FOUND)
  })
  router.post('/c/pay/:session', (request, response) => submit(request, response, answerPayment))
  router.post('/c/pay/:session/authentication', (request, response) =>
    submit(request, response, answerAuthentication),
  )
  router.get('/elements/payment', (request, response) => send(response, showElement(standIn, request)))
  router.get('/elements/address', (request, response) => send(response, showAddressElement(request)))
  router.post('/elements/payment', async (request, response) => {
    const entries = parseForm(await readBody(request))
    response.json(await answerElement(standIn, request, entries))
  })
  router.get('/authenticate/:intent', (request, response) => {
    send(response, showIntentAuthentication(standIn, request) ?? NOT_FOUND)
  })
  router.post('/authenticate/:intent', async (request, response) => {
    const entries = parseForm(await readBody(request))
    send(response, (await answerIntentAuthentication(standIn, request, entries)) ?? NOT_FOUND)
  })
  return router

  async function submit(
    request: Request,
    response: Response,
    answer: (standIn: StandIn, opened: OpenedSession, entries: Entries) => Promise<Outcome>,
  ): Promise<void> {
    const entries = parseForm(await readBody(request))
    const opened = openSession(request)
    send(response, opened ? await answer(standIn, opened, entries) : NOT_FOUND)
  }

  function openSession(request: Request): OpenedSession | undefined {
    for (const account of standIn.accounts) {
      const work = beginWork(standIn, account)
      const stored = work.tx.find('checkout.session', String(request.params.session))
      if (!stored) continue
      const opened = { work, session: stored.doc, details: stored.extra }
      if (stored.doc.ui_mode === 'hosted_page') return { ...opened, frame: null }
      const frame = readFrame(request, account)
      return frame && isOpenTo(request, stored.doc) ? { ...opened, frame } : undefined
    }
    return undefined
  }
}

/** An embedded page opens to the client secret, which ends with the session. */
function isOpenTo(request: Request, { client_secret: secret }: Stripe.Checkout.Session): boolean {
  return secret === null || request.query.client_secret === secret
}

type Page = Exclude<Outcome, { redirect: string }>

function send(response: Response, outcome: Outcome): void {
  if ('redirect' in outcome) {
    response.redirect(303, outcome.redirect)
    return
  }
  response.status(outcome.status).set({
    'Cache-Control': 'no-store',
    'Content-Security-Policy': policyFor(outcome),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  })
  response.type('html').send(renderView(outcome.view, { ...outcome.values, frame: outcome.frame }))
}

/** Browsers apply `form-action` to where the answer of a form redirects, too: to the shop. */
function policyFor({ leadsTo, frame }: Pick<Page, 'leadsTo' | 'frame'>): string {
  const shop = leadsTo && URL.canParse(leadsTo) ? ` ${new URL(leadsTo).origin}` : ''
  return [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self' data: http: https:",
    `form-action 'self'${shop}`,
    "base-uri 'none'",
    "connect-src 'self'",
    // Stripe's frames, too, may stand in any page.
    frame ? 'frame-ancestors http: https:' : "frame-ancestors 'none'",
  ].join('; ')
}
