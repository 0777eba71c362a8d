import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Stripe } from 'stripe'
import type { RunningStandIn } from '../../../src/stand-in/index.ts'
import {
  connect,
  control,
  EUR_KEY,
  mugSession,
  PUBLISHABLE_KEY,
  request,
  startTestSandbox,
} from './support.ts'

let sandbox: RunningStandIn
let stripe: Stripe

beforeAll(async () => {
  sandbox = await startTestSandbox()
  stripe = connect(sandbox)
})
afterAll(() => sandbox.close())

describe('keys', () => {
  it('open an account each, as user name or bearer', async () => {
    const usd = await stripe.accounts.retrieveCurrent()
    const eur = await connect(sandbox, EUR_KEY).accounts.retrieveCurrent()
    expect(usd.id).not.toBe(eur.id)
    expect([usd.default_currency, eur.default_currency]).toEqual(['usd', 'eur'])
    const basic = await request(sandbox, 'GET', '/v1/account', {
      key: null,
      headers: { Authorization: `Basic ${Buffer.from('sk_test_sandbox_eur:').toString('base64')}` },
    })
    expect(basic.body.id).toBe(eur.id)
  })

  it('never show the objects of another account', async () => {
    const product = await stripe.products.create({ name: 'Mug' })
    const session = await stripe.checkout.sessions.create(mugSession())
    const eur = connect(sandbox, EUR_KEY)
    await expect(eur.products.retrieve(product.id)).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    })
    await expect(eur.checkout.sessions.retrieve(session.id)).rejects.toMatchObject({
      code: 'resource_missing',
    })
    expect((await eur.products.list()).data).toEqual([])
    expect((await eur.events.list()).data).toEqual([])
  })
})

describe('answers', () => {
  it('carry a request id and the version', async () => {
    const { headers } = await request(sandbox, 'GET', '/v1/account')
    expect(headers.get('request-id')).toMatch(/^req_\w{14}$/)
    expect(headers.get('stripe-version')).toBe(Stripe.API_VERSION)
    const older = await request(sandbox, 'GET', '/v1/account', {
      headers: { 'Stripe-Version': '2025-03-31.basil' },
    })
    expect(older.headers.get('stripe-version')).toBe('2025-03-31.basil')
  })

  it('expand what is asked for, through lists, and refuse what cannot be', async () => {
    const product = await stripe.products.create({
      name: 'Mug',
      default_price_data: { currency: 'usd', unit_amount: 1000 },
    })
    const price = await stripe.prices.retrieve(product.default_price as string, {
      expand: ['product.default_price'],
    })
    expect(price.product).toMatchObject({
      id: product.id,
      default_price: { id: price.id, product: product.id },
    })
    const list = await stripe.prices.list({ product: product.id, expand: ['data.product'] })
    expect(list.data[0]?.product).toMatchObject({ name: 'Mug' })
    await expect(stripe.prices.list({ expand: ['product'] })).rejects.toThrow(
      /expanding 'data.product' instead/,
    )
    await expect(
      stripe.prices.retrieve(price.id, {
        expand: ['product.default_price.product.default_price.product.default_price'],
      }),
    ).rejects.toThrow(/more than 4 levels/)
  })

  it('list line items only where asked for', async () => {
    const created = await stripe.checkout.sessions.create(mugSession())
    expect(created).not.toHaveProperty('line_items')
    const { data } = await stripe.checkout.sessions.listLineItems(created.id, {
      expand: ['data.price.product'],
    })
    expect(data).toMatchObject([{ amount_subtotal: 2000, amount_total: 2000, quantity: 2, currency: 'usd' }])
    expect(data[0]?.price?.product).toMatchObject({ name: 'Mug' })
  })

  it('page through lists, newest first, forwards and back', async () => {
    const eur = connect(sandbox, EUR_KEY)
    const ids: string[] = []
    for (let i = 0; i < 7; i += 1) ids.unshift((await eur.products.create({ name: `Mug ${i}` })).id)
    const first = await eur.products.list({ limit: 3 })
    expect(first.data.map(({ id }) => id)).toEqual(ids.slice(0, 3))
    expect(first).toMatchObject({ object: 'list', has_more: true, url: '/v1/products' })
    const second = await eur.products.list({ limit: 3, starting_after: ids[2]! })
    expect(second.data.map(({ id }) => id)).toEqual(ids.slice(3, 6))
    const last = await eur.products.list({ limit: 3, starting_after: ids[5]! })
    expect(last.data.map(({ id }) => id)).toEqual(ids.slice(6))
    expect(last.has_more).toBe(false)
    const back = await eur.products.list({ limit: 2, ending_before: ids[4]! })
    expect(back.data.map(({ id }) => id)).toEqual(ids.slice(2, 4))
    expect(back.has_more).toBe(true)
    const all: string[] = []
    for await (const { id } of eur.products.list({ limit: 2 })) all.push(id)
    expect(all).toEqual(ids)
  })

  it('list what is named by its id, and what several filters leave', async () => {
    const eur = connect(sandbox, EUR_KEY)
    const url = 'http://named.example'
    const made = []
    for (const active of [true, false, true])
      made.push(await eur.products.create({ name: 'Cup', active, url }))
    const ids = made.map(({ id }) => id)
    const listed = async (params: Stripe.ProductListParams) =>
      (await eur.products.list(params)).data.map(({ id }) => ids.indexOf(id))
    expect(await listed({ ids: [ids[0]!, 'prod_none', ids[2]!] })).toEqual([2, 0])
    expect(await listed({ ids, active: false })).toEqual([1])
    expect(await listed({ ids, limit: 1 })).toEqual([2])
    expect(await listed({ url, active: true })).toEqual([2, 0])
    expect(await listed({ url, active: false })).toEqual([1])
    await expect(eur.products.list({ ids, starting_after: ids[0]! })).rejects.toMatchObject({ param: 'ids' })
    expect((await eur.prices.list({ type: 'recurring' })).data).toEqual([])
  })

  it('filter lists by when things were created', async () => {
    const { nowSeconds } = await control(sandbox, 'POST', '/clock', { advanceSeconds: 100 })
    const late = await stripe.products.create({ name: 'Late' })
    const found = await stripe.products.list({ created: { gte: nowSeconds as number } })
    expect(found.data.map(({ id }) => id)).toEqual([late.id])
    const before = await stripe.products.list({ created: { lt: nowSeconds as number }, limit: 100 })
    expect(before.data.map(({ id }) => id)).not.toContain(late.id)
  })
})

