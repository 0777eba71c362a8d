import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Stripe } from 'stripe'
import type { RunningStandIn } from '../../../src/stand-in/index.ts'
import {
  connect,
  control,
  GOOD_CARD,
  mugSession,
  type Receiver,
  startReceiver,
  startTestSandbox,
  submitPage,
  USD_KEY,
} from './support.ts'

let sandbox: RunningStandIn
let stripe: Stripe
let receiver: Receiver

beforeAll(async () => {
  receiver = await startReceiver()
  sandbox = await startTestSandbox({
    accounts: [
      {
        name: 'usd',
        secretKey: USD_KEY,
        publishableKey: 'pk_test_sandbox_usd',
        endpoints: [{ url: receiver.url, secret: receiver.secret }],
      },
    ],
  })
  stripe = connect(sandbox)
})
beforeEach(() => {
  receiver.events.length = 0
})
afterAll(async () => {
  await sandbox.close()
  await receiver.close()
})

const typesOf = () => receiver.events.map(({ type }) => type as string)

describe('a payment by card', () => {
  it('completes the session and tells of it before the shopper is sent back', async () => {
    const session = await stripe.checkout.sessions.create(
      mugSession({ payment_intent_data: { metadata: { order: '7' } }, metadata: { order: '7' } }),
    )
    expect(session).toMatchObject({
      status: 'open',
      payment_status: 'unpaid',
      payment_intent: null,
      amount_total: 2000,
      customer_details: null,
    })
    const answer = await submitPage(session.url!, GOOD_CARD)
    expect(answer).toMatchObject({
      status: 303,
      location: `http://shop.example/thanks?session=${session.id}`,
    })
    expect(typesOf()).toContain('checkout.session.completed')

    const paid = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent.latest_charge.balance_transaction', 'line_items'],
    })
    expect(paid).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      url: null,
      customer_details: { email: 'ada@example.com', name: 'Ada Lovelace' },
    })
    const intent = paid.payment_intent as Stripe.PaymentIntent
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 2000, metadata: { order: '7' } })
    expect(intent.latest_charge).toMatchObject({
      status: 'succeeded',
      paid: true,
      amount: 2000,
      balance_transaction: { amount: 2000, net: 2000 },
    })
    expect(paid.line_items?.data).toMatchObject([{ description: 'Mug', quantity: 2, amount_total: 2000 }])
  })

  it('sends the events of one payment as siblings with ids of their own', async () => {
    const session = await stripe.checkout.sessions.create(mugSession())
    await submitPage(session.url!, GOOD_CARD)
    await receiver.waitFor('charge.updated')
    expect(typesOf().sort()).toEqual([
      'charge.succeeded',
      'charge.updated',
      'checkout.session.completed',
      'payment_intent.created',
      'payment_intent.succeeded',
    ])
    expect(new Set(receiver.events.map(({ id }) => id)).size).toBe(5)
  })

  it.each([
    ['4000000000000002', 'Your card was declined.', 'generic_decline'],
    ['4000000000009995', 'Your card has insufficient funds.', 'insufficient_funds'],
  ])(
    'is refused for %s, and the session stays open for another card',
    async (cardNumber, message, reason) => {
      const session = await stripe.checkout.sessions.create(mugSession())
      const refused = await submitPage(session.url!, { ...GOOD_CARD, cardNumber })
      expect(refused).toMatchObject({ status: 402, alert: message })
      const open = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] })
      expect(open).toMatchObject({
        status: 'open',
        payment_intent: {
          status: 'requires_payment_method',
          last_payment_error: { code: 'card_declined', decline_code: reason },
        },
      })
      await receiver.waitFor('payment_intent.payment_failed')
      await receiver.waitFor('charge.failed')
      expect((await submitPage(session.url!, GOOD_CARD)).status).toBe(303)
      const charges = await stripe.charges.list({
        payment_intent: (open.payment_intent as Stripe.PaymentIntent).id,
      })
      expect(charges.data.map(({ status }) => status)).toEqual(['succeeded', 'failed'])
    },
  )

  it('keeps what was typed after a refusal, but nothing of the card', async () => {
    const session = await stripe.checkout.sessions.create(mugSession())
    const { html } = await submitPage(session.url!, { ...GOOD_CARD, cardNumber: '4000000000000002' })
    expect(html).toContain('value="ada@example.com"')
    expect(html).toContain('value="Ada Lovelace"')
    expect(html).not.toContain('4000000000000002')
    expect(html).not.toContain('12/39')
  })

  it('takes the money once, however often the form is sent', async () => {
    const session = await stripe.checkout.sessions.create(mugSession())
    const answers = await Promise.all([1, 2, 3].map(() => submitPage(session.url!, GOOD_CARD)))
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303])
    const paid = await stripe.checkout.sessions.retrieve(session.id)
    const charges = await stripe.charges.list({ payment_intent: paid.payment_intent as string })
    expect(charges.data).toHaveLength(1)
  })

  it('asks for authentication first where the card wants it', async () => {
    const session = await stripe.checkout.sessions.create(mugSession())
    const card = { ...GOOD_CARD, cardNumber: '4000 0025 0000 3155' }
    const asked = await submitPage(session.url!, card)
    expect(asked.status).toBe(303)
    const page = await (await fetch(new URL(asked.location!, sandbox.url))).text()
    expect(page.match(/<button type="submit"/g)).toHaveLength(1)
    await receiver.waitFor('payment_intent.requires_action')

    const refused = await submitPage(`${session.url}/authentication`, { fail: '1' })
    expect(refused.alert).toContain('unable to authenticate')
    await submitPage(session.url!, card)
    const answer = await submitPage(`${session.url}/authentication`, {})
    expect(answer.location).toBe(`http://shop.example/thanks?session=${session.id}`)
    expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe('paid')
  })

  it.each([
    ['12 / 39', null],
    ['1239', null],
    ['12/2039', null],
    ['13/39', "Your card's expiration date is incomplete."],
    ['', "Your card's expiration date is incomplete."],
    ['12/20', "Your card's expiration year is in the past."],
  ])('reads the expiry "%s"', async (cardExpiry, alert) => {
    const session = await stripe.checkout.sessions.create(mugSession())
    expect((await submitPage(session.url!, { ...GOOD_CARD, cardExpiry })).alert).toBe(alert)
  })

  it.each([
    [{ email: '' }, 'Your email is incomplete.'],
    [{ email: 'ada' }, 'Your email is invalid.'],
    [{ cardNumber: '' }, 'Your card number is incomplete.'],
    [{ cardNumber: '4242424242424241' }, 'Your card number is invalid.'],
    [{ cardNumber: '4111111111111111' }, /in test mode, but used a non test card/],
    [{ cardCvc: '12' }, "Your card's security code is incomplete."],
    [{ billingName: '' }, 'The name on the card is missing.'],
  ])('says what is wrong with %j', async (change, alert) => {
    const session = await stripe.checkout.sessions.create(mugSession())
    const refused = await submitPage(session.url!, { ...GOOD_CARD, ...change })
    expect(refused.status).toBe(400)
    expect(refused.alert).toMatch(alert)
    expect((await stripe.checkout.sessions.retrieve(session.id)).payment_intent).toBeNull()
  })
})

