import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { Stripe } from 'stripe'
import type { RunningStandIn } from '../../../src/stand-in/index.ts'
import { connect, control, mugSession, request, startTestSandbox } from './support.ts'

let sandbox: RunningStandIn
let stripe: Stripe

beforeAll(async () => {
  sandbox = await startTestSandbox()
  stripe = connect(sandbox)
})
afterEach(() => control(sandbox, 'DELETE', '/faults'))
afterAll(() => sandbox.close())

const fault = (body: object) => control(sandbox, 'POST', '/faults', { target: 'call', ...body })

describe('A fault that is switched on', () => {
  it('hits the next calls of its path, and no others', async () => {
    await fault({ kind: 'status', status: 503, times: 2, path: '/v1/products' })
    expect((await stripe.checkout.sessions.create(mugSession())).status).toBe('open')
    for (let i = 0; i < 2; i += 1) {
      await expect(stripe.products.create({ name: 'Mug' })).rejects.toMatchObject({ statusCode: 503 })
    }
    expect((await stripe.products.create({ name: 'Mug' })).name).toBe('Mug')
  })

  it('refuses with 429 and says when to come again', async () => {
    await fault({ kind: 'status', status: 429, retryAfterSeconds: 7 })
    const answer = await request(sandbox, 'GET', '/v1/products')
    expect(answer).toMatchObject({ status: 429, body: { error: { code: 'rate_limit' } } })
    expect(answer.headers.get('retry-after')).toBe('7')
  })

  it('lets an account call no faster than it may', async () => {
    await control(sandbox, 'POST', '/accounts/usd', { requestsPerSecond: 5 })
    const calls = Array.from({ length: 9 }, () => request(sandbox, 'GET', '/v1/products'))
    const statuses = (await Promise.all(calls)).map(({ status }) => status)
    await control(sandbox, 'POST', '/accounts/usd', { requestsPerSecond: null })
    expect(statuses.filter((status) => status === 200)).toHaveLength(5)
    expect(statuses.filter((status) => status === 429)).toHaveLength(4)
    expect((await request(sandbox, 'GET', '/v1/products')).status).toBe(200)
  })

  it('resets the connection before the work, or after it', async () => {
    await fault({ kind: 'reset' })
    await expect(request(sandbox, 'POST', '/v1/products', { form: 'name=Never' })).rejects.toThrow()
    await fault({ kind: 'reset_after' })
    await expect(request(sandbox, 'POST', '/v1/products', { form: 'name=Done' })).rejects.toThrow()
    const names = (await stripe.products.list({ limit: 100 })).data.map(({ name }) => name)
    expect(names).toContain('Done')
    expect(names).not.toContain('Never')
  })

  it('hangs until the caller gives up', async () => {
    await fault({ kind: 'hang' })
    const impatient = connect(sandbox, undefined, { timeout: 200 })
    await expect(impatient.products.list()).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError)
    expect((await impatient.products.list()).object).toBe('list')
  })

  it('is refused where it makes no sense', async () => {
    await expect(fault({ kind: 'explode' })).rejects.toThrow(/target is call/)
    await expect(fault({ kind: 'reset', times: 0 })).rejects.toThrow(/times/)
  })

  it('is for this machine only', async () => {
    const forwarded = await fetch(`${sandbox.url}/_sandbox/faults`, {
      headers: { 'X-Forwarded-For': '203.0.113.7' },
    })
    expect(forwarded.status).toBe(403)
  })
})
