import type { Request } from 'express'
import type Stripe from 'stripe'
import { ApiError, noSuch, notSimulated } from '../api/errors.ts'
import type { Params } from '../api/form.ts'
import { findUnread, readWhole, trackParams } from '../api/read-params.ts'
import { readParams } from '../api/validation.ts'
import { finishAuthentication, payIntent } from '../payments/intent.ts'
import { type BillingDetails, NO_ADDRESS } from '../payments/payment-method.ts'
import { formatAmount } from '../resources/currencies.ts'
import { checkConfirmable } from '../resources/payments/intent-states.ts'
import { publicPart } from '../resources/payments/public-intent.ts'
import { beginWork, commitWork, type StandIn, type StandInAccount, type Work } from '../stand-in.ts'
import type { Stored } from '../store/records.ts'
import type { Outcome } from './checkout.ts'
import { type Entries, EntryError, readInstrument, readOptionalBilling } from './entries.ts'
import type { ShopFrame } from './payment-view.ts'

/** Undefined where the publishable key is not this account's, as when a shop mixes up two accounts. */
export function readFrame(request: Request, account: StandInAccount): ShopFrame | undefined {
  const { client_secret: secret, key, parent } = request.query
  if (key !== account.publishableKey) return undefined
  const origin = typeof parent === 'string' && URL.canParse(parent) ? new URL(parent).origin : ''
  const query = new URLSearchParams({ client_secret: String(secret ?? ''), key, parent: origin }).toString()
  return { parent: origin, query }
}

interface OpenedIntent {
  work: Work
  intent: Stripe.PaymentIntent
  session: string | null
  frame: ShopFrame
}

/** An intent opens to its client secret, in the account of the publishable key. */
function openIntent(standIn: StandIn, request: Request): OpenedIntent | undefined {
  const secret = String(request.query.client_secret)
  const account = standIn.accounts.find(({ publishableKey }) => publishableKey === request.query.key)
  const frame = account && readFrame(request, account)
  if (!account || !frame) return undefined
  const work = beginWork(standIn, account)
  const stored = work.tx.find('payment_intent', secret.split('_secret_')[0]!)
  if (stored?.doc.client_secret !== secret) return undefined
  return { work, intent: stored.doc, session: stored.extra.session, frame }
}

/** The frame of the Payment Element. Where the intent does not open, it tells of a `loaderror`. */
export function showElement(standIn: StandIn, request: Request): Outcome {
  const opened = openIntent(standIn, request)
  if (!opened) {
    const account = standIn.accounts[0]!
    const frame = readFrame(request, { ...account, publishableKey: String(request.query.key) }) ?? null
    return {
      status: 404,
      view: 'finished',
      values: { title: 'This payment was not found', event: 'loaderror' },
      frame,
    }
  }
  const { intent, frame } = opened
  const debit = intent.payment_method_types.find((type) => type !== 'card')
  const values = {
    action: `/elements/payment?${frame.query}`,
    debit,
    isElement: true,
    asksEmail: request.query.email !== 'never',
    kept: {},
  }
  return { status: 200, view: 'element', values, frame }
}

/** The frame of the Address Element, which knows of no payment. */
export function showAddressElement({ query }: Pick<Request, 'query'>): Outcome {
  const { parent, countries } = query
  const origin = typeof parent === 'string' && URL.canParse(parent) ? new URL(parent).origin : ''
  const allowed = String(countries ?? '')
    .split(',')
    .filter((code) => /^[A-Z]{2}$/.test(code))
  const values = { countries: allowed.length > 0 ? allowed : null }
  return { status: 200, view: 'address-element', values, frame: { parent: origin, query: '' } }
}

/** What Stripe.js answers to the shop: `{paymentIntent}`, `{error}`, or nothing when only the entries were checked. */
export async function answerElement(standIn: StandIn, request: Request, entries: Entries): Promise<object> {
  const opened = openIntent(standIn, request)
  try {
    if (!opened) {
      const id = String(request.query.client_secret).split('_secret_')[0]!
      throw noSuch('payment_intent', id, 'intent', 404)
    }
    const { work, intent } = opened
    const instrument = readInstrument(entries, {
      types: intent.payment_method_types,
      now: new Date(work.nowSeconds * 1000),
    })
    if (request.query.step === 'validate') return {}
    checkConfirmable(intent, opened.session)
    const { billing, fields } = readConfirmParams(entries)
    const paid = payIntent(work, { ...intent, ...fields }, { instrument, billing })
    await commitWork(standIn, work)
    if (paid.status !== 'requires_payment_method') return { paymentIntent: publicPart(paid) }
    return { error: { ...paid.last_payment_error, payment_intent: publicPart(paid) } }
  } catch (error) {
    if (error instanceof ApiError) return error.body
    if (!(error instanceof EntryError)) throw error
    return { error: { type: 'validation_error', code: error.code, message: error.message } }
  }
}

