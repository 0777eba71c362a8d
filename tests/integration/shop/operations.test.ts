import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startDatabaseRelay } from '../../support/database-relay.ts'
import { createTestDatabase } from '../../support/databases.ts'
import { startTestShop, type TestShop } from '../../support/test-shop.ts'

import { waitFor } from '../../support/wait-for.ts'

const TOKEN = 'a-token-of-these-tests'

describe('on one machine', () => {
  let shop: TestShop
  beforeAll(async () => {
    shop = await startTestShop()
  })
  afterAll(() => shop?.close())

  it('says that it is alive and ready', async () => {
    const alive = await shop.request('/healthz')
    expect([alive.status, alive.json]).toEqual([200, { status: 'ok' }])
    const ready = await shop.request('/readyz')
    expect([ready.status, ready.json]).toEqual([200, { status: 'ready' }])
    expect((await shop.request('/healthz', { method: 'POST' })).status).toBe(405)
  })

  it('counts what it answered, by the pattern of the route', async () => {
    await shop.request('/item/999999')
    const { status, text, headers } = await shop.request('/metrics')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toContain('text/plain')
    expect(text).toMatch(/route="\/item\/:id"/)
    expect(text).not.toContain('/item/999999')
    expect(text).toContain('process_resident_memory_bytes')
  })

  it.each(['x-forwarded-for', 'forwarded'])(
    'keeps its metrics from whoever comes past a proxy (%s)',
    async (header) => {
      expect((await shop.request('/metrics', { headers: { [header]: '127.0.0.1' } })).status).toBe(403)
    },
  )

  it('does not make browsers insist on https, for the cookie of a log-in either', async () => {
    const data = { email: 'admin@shop.example', password: 'a long password' }
    await shop.payload.create({ collection: 'users', data: { ...data, role: 'admin' } })
    const { headers } = await shop.send('POST', '/api/users/login', data)
    expect(headers.getSetCookie()).toEqual([expect.not.stringMatching(/secure/i)])
    expect((await shop.request('/')).headers.get('strict-transport-security')).toBeNull()
  })
})

describe('with a database that hangs', () => {
  it('is not ready, says so soon, and is ready again afterwards', async () => {
    const relay = await startDatabaseRelay(await createTestDatabase())
    const shop = await startTestShop({ databaseUrl: relay.url })
    expect((await shop.request('/readyz')).status).toBe(200)
    relay.freeze()
    const asked = Date.now()
    const answers = await Promise.all([shop.request('/readyz'), shop.request('/readyz')])
    expect(answers.map(({ status, json }) => [status, json])).toEqual(
      Array(2).fill([503, { status: 'no database' }]),
    )
    expect(Date.now() - asked).toBeLessThan(2_500)
    relay.mend()
    await waitFor(async () => (await shop.request('/readyz')).status === 200, { what: 'the database' })
    await shop.close()
    relay.close()
  })
})

describe('behind https, with a token for metrics', () => {
  let shop: TestShop
  beforeAll(async () => {
    shop = await startTestShop({ env: { PUBLIC_URL: 'https://shop.example', METRICS_TOKEN: TOKEN } })
  })
  afterAll(() => shop?.close())

  it('makes browsers insist on https for a year', async () => {
    for (const path of ['/', '/item/999999', '/api/openapi.json']) {
      const { headers } = await shop.request(path)
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
    }
  })

  it('gives the cookie of a log-in to https only', async () => {
    const data = { email: 'admin@shop.example', password: 'a long password' }
    await shop.payload.create({ collection: 'users', data: { ...data, role: 'admin' } })
    const { headers } = await shop.send('POST', '/api/users/login', data)
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^payload-token=.*(?=.*; HttpOnly)(?=.*; Secure)(?=.*; SameSite=Lax)/i),
    ])
  })

  it('gives metrics to the bearer of the token only', async () => {
    const ask = async (authorization?: string) =>
      (await shop.request('/metrics', authorization ? { headers: { authorization } } : {})).status
    expect(await ask()).toBe(401)
    expect(await ask('Bearer another')).toBe(401)
    expect(await ask(`Bearer ${TOKEN}`)).toBe(200)
  })
})
