import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Stripe } from 'stripe'
import type { RunningStandIn } from '../../../src/stand-in/index.ts'
import { waitFor } from '../../support/wait-for.ts'
import {
  connect,
  control,
  GOOD_CARD,
  mugSession,
  type Receiver,
  startReceiver,
  startTestSandbox,
  submitPage,
} from './support.ts'

let sandbox: RunningStandIn
let stripe: Stripe
let receiver: Receiver

beforeEach(async () => {
  sandbox = await startTestSandbox()
  stripe = connect(sandbox)
  receiver = await startReceiver()
})
afterEach(async () => {
  await sandbox.close()
  await receiver.close()
})

async function listen(enabled_events: Stripe.WebhookEndpointCreateParams.EnabledEvent[] = ['*']) {
  const endpoint = await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events })
  receiver.secret = endpoint.secret!
  return endpoint
}

const fault = (body: object) => control(sandbox, 'POST', '/faults', { target: 'delivery', ...body })
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('A webhook endpoint', () => {
  it('shows its secret once', async () => {
    const endpoint = await listen()
    expect(endpoint.secret).toMatch(/^whsec_/)
    expect(await stripe.webhookEndpoints.retrieve(endpoint.id)).not.toHaveProperty('secret')
    expect((await stripe.webhookEndpoints.list()).data[0]).not.toHaveProperty('secret')
  })

  it('hears the events that it listens to, until it is disabled or deleted', async () => {
    const endpoint = await listen(['product.created'])
    const product = await stripe.products.create({ name: 'Mug' })
    await stripe.products.update(product.id, { name: 'Cup' })
    await receiver.waitFor('product.created')
    await stripe.webhookEndpoints.update(endpoint.id, { disabled: true })
    await stripe.products.create({ name: 'Unheard' })
    await stripe.webhookEndpoints.update(endpoint.id, {
      disabled: false,
      enabled_events: ['product.updated'],
    })
    await stripe.products.update(product.id, { name: 'Glass' })
    await receiver.waitFor('product.updated')
    await stripe.webhookEndpoints.del(endpoint.id)
    await stripe.products.update(product.id, { name: 'Bowl' })
    await pause(100)
    expect(receiver.events.map(({ type }) => type)).toEqual(['product.created', 'product.updated'])
  })

  it('decides which events count as delivered', async () => {
    await listen(['product.created', 'product.updated'])
    receiver.answers.push(200, 500)
    const product = await stripe.products.create({ name: 'Mug' })
    await receiver.waitFor('product.created')
    await stripe.products.update(product.id, { name: 'Cup' })
    await waitFor(() => receiver.raw.length === 2)
    const typesOf = async (delivery_success: boolean) =>
      (await stripe.events.list({ delivery_success })).data.map(({ type }) => type)
    await waitFor(async () => (await typesOf(true)).includes('product.created'))
    expect(await typesOf(true)).toEqual(['product.created'])
    expect(await typesOf(false)).toEqual(['product.updated'])
    await control(sandbox, 'POST', '/deliveries/retry')
    await waitFor(async () => (await typesOf(false)).length === 0)
    expect(await typesOf(true)).toEqual(['product.updated', 'product.created'])
  })

  it('is one of several of its account, each with a version and a secret of its own', async () => {
    const older = await startReceiver()
    const endpoint = await stripe.webhookEndpoints.create({
      url: older.url,
      enabled_events: ['*'],
      api_version: '2025-03-31.basil',
    })
    older.secret = endpoint.secret!
    await listen()
    await stripe.products.create({ name: 'Mug' })
    const [mine] = await receiver.waitFor('product.created')
    const [theirs] = await older.waitFor('product.created')
    expect(mine?.id).toBe(theirs?.id)
    expect([mine?.api_version, theirs?.api_version]).toEqual([Stripe.API_VERSION, '2025-03-31.basil'])
    await older.close()
  })
})

