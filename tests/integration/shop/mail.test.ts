import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { runOutbox } from '../../../src/plugin/shop/outbox.ts'
import { startTestMailServer, type TestMailServer } from '../../support/mail-server.ts'
import { CARD, controlsOf, payByCard } from '../../support/payment-page.ts'
import { type SignedIn, startTestSandbox, startTestShop, type TestShop } from '../../support/test-shop.ts'
import { waitFor } from '../../support/wait-for.ts'

let mailServer: TestMailServer
let shop: TestShop
let admin: SignedIn
let itemId: number

beforeAll(async () => {
  mailServer = await startTestMailServer()
  shop = await startTestShop({ env: { SMTP_URL: mailServer.url, MAIL_FROM: 'shop@laden.example' } })
  admin = await shop.signIn('admin')
  await shop.payload.updateGlobal({
    slug: 'shop-settings',
    data: { name: 'Laden', contact: 'hallo@laden.example', staffMail: 'team@laden.example', language: 'de' },
  })
  itemId = (await shop.createItem({ name: 'Becher <groß>', price: 123_450 })).id
})

afterAll(async () => {
  await shop?.close()
  await mailServer?.close()
})

beforeEach(() => {
  mailServer.mails.length = 0
})

/** Buys the item in a language and pays. Answers the order's id once it is paid. */
async function buy(language: string, card: string = CARD.pays): Promise<number> {
  const { json } = await shop.request(`/buy/${itemId}?quantity=2`, {
    headers: { 'accept-language': language },
  })
  await payByCard(json.url, card)
  await waitFor(async () => (await shop.order(json.orderId)).paidAt, { what: 'the payment' })
  return json.orderId
}

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

/** As an hour later would: what has failed is due again. */
async function runAgain(): Promise<void> {
  await shop.sql(`update shop_outbox set run_at = now() where status = 'waiting'`)
  await runOutbox(shop.payload)
}

describe('a mail to the buyer', () => {
  it('confirms what was paid for, in the buyer’s language, once', async () => {
    const orderId = await buy('ru')
    await runOutbox(shop.payload)
    await runOutbox(shop.payload)
    expect(mailServer.mails).toHaveLength(1)
    const [mail] = mailServer.mails
    const { number } = await shop.order(orderId)
    expect(mail).toMatchObject({ from: 'shop@laden.example', to: ['buyer@example.com'] })
    expect(mail?.subject).toBe(`Ваш заказ ${number} в магазине Laden`)
    expect(plain(mail?.text ?? '')).toContain('Becher <groß> (2 × 1 234,50 €): 2 469,00 €')
    expect(mail?.html).toContain('Becher &lt;groß&gt;')
    expect(mail?.html).toContain('<html lang="ru">')
    const link = new RegExp(`${shop.config.publicUrl}/order/${orderId}\\?token=\\S+`).exec(
      mail?.text ?? '',
    )?.[0]
    const { pathname, search } = new URL(link ?? '')
    const page = await shop.request(pathname + search, { headers: { accept: 'text/html' } })
    expect(page.status).toBe(200)
  })

  it('is sent again when the mail server has refused it, and the order is paid meanwhile', async () => {
    mailServer.refuseNext(2)
    const orderId = await buy('de')
    await runOutbox(shop.payload)
    expect(mailServer.mails).toHaveLength(0)
    expect((await shop.order(orderId)).status).toBe('paid')
    await runAgain()
    await runAgain()
    await runAgain()
    expect(mailServer.mails.map(({ subject }) => subject)).toHaveLength(1)
    expect(mailServer.mails[0]?.subject).toMatch(/^Ihre Bestellung \d+ bei Laden$/)
  })

  it('tells of a refund on its way, and of one that is done, each once', async () => {
    const orderId = await buy('en', CARD.refundsSlowly)
    await runOutbox(shop.payload)
    mailServer.mails.length = 0
    await shop.send('POST', `/api/orders/${orderId}/refund`, { amount: 5_000 }, admin.headers)
    await runAgain()
    const [refund] = (
      await shop.payload.find({ collection: 'refunds', where: { order: { equals: orderId } } })
    ).docs
    expect(refund?.status).toBe('pending')
    await controlsOf(shop.sandbox).settleRefund(String(refund?.refundId))
    await waitFor(
      async () =>
        (await shop.payload.findByID({ collection: 'refunds', id: refund?.id ?? 0 })).status === 'succeeded',
    )
    await runAgain()
    await runAgain()
    const { number } = await shop.order(orderId)
    expect(mailServer.mails.map(({ subject }) => subject)).toEqual([
      `Your refund for order ${number} is on its way`,
      `Your refund for order ${number}`,
    ])
    expect(mailServer.mails[1]?.text).toContain('€50.00')
  })
})

