import { setTimeout } from 'node:timers/promises'
import { type Request, type Response, Router } from 'express'
import type { BasePayload } from 'payload'
import { queueMail } from 'payload-stripe-shop/operations'
import { findOrderOfBuyer, readFields, ShopError } from 'payload-stripe-shop/storefront'
import { asPage, methodNotAllowed, wantsHtml } from '../errors.ts'
import type { Frames } from '../frame.ts'
import { readBody, toShopRequest } from '../handler-mount.ts'
import { languageOf } from '../languages/asked-language.ts'
import { writeLostLinkMail } from '../mail/link-mail.ts'
import { isMailAddress } from '../mail/mail-address.ts'
import { limitLostLinks } from '../middleware/limits.ts'
import { neverStored } from '../middleware/never-stored.ts'
import { SharedCount } from '../middleware/shared-counts.ts'
import { buildFindOrderPage, type FindOrderInput, type TypedField } from '../page-models/find-order-page.ts'
import { sendPage } from '../send-page.ts'
import type { Views } from '../views.ts'

export interface FindOrderServices {
  payload: BasePayload
  views: Views
  frames: Frames
}

/** Whoever asks waits until the next of these: whether there was anything to write would show in the time. */
const ANSWERED_EVERY_MS = 500
/** In a minute, whoever asks for them. */
const MAX_MAILS_OF_ORDER = 2

/** `/order/find`: whoever gives an order's number and its buyer's e-mail has the link sent there. */
export function findOrderRoutes(services: FindOrderServices): Router {
  const { payload, frames } = services
  const mailsOfOrder = new SharedCount({ payload, name: 'mailsOfOrder', limit: MAX_MAILS_OF_ORDER })
  const router = Router()
  router.get('/order/find', asPage, neverStored, async (_req, res) => {
    await show(services, { number: EMPTY, email: EMPTY, isAsked: false }, res)
  })
  router.post('/order/find', neverStored, limitLostLinks(payload), readBody('10kb'), async (req, res) => {
    const asked = await readAsked(req)
    const problem = asked.number.problem || asked.email.problem
    if (!problem) await atNextTick(() => sendLink({ payload, mailsOfOrder }, asked))
    res.status(problem ? 400 : 202)
    if (wantsHtml(req, res)) return show(services, asked, res)
    if (problem) throw new ShopError('invalid_input', problem)
    const { words } = await frames.read(languageOf(res))
    res.json({ message: words.findOrder.sent(asked.number.value, asked.email.value) })
  })
  router.all('/order/find', methodNotAllowed('GET', 'HEAD', 'POST'))
  return router
}

type Asked = Omit<FindOrderInput, 'frame'>

const EMPTY: TypedField = { value: '', problem: '' }

/** People write `#1007` and `№ 1007` for 1007. */
const BEFORE_NUMBER = /^[#№\s]+/

async function readAsked(req: Request): Promise<Asked> {
  const fields = await readFields(toShopRequest(req))
  const number = textOf(fields.number).replace(BEFORE_NUMBER, '')
  const email = textOf(fields.email)
  const asked = {
    number: { value: number, problem: number === '' ? 'Enter the number of your order.' : '' },
    email: { value: email, problem: isMailAddress(email) ? '' : 'Enter an e-mail address.' },
  }
  return { ...asked, isAsked: !asked.number.problem && !asked.email.problem }
}

/** PostgreSQL takes no null byte in a text. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll('\u0000', '').trim().slice(0, 200) : ''
}

/** To the address that the order has: what was typed is only compared with it. */
async function sendLink(
  { payload, mailsOfOrder }: { payload: BasePayload; mailsOfOrder: SharedCount },
  { number, email }: Asked,
): Promise<void> {
  const order = await findOrderOfBuyer(payload, { number: number.value, email: email.value })
  if (!order?.customerEmail || (await mailsOfOrder.take(String(order.id))) !== null) return
  await queueMail(payload, { to: order.customerEmail, ...(await writeLostLinkMail(payload, order)) })
}

async function atNextTick(work: () => Promise<void>): Promise<void> {
  const startedAt = performance.now()
  await work()
  const took = performance.now() - startedAt
  await setTimeout(Math.ceil(took / ANSWERED_EVERY_MS) * ANSWERED_EVERY_MS - took)
}

async function show({ views, frames }: FindOrderServices, asked: Asked, res: Response): Promise<void> {
  const frame = await frames.read(languageOf(res))
  const html = views.render('find-order', buildFindOrderPage({ ...asked, frame }), frame)
  sendPage({ html, frame }, res)
}
