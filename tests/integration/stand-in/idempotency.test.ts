import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Stripe } from 'stripe'
import type { RunningStandIn } from '../../../src/stand-in/index.ts'
import { connect, control, EUR_KEY, request, startTestSandbox } from './support.ts'

let sandbox: RunningStandIn
let stripe: Stripe

beforeAll(async () => {
  sandbox = await startTestSandbox()
  stripe = connect(sandbox)
})
afterAll(() => sandbox.close())

const post = (form: string, key: string, path = '/v1/products') =>
  request(sandbox, 'POST', path, { form, headers: { 'Idempotency-Key': key } })

describe('An idempotency key', () => {
  it('answers the same request with the first answer, and does nothing again', async () => {
    const first = await post('name=Mug', 'same')
    await stripe.products.update(first.body.id, { name: 'Renamed meanwhile' })
    const second = await post('name=Mug', 'same')
    expect(second.body).toEqual(first.body)
    expect(second.body.name).toBe('Mug')
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect(second.headers.get('original-request')).toBe(first.headers.get('request-id'))
    expect(first.headers.get('idempotent-replayed')).toBeNull()
  })

  it('is refused with other parameters, or for another address', async () => {
    await post('name=Mug', 'other')
    for (const [form, path] of [
      ['name=Cup', '/v1/products'],
      ['name=Mug', '/v1/payment_intents'],
    ] as const) {
      const answer = await post(form, 'other', path)
      expect(answer).toMatchObject({ status: 400, body: { error: { type: 'idempotency_error' } } })
    }
  })

  it('is not kept by a request that failed validation', async () => {
    expect((await post('nam=Mug', 'typo')).status).toBe(400)
    expect((await post('name=Mug', 'typo')).status).toBe(200)
  })

  it('keeps a declined payment', async () => {
    const form =
      'amount=1000&currency=usd&confirm=true&return_url=https://shop.example&payment_method=pm_card_chargeDeclined'
    const first = await post(form, 'declined', '/v1/payment_intents')
    const second = await post(form, 'declined', '/v1/payment_intents')
    expect(first.status).toBe(402)
    expect(second.body).toEqual(first.body)
  })

  it('keeps a 500', async () => {
    await control(sandbox, 'POST', '/faults', {
      target: 'call',
      kind: 'status',
      status: 500,
      path: '/v1/products',
    })
    expect((await post('name=Broken', 'broken')).status).toBe(500)
    const again = await post('name=Broken', 'broken')
    expect(again.status).toBe(500)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect((await post('name=Broken', 'another')).status).toBe(200)
  })

  it('is in use while its first request is under way', async () => {
    await control(sandbox, 'POST', '/faults', {
      target: 'call',
      kind: 'slow',
      delayMs: 300,
      path: '/v1/products',
    })
    const slow = post('name=Slow', 'busy')
    await new Promise((resolve) => setTimeout(resolve, 100))
    const busy = await post('name=Slow', 'busy')
    expect(busy).toMatchObject({ status: 409, body: { error: { code: 'idempotency_key_in_use' } } })
    const first = await slow
    expect(first.status).toBe(200)
    expect((await post('name=Slow', 'busy')).body).toEqual(first.body)
  })

  it('belongs to its account, ends after a day and is at most 255 characters long', async () => {
    const first = await post('name=Mug', 'day')
    const foreign = await connect(sandbox, EUR_KEY).products.create(
      { name: 'Cup' },
      { idempotencyKey: 'day' },
    )
    expect(foreign.name).toBe('Cup')
    await control(sandbox, 'POST', '/clock', { advanceSeconds: 25 * 60 * 60 })
    expect((await post('name=Mug', 'day')).body.id).not.toBe(first.body.id)
    expect((await post('name=Mug', 'k'.repeat(256))).status).toBe(400)
    expect((await post('name=Mug', 'k'.repeat(255))).status).toBe(200)
  })
})