describe('products and prices', () => {
  it('take an id of ours, merge metadata and clear what is sent empty', async () => {
    const product = await stripe.products.create({
      id: 'item_7',
      name: 'Mug',
      description: 'Blue',
      metadata: { itemId: '7', colour: 'blue' },
    })
    expect(product).toMatchObject({ id: 'item_7', active: true, default_price: null })
    const updated = await stripe.products.update('item_7', {
      description: '',
      metadata: { colour: '', size: 'L' },
      images: ['https://shop.example/mug.png'],
    })
    expect(updated).toMatchObject({ description: null, metadata: { itemId: '7', size: 'L' } })
    expect(updated.images).toEqual(['https://shop.example/mug.png'])
    expect((await stripe.products.update('item_7', { metadata: '' })).metadata).toEqual({})
  })

  it('list prices that are active, but neither archived nor inline ones', async () => {
    const product = await stripe.products.create({ name: 'Mug' })
    const make = (unit_amount: number) =>
      stripe.prices.create({ product: product.id, currency: 'usd', unit_amount })
    const [dear, cheap] = [await make(2000), await make(1000)]
    await stripe.prices.update(cheap.id, { active: false })
    await stripe.checkout.sessions.create(
      mugSession({
        line_items: [{ quantity: 1, price_data: { currency: 'usd', unit_amount: 700, product: product.id } }],
      }),
    )
    const ids = async (params: Stripe.PriceListParams) =>
      (await stripe.prices.list({ product: product.id, ...params })).data.map(({ id }) => id)
    expect(await ids({})).toEqual([dear.id])
    expect(await ids({ active: false })).toEqual([cheap.id])
  })

  it('move a lookup key to the price that takes it over', async () => {
    const product = await stripe.products.create({ name: 'Mug' })
    const fields = { product: product.id, currency: 'usd', lookup_key: 'moving' }
    const before = await stripe.prices.create({ ...fields, unit_amount: 1000 })
    const after = await stripe.prices.create({ ...fields, unit_amount: 1200, transfer_lookup_key: true })
    expect((await stripe.prices.retrieve(before.id)).lookup_key).toBeNull()
    expect((await stripe.prices.list({ lookup_keys: ['moving'] })).data.map(({ id }) => id)).toEqual([
      after.id,
    ])
  })

  it('archive neither a default price, nor delete a product that has prices', async () => {
    const product = await stripe.products.create({
      name: 'Mug',
      default_price_data: { currency: 'usd', unit_amount: 1000 },
    })
    const price = product.default_price as string
    await expect(stripe.prices.update(price, { active: false })).rejects.toThrow(
      /default price of its product/,
    )
    await expect(stripe.products.del(product.id)).rejects.toMatchObject({ statusCode: 400 })
    await stripe.products.update(product.id, { default_price: '' })
    expect((await stripe.prices.update(price, { active: false })).active).toBe(false)
    const bare = await stripe.products.create({ name: 'Bare' })
    expect(await stripe.products.del(bare.id)).toMatchObject({ id: bare.id, deleted: true })
    await expect(stripe.products.retrieve(bare.id)).rejects.toMatchObject({ code: 'resource_missing' })
  })

  it('tell of changes with the values that were', async () => {
    const product = await stripe.products.create({ name: 'Mug' })
    await stripe.products.update(product.id, { name: 'Cup' })
    const { data } = await stripe.events.list({ type: 'product.updated', limit: 1 })
    expect(data[0]?.data).toMatchObject({ object: { name: 'Cup' }, previous_attributes: { name: 'Mug' } })
    const wild = await stripe.events.list({ type: 'product.*', limit: 2 })
    expect(wild.data.map(({ type }) => type)).toEqual(['product.updated', 'product.created'])
  })
})