describe('the link of an order', () => {
  it('is sent to whoever is to pay it, by those who may', async () => {
    const order = await shop.createOrder([{ item: itemId, quantity: 1 }])
    const send = (body: unknown, headers: Record<string, string>) =>
      shop.send('POST', `/api/orders/${order.id}/send-link`, body, headers)
    const editor = await shop.signIn('editor')
    expect((await send({ email: 'ada@example.com' }, {})).status).toBe(403)
    expect((await send({ email: 'ada@example.com' }, editor.headers)).status).toBe(403)
    expect((await send({ email: 'ada@example.com, eve@example.com' }, admin.headers)).status).toBe(400)
    expect((await send({ email: 'ada@example.com' }, admin.headers)).status).toBe(202)
    await runOutbox(shop.payload)
    expect(mailServer.mails.map(({ to }) => to)).toEqual([['ada@example.com']])
    const link = /http:\S+token=\S+/.exec(mailServer.mails[0]?.text ?? '')?.[0]
    const { pathname, search } = new URL(link ?? '')
    const page = await shop.request(pathname + search, { headers: { accept: 'text/html' } })
    expect(page.text).toContain(`action="/order/${order.id}/buy`)
  })

  it('is not sent for an order that is paid', async () => {
    const orderId = await buy('en')
    const sent = await shop.send(
      'POST',
      `/api/orders/${orderId}/send-link`,
      { email: 'ada@example.com' },
      admin.headers,
    )
    expect(sent.status).toBe(409)
  })
})

