import type Stripe from 'stripe'
import { authenticateSession, completeFreeSession, findIntent, paySession } from '../payments/session.ts'
import { commitWork, type StandIn, type Work } from '../stand-in.ts'
import { type Entries, EntryError, readEntries, readShopper } from './entries.ts'
import { type OpenedSession, paymentView, type ShopFrame } from './payment-view.ts'
import type { ViewName } from './views.ts'

type Session = Stripe.Checkout.Session

/** What the browser gets: another address, or a page. */
export type Outcome =
  | { redirect: string }
  | {
      status: number
      view: ViewName
      values: object
      /** Where its form may end up. */
      leadsTo?: string
      frame?: ShopFrame | null
    }

/** Documentation: Checkout waits "up to 10 seconds" for the answer to `checkout.session.completed`. */
const COMPLETED_TIMEOUT_MS = 10_000

const EXPIRED = {
  title: 'This checkout session has expired',
  text: 'You were not charged. Please go back to the shop and start again.',
}
const ALREADY_PAID = {
  title: "You're all done here",
  text: 'This checkout session has been completed: it has already been paid.',
}
const NOT_AUTHENTICATED =
  'We are unable to authenticate your payment method. Please choose a different payment method and try again.'

export function showSession(opened: OpenedSession): Outcome {
  const { session, work } = opened
  if (session.status === 'complete') {
    if (opened.frame) return leave(opened, session)
    return showMessage({ ...ALREADY_PAID, backUrl: returnUrlOf(session) })
  }
  if (isClosed(session, work)) return showMessage({ ...EXPIRED, backUrl: session.cancel_url }, opened.frame)
  if (findIntent(work, session)?.status === 'requires_action') {
    const values = { ...paymentView(opened), action: pathOf(opened, '/authentication') }
    return { status: 200, view: 'authenticate', values, leadsTo: returnUrlOf(session), frame: opened.frame }
  }
  return showPayment(opened, { status: 200, message: null, entries: {} })
}

/** Takes what the shopper typed and pays, if it can be paid. */
export async function answerPayment(
  standIn: StandIn,
  opened: OpenedSession,
  entries: Entries,
): Promise<Outcome> {
  const { work, session } = opened
  // A second press of the button: the first one has paid.
  if (session.status === 'complete') return leave(opened, session)
  if (isClosed(session, work)) return showSession(opened)
  try {
    if (session.payment_status === 'no_payment_required') {
      const completed = completeFreeSession(work, session, readShopper(entries, session))
      return await finish(standIn, opened, completed)
    }
    const { intent, session: after } = paySession(
      work,
      session,
      readEntries(entries, session, new Date(work.nowSeconds * 1000)),
    )
    if (after.status === 'complete') return await finish(standIn, opened, after)
    await commitWork(standIn, work)
    if (intent.status === 'requires_action') return { redirect: pathOf(opened) }
    const message = intent.last_payment_error?.message ?? 'Your card was declined.'
    return showPayment(opened, { status: 402, message, entries })
  } catch (error) {
    if (!(error instanceof EntryError)) throw error
    return showPayment(opened, { status: 400, message: error.message, entries })
  }
}

/** Goes on after the step in which the shopper's bank asked for authentication. */
export async function answerAuthentication(
  standIn: StandIn,
  opened: OpenedSession,
  entries: Entries,
): Promise<Outcome> {
  const { work, session } = opened
  if (session.status === 'complete') return leave(opened, session)
  if (isClosed(session, work) || findIntent(work, session)?.status !== 'requires_action') {
    return showSession(opened)
  }
  const { session: after } = authenticateSession(work, session, !('fail' in entries))
  if (after.status === 'complete') return finish(standIn, opened, after)
  await commitWork(standIn, work)
  return showPayment(opened, { status: 402, message: NOT_AUTHENTICATED, entries: {} })
}

/** Sends the shopper back, once the shop has had its chance to hear of it. */
async function finish(standIn: StandIn, opened: OpenedSession, session: Session): Promise<Outcome> {
  const { work } = opened
  const completed = work.deliveries.filter(({ type }) => type === 'checkout.session.completed')
  const tried = standIn.dispatcher.whenTried(
    completed.map(({ id }) => id),
    COMPLETED_TIMEOUT_MS,
  )
  await commitWork(standIn, work)
  await tried
  return leave(opened, session)
}

/**
 * Back to the shop. Inside a frame the page around it is told: it goes to the return URL, or stays where it is.
 * Documentation of `redirect_on_completion`: `if_required` redirects only for methods that need it, which none
 * of the stand-in's does.
 */
function leave({ frame }: OpenedSession, session: Session): Outcome {
  if (!frame) return { redirect: returnUrlOf(session) }
  const returnUrl = session.redirect_on_completion === 'always' ? returnUrlOf(session) : null
  const values = { title: 'Thank you for your payment', event: 'complete', returnUrl }
  return { status: 200, view: 'finished', values, frame }
}

interface Shown {
  status: number
  message: string | null
  entries: Entries
}

function showPayment(opened: OpenedSession, { status, message, entries }: Shown): Outcome {
  const { session } = opened
  const values = { ...paymentView(opened), action: pathOf(opened), message, kept: keptEntries(entries) }
  return { status, view: 'pay', values, leadsTo: returnUrlOf(session), frame: opened.frame }
}

function showMessage(values: object, frame: ShopFrame | null = null): Outcome {
  return { status: 200, view: 'message', values, frame }
}

/** Expired by the clock counts, even where the sweep has not come by yet. */
function isClosed(session: Session, work: Work): boolean {
  return session.status !== 'open' || session.expires_at <= work.nowSeconds
}

function pathOf({ session, frame }: OpenedSession, step = ''): string {
  return `/c/pay/${session.id}${step}${frame ? `?${frame.query}` : ''}`
}

function returnUrlOf(session: Session): string {
  const url = session.success_url ?? session.return_url ?? '/'
  return url.replaceAll('{CHECKOUT_SESSION_ID}', session.id)
}

/** What a refused page shows again. Nothing of the card. */
function keptEntries(entries: Entries): Record<string, string> {
  const isKept = (name: string) => !name.startsWith('card') && typeof entries[name] === 'string'
  return Object.fromEntries(
    Object.keys(entries)
      .filter(isKept)
      .map((name) => [name, entries[name] as string]),
  )
}