describe('An event', () => {
  it('is sent indented and signed, tells of the request, and expands nothing', async () => {
    await listen(['checkout.session.expired', 'product.created'])
    await stripe.products.create({ name: 'Mug' }, { idempotencyKey: 'key-of-ours' })
    const [event] = await receiver.waitFor('product.created')
    expect(event).toMatchObject({ object: 'event', livemode: false, pending_webhooks: 1 })
    expect(event?.request).toEqual({ id: expect.stringMatching(/^req_/), idempotency_key: 'key-of-ours' })
    const { body, signature } = receiver.raw[0]!
    expect(body).toBe(JSON.stringify(event, null, 2))
    const rewritten = JSON.stringify(JSON.parse(body))
    expect(() => Stripe.webhooks.constructEvent(rewritten, signature, receiver.secret)).toThrow()

    const session = await stripe.checkout.sessions.create(mugSession())
    await stripe.checkout.sessions.expire(session.id)
    const [expired] = await receiver.waitFor('checkout.session.expired')
    expect(expired?.data.object).not.toHaveProperty('line_items')
  })

  it('is sent again, after a growing pause, until it is answered with 2xx', async () => {
    await listen(['product.created'])
    receiver.answers.push(500, 302)
    await stripe.products.create({ name: 'Mug' })
    await pause(300)
    expect(receiver.raw).toHaveLength(1)
    await control(sandbox, 'POST', '/deliveries/retry')
    await pause(300)
    expect(receiver.raw).toHaveLength(2)
    const { deliveries } = await control(sandbox, 'GET', '/deliveries')
    const [first, second] = deliveries[0].attempts as { at: number; status: number }[]
    expect([first?.status, second?.status]).toEqual([500, 302])
    expect(deliveries[0].nextAttemptMs - second!.at * 1000).toBeGreaterThan(2000)
    await control(sandbox, 'POST', '/clock', { advanceSeconds: 10 })
    const [event] = await receiver.waitFor('product.created')
    await pause(100)
    expect((await stripe.events.retrieve(event!.id)).pending_webhooks).toBe(0)
  })

  it('can be dropped, doubled, delayed and turned round', async () => {
    await listen(['product.created'])
    const names = () => receiver.events.map(({ data }) => (data.object as Stripe.Product).name)
    await fault({ kind: 'drop' })
    await stripe.products.create({ name: 'dropped' })
    await fault({ kind: 'duplicate' })
    await stripe.products.create({ name: 'doubled' })
    await receiver.waitFor('product.created', 2)
    expect(names()).toEqual(['doubled', 'doubled'])
    await fault({ kind: 'delay', delayMs: 300 })
    await stripe.products.create({ name: 'late' })
    await stripe.products.create({ name: 'prompt' })
    await receiver.waitFor('product.created', 4)
    expect(names().slice(2)).toEqual(['prompt', 'late'])
    await fault({ kind: 'reorder', times: 3 })
    for (const name of ['a', 'b', 'c']) await stripe.products.create({ name })
    await receiver.waitFor('product.created', 7)
    expect(names().slice(4)).toEqual(['c', 'b', 'a'])
  })

  it('comes before the answer of its request, where told so', async () => {
    await listen(['product.created'])
    await control(sandbox, 'POST', '/faults', { target: 'deliver_before_answer' })
    await stripe.products.create({ name: 'Mug' })
    expect(receiver.events).toHaveLength(1)
  })

  it('is kept for 30 days', async () => {
    await stripe.products.create({ name: 'Mug' })
    const [event] = (await stripe.events.list()).data
    await control(sandbox, 'POST', '/clock', { advanceSeconds: 31 * 24 * 60 * 60 })
    expect((await stripe.events.list()).data).toEqual([])
    await expect(stripe.events.retrieve(event!.id)).rejects.toMatchObject({ code: 'resource_missing' })
  })
})

describe('The payment page', () => {
  it('does not wait for an endpoint that fails', async () => {
    await listen(['checkout.session.completed'])
    receiver.answers.push(500)
    const session = await stripe.checkout.sessions.create(mugSession())
    const answer = await submitPage(session.url!, GOOD_CARD)
    expect(answer.status).toBe(303)
    expect(receiver.raw).toHaveLength(1)
    expect(receiver.events).toHaveLength(0)
  })
})