/** `confirmParams` are those of the API's own confirmation, and checked as such. */
function readConfirmParams(entries: Entries) {
  const { payment_method_data: sentData = {}, ...sent } = JSON.parse(String(entries.params ?? '{}')) as Params
  const data = trackParams(sentData as Params)
  const params = trackParams(readParams('POST /v1/payment_intents/{id}/confirm', sent))
  const given = readWhole(data.billing_details ?? {}) as Partial<BillingDetails>
  const { receipt_email: receipt, return_url: _ } = params
  const shipping = readWhole(params.shipping)
  const unread = findUnread(params) ?? findUnread(data, 'payment_method_data')
  if (unread) throw notSimulated(unread)
  const typed = readOptionalBilling(entries)
  return {
    billing: {
      email: typed.email ?? given.email ?? null,
      name: typed.name ?? given.name ?? null,
      phone: given.phone ?? null,
      address: given.address ? { ...NO_ADDRESS, ...given.address } : null,
    },
    fields: {
      ...(receipt !== undefined && { receipt_email: String(receipt) }),
      ...(shipping !== undefined && { shipping: shipping as Stripe.PaymentIntent.Shipping }),
    },
  }
}

/** The bank's question: over the shop's page, or on a page of its own when a server has confirmed. */
export function showIntentAuthentication(standIn: StandIn, request: Request): Outcome | undefined {
  const opened = openAuthentication(standIn, request)
  if (!opened) return undefined
  const { work, intent, frame } = opened
  const total = formatAmount(intent.amount, intent.currency)
  const query = frame ? `?${frame.query}` : `?client_secret=${intent.client_secret}`
  const values = {
    account: `Sandbox ${work.account.name}`,
    total,
    subtotal: total,
    lines: [],
    currency: intent.currency.toUpperCase(),
    action: `/authenticate/${intent.id}${query}`,
  }
  const leadsTo = intent.next_action?.redirect_to_url?.return_url ?? undefined
  return { status: 200, view: 'authenticate', values, frame, ...(leadsTo && { leadsTo }) }
}

export async function answerIntentAuthentication(
  standIn: StandIn,
  request: Request,
  entries: Entries,
): Promise<Outcome | undefined> {
  const opened = openAuthentication(standIn, request)
  if (!opened) return undefined
  const { work, intent, frame } = opened
  const returnUrl = intent.next_action?.redirect_to_url?.return_url
  const after = finishAuthentication(work, intent, !('fail' in entries))
  await commitWork(standIn, work)
  if (!returnUrl) {
    const values = { title: 'Thank you', event: 'authenticated' }
    return { status: 200, view: 'finished', values, frame }
  }
  const url = new URL(returnUrl)
  url.searchParams.set('payment_intent', intent.id)
  url.searchParams.set('payment_intent_client_secret', intent.client_secret!)
  url.searchParams.set('redirect_status', after.status === 'succeeded' ? 'succeeded' : 'failed')
  return { redirect: url.href }
}

interface Authentication {
  work: Work
  intent: Stripe.PaymentIntent
  frame: ShopFrame | null
}

function openAuthentication(standIn: StandIn, request: Request): Authentication | undefined {
  const { key, client_secret: secret } = request.query
  for (const account of standIn.accounts) {
    const work = beginWork(standIn, account)
    const stored: Stored<'payment_intent'> | undefined = work.tx.find(
      'payment_intent',
      String(request.params.intent),
    )
    if (stored?.doc.status !== 'requires_action' || stored.doc.client_secret !== secret) continue
    const frame = key === undefined ? null : readFrame(request, account)
    return frame === undefined ? undefined : { work, intent: stored.doc, frame }
  }
  return undefined
}