describe('payment intents', () => {
  const create = (payment_method: string, change: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      confirm: true,
      payment_method,
      return_url: 'http://shop.example/back',
      ...change,
    })

  it('wait for a method, are confirmed and succeed', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      metadata: { order: '7' },
    })
    expect(intent).toMatchObject({
      status: 'requires_payment_method',
      amount_received: 0,
      latest_charge: null,
    })
    await stripe.paymentIntents.update(intent.id, { amount: 1500, metadata: { note: 'x' } })
    const paid = await stripe.paymentIntents.confirm(intent.id, {
      payment_method: 'pm_card_visa',
      return_url: 'http://shop.example/back',
      expand: ['latest_charge', 'payment_method'],
    })
    expect(paid).toMatchObject({
      status: 'succeeded',
      amount_received: 1500,
      metadata: { order: '7', note: 'x' },
      latest_charge: { status: 'succeeded', amount: 1500, metadata: { order: '7', note: 'x' } },
      payment_method: { type: 'card', card: { brand: 'visa', last4: '4242' } },
    })
  })

  it('answer 402 with the intent where the card is declined, and can be paid afterwards', async () => {
    const error = await create('pm_card_chargeDeclinedInsufficientFunds').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError)
    const refused = error as InstanceType<typeof Stripe.errors.StripeCardError>
    expect(refused).toMatchObject({
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      payment_intent: { status: 'requires_payment_method', payment_method: null },
    })
    const paid = await stripe.paymentIntents.confirm(refused.payment_intent!.id, {
      payment_method: 'pm_card_visa',
      return_url: 'http://shop.example/back',
    })
    expect(paid.status).toBe('succeeded')
  })

  it('ask for authentication, or are declined where nobody could be asked', async () => {
    expect(await create('pm_card_authenticationRequired')).toMatchObject({
      status: 'requires_action',
      next_action: { type: 'redirect_to_url', redirect_to_url: { return_url: 'http://shop.example/back' } },
    })
    await expect(create('pm_card_authenticationRequired', { off_session: true })).rejects.toMatchObject({
      code: 'authentication_required',
    })
  })

  it('process bank debits', async () => {
    const good = await create('pm_usBankAccount_success')
    const closed = await create('pm_usBankAccount_accountClosed')
    expect([good.status, closed.status]).toEqual(['processing', 'processing'])
    await expect(stripe.paymentIntents.cancel(good.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    })
    await control(sandbox, 'POST', '/clock', { advanceSeconds: 3601 })
    expect((await stripe.paymentIntents.retrieve(good.id)).status).toBe('succeeded')
    expect((await stripe.paymentIntents.retrieve(closed.id)).status).toBe('requires_payment_method')
  })

  it('are canceled for good', async () => {
    const intent = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' })
    const canceled = await stripe.paymentIntents.cancel(intent.id, { cancellation_reason: 'abandoned' })
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' })
  })

  it('belong to their session, where a session made them', async () => {
    const session = await stripe.checkout.sessions.create(mugSession())
    await fetch(session.url!, {
      method: 'POST',
      body: new URLSearchParams({
        email: 'ada@example.com',
        cardNumber: '4000000000000002',
        cardExpiry: '12/39',
        cardCvc: '123',
        billingName: 'Ada',
      }),
    })
    const id = (await stripe.checkout.sessions.retrieve(session.id)).payment_intent as string
    await expect(stripe.paymentIntents.cancel(id)).rejects.toThrow(/Checkout Session/)
    const { data } = await stripe.checkout.sessions.list({ payment_intent: id })
    expect(data.map((found) => found.id)).toEqual([session.id])
  })

  it('open to a publishable key with their client secret only', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      metadata: { secret: 'x' },
    })
    const path = `/v1/payment_intents/${intent.id}`
    const shut = await request(sandbox, 'GET', path, { key: PUBLISHABLE_KEY })
    expect(shut.status).toBe(404)
    const wrong = await request(sandbox, 'GET', `${path}?client_secret=${intent.id}_secret_x`, {
      key: PUBLISHABLE_KEY,
    })
    expect(wrong.status).toBe(404)
    const open = await request(sandbox, 'GET', `${path}?client_secret=${intent.client_secret}`, {
      key: PUBLISHABLE_KEY,
    })
    expect(open).toMatchObject({ status: 200, body: { id: intent.id, amount: 1000 } })
    expect(open.body).not.toHaveProperty('metadata')
  })
})
