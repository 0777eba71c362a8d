import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type SignedIn, startTestShop, type TestShop } from '../../support/test-shop.ts'

let shop: TestShop
let other: TestShop
let admin: SignedIn

beforeAll(async () => {
  shop = await startTestShop({ env: { TRUST_PROXY: '1' } })
  const { sandbox, config } = shop
  other = await startTestShop({
    databaseUrl: config.databaseUrl,
    stripe: { sandbox },
    env: { TRUST_PROXY: '1' },
  })
  admin = await shop.signIn('admin')
})

afterAll(async () => {
  await other.close()
  await shop.close()
})

const logIn = (at: TestShop, address: string, data: object) =>
  at.send('POST', '/api/users/login', data, { 'x-forwarded-for': address })

describe('guesses at a password', () => {
  it('are counted by all processes together, an address at a time', async () => {
    const statuses: number[] = []
    for (let count = 0; count < 24; count += 1) {
      const at = count % 2 === 0 ? shop : other
      const { status } = await logIn(at, '203.0.113.1', {
        email: `n${count}@shop.example`,
        password: 'wrong',
      })
      statuses.push(status)
    }
    const tried = statuses.filter((status) => status === 401).length
    expect(tried).toBeGreaterThanOrEqual(10)
    expect(tried).toBeLessThanOrEqual(20)
    expect(statuses.at(-1)).toBe(429)
    const { email, password } = admin
    expect((await logIn(other, '203.0.113.2', { email, password })).status).toBe(200)
  })

  it('lock nobody out', async () => {
    const { email, password } = admin
    for (let count = 0; count < 14; count += 1) {
      await logIn(shop, `198.51.100.${count}`, { email, password: 'wrong' })
    }
    expect((await logIn(shop, '198.51.100.200', { email, password })).status).toBe(200)
  })

  it('are answered alike, whether the account exists or not', async () => {
    /** The shortest of some: whatever else the machine does only makes an answer later. */
    const measure = async (email: string, network: string) => {
      const tries: { answer: [number, string]; ms: number }[] = []
      for (let count = 1; count <= 4; count += 1) {
        const begunAt = performance.now()
        const { status, text } = await logIn(shop, `${network}.${count}`, { email, password: 'wrong' })
        tries.push({ answer: [status, text], ms: performance.now() - begunAt })
      }
      return { answers: tries.map(({ answer }) => answer), ms: Math.min(...tries.map(({ ms }) => ms)) }
    }
    const support = await shop.signIn('support')
    const known = await measure(support.email, '192.0.2')
    const unknown = await measure('nobody@shop.example', '192.0.3')
    expect(unknown.answers).toEqual(known.answers)
    expect(Math.abs(unknown.ms - known.ms)).toBeLessThan(150)
  })
})

describe('wrong API keys', () => {
  it('are limited', async () => {
    const ask = (index: number) =>
      shop.request('/api/orders', {
        headers: { authorization: `users API-Key wrong-${index}`, 'x-forwarded-for': '203.0.113.9' },
      })
    const statuses: number[] = []
    for (let index = 0; index < 20; index += 1) statuses.push((await ask(index)).status)
    expect(statuses[0]).toBe(403)
    expect(statuses.at(-1)).toBe(429)
  })
})

describe('a database that is away', () => {
  it('counts nothing and makes no purchase wait for the counts', async () => {
    const { id } = await shop.createItem()
    await shop.sql('drop table shop_request_counts')
    expect((await shop.request(`/buy/${id}`)).status).toBe(200)
    const { email, password } = admin
    expect((await logIn(shop, '203.0.113.20', { email, password })).status).toBe(200)
  })
})

describe('an API key', () => {
  const path = (id: number) => `/api/users/${id}/api-key`

  it('is made by the shop, for oneself or by an administrator, works, and can be taken away', async () => {
    const support = await shop.signIn('support')
    const made = await shop.request(path(support.id), { method: 'POST', headers: support.headers })
    expect([made.status, made.json.apiKey.length >= 40]).toEqual([201, true])
    const headers = { authorization: `users API-Key ${made.json.apiKey}` }
    expect((await shop.request('/api/orders', { headers })).status).toBe(200)
    expect((await shop.request('/api/users/me', { headers })).json.user.id).toBe(support.id)
    expect((await shop.request(path(support.id), { method: 'POST', headers })).status).toBe(403)
    expect((await shop.request(path(admin.id), { method: 'POST', headers: support.headers })).status).toBe(
      403,
    )
    expect((await shop.request(path(support.id), { method: 'POST' })).status).toBe(401)
    const ended = await shop.request(path(support.id), { method: 'DELETE', headers: admin.headers })
    expect(ended.status).toBe(200)
    expect((await shop.request('/api/orders', { headers })).status).toBe(403)
  })

  it('is answered once to whoever switches it on over REST', async () => {
    const { id } = await shop.signIn('editor')
    const enable = () => shop.send('PATCH', `/api/users/${id}`, { enableAPIKey: true }, admin.headers)
    const { json } = await enable()
    expect(json.doc.apiKey).toHaveLength(43)
    const headers = { authorization: `users API-Key ${json.doc.apiKey}` }
    expect((await shop.request('/api/users/me', { headers })).json.user.id).toBe(id)
    expect((await enable()).json.doc.apiKey).toBeUndefined()
    expect((await shop.request(`/api/users/${id}`, { headers: admin.headers })).json.apiKey).toBeUndefined()
    expect((await shop.request('/api/users/me', { headers })).json.user.id).toBe(id)
  })

  it('is never one that a client sent', async () => {
    const data = { enableAPIKey: true, apiKey: 'a key of my own choosing, long enough' }
    expect((await shop.send('PATCH', `/api/users/${admin.id}`, data, admin.headers)).status).toBe(403)
    const created = { email: 'k@shop.example', password: 'a long password', role: 'support', ...data }
    expect((await shop.send('POST', '/api/users', created, admin.headers)).status).toBe(403)
    const authorization = `users API-Key ${data.apiKey}`
    expect((await shop.request('/api/orders', { headers: { authorization } })).status).toBe(403)
  })
})