describe('a bank debit', () => {
  const pay = async (bankOutcome: string) => {
    const session = await stripe.checkout.sessions.create(mugSession())
    const answer = await submitPage(session.url!, {
      email: 'ada@example.com',
      paymentMethod: 'bank_debit',
      bankOutcome,
    })
    expect(answer.status).toBe(303)
    const processing = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] })
    expect(processing).toMatchObject({
      status: 'complete',
      payment_status: 'unpaid',
      payment_intent: { status: 'processing', amount_received: 0 },
    })
    expect(typesOf()).toContain('checkout.session.completed')
    return { session, intent: processing.payment_intent as Stripe.PaymentIntent }
  }

  it('is processing first and settles later', async () => {
    const { session, intent } = await pay('settles')
    await control(sandbox, 'POST', '/clock', { advanceSeconds: 3601 })
    const [event] = await receiver.waitFor('checkout.session.async_payment_succeeded')
    expect(event?.data.object).toMatchObject({ id: session.id, payment_status: 'paid' })
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'succeeded',
      amount_received: 2000,
    })
  })

  it('fails later from the account that is closed', async () => {
    const { session, intent } = await pay('fails')
    await control(sandbox, 'POST', '/clock', { advanceSeconds: 3601 })
    await receiver.waitFor('payment_intent.payment_failed')
    const [event] = await receiver.waitFor('checkout.session.async_payment_failed')
    expect(event?.data.object).toMatchObject({ id: session.id, payment_status: 'unpaid' })
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_payment_method')
  })

  it('ends when a test says so', async () => {
    const { intent } = await pay('settles')
    await control(sandbox, 'POST', `/payment_intents/${intent.id}/fail`)
    await receiver.waitFor('checkout.session.async_payment_failed')
  })
})