describe('a lost link', () => {
  const find = (fields: Record<string, unknown>, headers: Record<string, string> = {}) =>
    shop.send('POST', '/order/find', fields, { 'accept-language': 'en', ...headers })
  const mailed = async () => {
    await runOutbox(shop.payload)
    return mailServer.mails
  }

  it('is sent to the buyer, in the buyer’s language, and opens the order', async () => {
    const orderId = await buy('ru')
    await mailed()
    mailServer.mails.length = 0
    const { number } = await shop.order(orderId)
    const { status, json } = await find({ number: ` #${number} `, email: 'Buyer@Example.com' })
    expect([status, json.message]).toEqual([
      202,
      expect.stringContaining(`If order ${number} was placed with`),
    ])
    const [mail, ...more] = await mailed()
    expect(more).toEqual([])
    expect(mail).toMatchObject({ to: ['buyer@example.com'] })
    expect(mail?.subject).toBe(`Ссылка на ваш заказ ${number} в магазине Laden`)
    const { pathname, search } = new URL(/http:\S+token=\S+/.exec(mail?.text ?? '')?.[0] ?? '')
    expect(pathname).toBe(`/order/${orderId}`)
    expect((await shop.request(pathname + search, { headers: { accept: 'text/html' } })).status).toBe(200)
  })

  it('is told of alike, and as late, whether there is such an order, and sent to nobody else', async () => {
    const { number } = await shop.order(await buy('en'))
    const draft = await shop.createOrder([{ item: itemId, quantity: 1 }])
    await mailed()
    mailServer.mails.length = 0
    const answers: unknown[] = []
    for (const fields of [
      { number, email: 'buyer@example.com' },
      { number, email: 'eve@example.com' },
      { number: String(draft.number), email: 'buyer@example.com' },
      { number: '999999', email: 'buyer@example.com' },
      { number: "1' or '1'='1\u0000", email: 'buyer@example.com' },
    ]) {
      const startedAt = performance.now()
      const { status, text } = await find(fields, { accept: 'text/html' })
      const isAfterTick = performance.now() - startedAt > 490
      const words = /<p class="notice"[^>]*>([^<]*)</
        .exec(text)?.[1]
        ?.replace(/order .* was placed/, 'order … was placed')
      answers.push([status, isAfterTick, words?.replace(/\S+@\S+,/, '…,')])
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toEqual([202, true, expect.stringMatching(/^If order … was placed with …, the link/)])
    expect((await mailed()).map(({ to }) => to)).toEqual([['buyer@example.com']])
  })

  it('fills nobody’s mailbox', async () => {
    const { number } = await shop.order(await buy('en'))
    await mailed()
    mailServer.mails.length = 0
    for (let count = 0; count < 4; count += 1) await find({ number, email: 'buyer@example.com' })
    expect(await mailed()).toHaveLength(2)
  })

  it('asks again for what is missing, keeps what was typed, and says it beside the field', async () => {
    const form = await shop.request('/order/find', { headers: { 'accept-language': 'de' } })
    expect(form.text).toContain('<h1>Bestellung finden</h1>')
    expect((await shop.request('/')).text).toContain('<a href="/order/find">')
    const { status, text } = await find(
      { number: '<1007>', email: 'ada' },
      { accept: 'text/html', 'accept-language': 'de' },
    )
    expect(status).toBe(400)
    expect(text).toContain('value="&lt;1007&gt;"')
    expect(text).toMatch(/value="ada"[^>]* aria-invalid="true" aria-describedby="email-problem" autofocus>/)
    expect(text).toContain(
      '<p class="field__problem" id="email-problem">Geben Sie eine E-Mail-Adresse ein.</p>',
    )
    const { json } = await find({ email: 'ada@example.com' })
    expect(json).toEqual({ error: { code: 'invalid_input', message: 'Enter the number of your order.' } })
  })
})

describe('a mail to staff', () => {
  it('says why an order needs a look, with the deadline of its dispute', async () => {
    const orderId = await buy('en', CARD.disputed)
    await waitFor(async () => (await shop.order(orderId)).review, { what: 'the dispute' })
    await runOutbox(shop.payload)
    const mail = mailServer.mails.find(({ to }) => to[0] === 'team@laden.example')
    const { number } = await shop.order(orderId)
    expect(mail?.subject).toBe(`Bestellung ${number} muss geprüft werden`)
    expect(mail?.text).toMatch(/Die Bank erwartet eine Antwort bis \d+\. \p{L}+ \d{4}/u)
    expect(mail?.text).toContain(`${shop.config.publicUrl}/admin/collections/orders/${orderId}`)
  })
})

describe('a forgotten password', () => {
  it('is answered by a mail from the outbox, whose link sets a new one, and leaves no link behind', async () => {
    const { email } = await shop.signIn('editor')
    const asked = await shop.send(
      'POST',
      '/api/users/forgot-password',
      { email },
      { 'accept-language': 'de' },
    )
    expect(asked.status).toBe(200)
    expect(mailServer.mails).toHaveLength(0)
    await runOutbox(shop.payload)
    const [mail] = mailServer.mails
    expect(mail).toMatchObject({ to: [email], subject: 'Ein neues Passwort für Laden' })
    const token = /\/admin\/reset\/(\w+)/.exec(mail?.text ?? '')?.[1]
    const reset = await shop.send('POST', '/api/users/reset-password', {
      token,
      password: 'a newer password',
    })
    expect(reset.status).toBe(200)
    const [row] = await shop.sql(`select status, mail from shop_outbox where kind = 'mail' order by id desc`)
    expect(row).toEqual({ status: 'done', mail: null })
  })

  it('sends nothing to an address that nobody here has', async () => {
    const { status } = await shop.send('POST', '/api/users/forgot-password', { email: 'who@nowhere.example' })
    expect(status).toBe(200)
    await runOutbox(shop.payload)
    expect(mailServer.mails.flatMap(({ to }) => to)).not.toContain('who@nowhere.example')
  })
})

it('a demo keeps its mails and shows them, newest first', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'shop-mail-'))
  const demo = await startTestShop({ env: { DATA_DIR: dataDir } })
  try {
    expect((await demo.request('/demo/mail')).text).toContain('There are no mails yet.')
    const { email } = await demo.signIn('editor')
    await demo.send('POST', '/api/users/forgot-password', { email })
    await runOutbox(demo.payload)
    const { text, headers } = await demo.request('/demo/mail')
    expect(text).toContain(email)
    expect(text).toMatch(/<a href="http:\/\/localhost:\d+\/admin\/reset\/\w+"/)
    expect(headers.get('cache-control')).toBe('no-store')
    // What opens orders and logs somebody in is for those who sit at the machine.
    const elsewhere = await demo.request('/demo/mail', { headers: { 'x-forwarded-for': '203.0.113.7' } })
    expect(elsewhere.status).toBe(403)
    expect(elsewhere.text).not.toContain(email)
  } finally {
    await demo.close()
    await rm(dataDir, { recursive: true, force: true })
  }
})

it('a shop without a mail service shows no mails, and says that it sends none', async () => {
  const sandbox = await startTestSandbox()
  const real = await startTestShop({ stripe: { sandbox } })
  try {
    expect((await real.request('/demo/mail')).status).toBe(404)
    expect((await real.request('/')).text).not.toContain('/order/find')
    expect((await real.send('POST', '/order/find', {})).status).toBe(405)
    const { email } = await real.signIn('editor')
    for (const address of [email, 'who@nowhere.example']) {
      const { status, json } = await real.send('POST', '/api/users/forgot-password', { email: address })
      expect(status).toBe(503)
      expect(json.errors[0].message).toMatch(/sends no mail/)
    }
    expect(await real.sql('select count(*)::int as count from shop_outbox')).toEqual([{ count: 0 }])
  } finally {
    await real.close()
    await sandbox.close()
  }
})