describe('the page', () => {
  it('shows names as text', async () => {
    const name = '<script>alert(1)</script> {{7*7}} "quoted"'
    const session = await stripe.checkout.sessions.create(
      mugSession({
        line_items: [
          { quantity: 1, price_data: { currency: 'usd', unit_amount: 500, product_data: { name } } },
        ],
      }),
    )
    const html = await (await fetch(session.url!)).text()
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}} &quot;quoted&quot;')
    expect(html).not.toContain('<script>alert')
  })

  it('has one submit button, the mark of test mode and a policy that names the shop', async () => {
    const session = await stripe.checkout.sessions.create(mugSession())
    const response = await fetch(session.url!)
    const html = await response.text()
    expect(html.match(/<button type="submit"/g)).toHaveLength(1)
    expect(html).toContain('No real money moves')
    expect(html).toContain('$20.00')
    expect(html).toMatch(/name="paymentMethod" value="card" checked/)
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("form-action 'self' http://shop.example")
    expect(policy).not.toContain('unsafe')
  })

  it('says that it has expired, or has been paid, and pays no more', async () => {
    const expired = await stripe.checkout.sessions.create(mugSession())
    await stripe.checkout.sessions.expire(expired.id)
    expect(await (await fetch(expired.url!)).text()).toContain('has expired')
    expect((await submitPage(expired.url!, GOOD_CARD)).html).toContain('has expired')

    const paid = await stripe.checkout.sessions.create(mugSession())
    await submitPage(paid.url!, GOOD_CARD)
    expect(await (await fetch(paid.url!)).text()).toContain('already been paid')
    expect((await fetch(`${sandbox.url}/c/pay/cs_test_unknown`)).status).toBe(404)
  })

  it('completes a session that is free without a payment', async () => {
    const session = await stripe.checkout.sessions.create(
      mugSession({
        line_items: [
          { quantity: 1, price_data: { currency: 'usd', unit_amount: 0, product_data: { name: 'Gift' } } },
        ],
      }),
    )
    expect(session.payment_status).toBe('no_payment_required')
    const html = await (await fetch(session.url!)).text()
    expect(html).not.toContain('cardNumber')
    expect((await submitPage(session.url!, { email: 'ada@example.com' })).status).toBe(303)
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: 'complete',
      payment_status: 'no_payment_required',
      payment_intent: null,
    })
  })

  it.each([
    ['jpy', 2000, '¥4,000'],
    ['kwd', 2500, 'KWD 5.000'],
    ['eur', 2000, '€40.00'],
  ])('shows amounts in %s', async (currency, unit_amount, shown) => {
    const session = await stripe.checkout.sessions.create(
      mugSession({
        line_items: [{ quantity: 2, price_data: { currency, unit_amount, product_data: { name: 'Mug' } } }],
      }),
    )
    const html = await (await fetch(session.url!)).text()
    expect(html.replaceAll('\u00a0', ' ')).toContain(shown)
  })

  it('asks for phone and addresses where the session wants them, and tells of them', async () => {
    const { id, url } = await stripe.checkout.sessions.create(
      mugSession({
        phone_number_collection: { enabled: true },
        billing_address_collection: 'required',
        shipping_address_collection: { allowed_countries: ['DE', 'AT'] },
      }),
    )
    const home = { AddressLine1: 'Turmstr. 1', PostalCode: '10559', Locality: 'Berlin' }
    const named = (kind: string, country: string) =>
      Object.fromEntries(
        Object.entries({ ...home, Country: country }).map(([name, value]) => [kind + name, value]),
      )
    const entries = { ...GOOD_CARD, phoneNumber: '+49 30 123456', ...named('billing', 'DE') }
    expect((await submitPage(url!, GOOD_CARD)).alert).toBe('The name of who receives it is missing.')
    const elsewhere = { ...entries, shippingName: 'Ada', ...named('shipping', 'FR') }
    expect((await submitPage(url!, elsewhere)).alert).toBe('Nothing is sent to that country.')
    const right = { ...entries, shippingName: 'Ada', ...named('shipping', 'AT') }
    expect((await submitPage(url!, { ...right, phoneNumber: '12' })).alert).toBe(
      'Your phone number is incomplete.',
    )
    expect((await submitPage(url!, right)).status).toBe(303)
    const address = { line1: 'Turmstr. 1', city: 'Berlin', postal_code: '10559' }
    const session = await stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent.latest_charge'] })
    expect(session).toMatchObject({
      customer_details: { phone: '+4930123456', address: { ...address, country: 'DE' } },
      collected_information: { shipping_details: { name: 'Ada', address: { ...address, country: 'AT' } } },
      payment_intent: {
        shipping: { name: 'Ada', address: { country: 'AT' } },
        latest_charge: { billing_details: { phone: '+4930123456', address: { country: 'DE' } } },
      },
    })
  })

  it('uses the e-mail address that the shop gave', async () => {
    const session = await stripe.checkout.sessions.create(mugSession({ customer_email: 'known@example.com' }))
    await submitPage(session.url!, { ...GOOD_CARD, email: 'other@example.com' })
    const paid = await stripe.checkout.sessions.retrieve(session.id)
    expect(paid.customer_details?.email).toBe('known@example.com')
  })
})

describe('a session that nobody pays', () => {
  it('expires when its time is over, and says so', async () => {
    const now = (await control(sandbox, 'POST', '/clock', { advanceSeconds: 0 })).nowSeconds as number
    const session = await stripe.checkout.sessions.create(mugSession({ expires_at: now + 1800 }))
    await submitPage(session.url!, { ...GOOD_CARD, cardNumber: '4000000000000002' })
    await control(sandbox, 'POST', '/clock', { advanceSeconds: 1801 })
    const [event] = await receiver.waitFor('checkout.session.expired')
    expect(event?.data.object).toMatchObject({ id: session.id, status: 'expired', url: null })
    const expired = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] })
    expect(expired).toMatchObject({ status: 'expired', payment_intent: { status: 'canceled' } })
    await expect(stripe.checkout.sessions.expire(session.id)).rejects.toMatchObject({
      statusCode: 400,
      type: 'StripeInvalidRequestError',
    })
  })
})
