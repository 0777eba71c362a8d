import { WEBHOOK_API_VERSION } from '../../../src/plugin/stripe/webhook-endpoints.ts'
import { WEBHOOK_EVENTS } from '../../../src/plugin/stripe/webhook-events.ts'
import { runStripeCheck } from '../../../src/server/stripe-check/command.ts'
import type { RunningStandIn } from '../../../src/stand-in/index.ts'
import { connect, control, PUBLISHABLE_KEY, startTestSandbox, USD_KEY } from '../stand-in/support.ts'

const HOOK = 'https://shop.example/stripe/webhook/default'
const OLD_VERSION = '2024-06-20'

let sandbox: RunningStandIn

beforeEach(async () => {
  sandbox = await startTestSandbox()
})

afterEach(() => sandbox.close())

async function check(env: Record<string, string> = {}, ...args: string[]) {
  const lines: string[] = []
  const variables = {
    PUBLIC_URL: 'https://shop.example',
    STRIPE_API_BASE: sandbox.url,
    STRIPE_SECRET_KEY: USD_KEY,
    STRIPE_PUBLISHABLE_KEY: PUBLISHABLE_KEY,
    STRIPE_WEBHOOK_SECRET: 'whsec_some',
    ...env,
  }
  const code = await runStripeCheck(args, variables, (line) => lines.push(line))
  return { code, text: lines.join('\n') }
}

const endpoints = async () => (await connect(sandbox).webhookEndpoints.list()).data

function makeEndpoint(change: { events?: string[]; version?: string } = {}) {
  return connect(sandbox).webhookEndpoints.create({
    url: HOOK,
    enabled_events: (change.events ?? [...WEBHOOK_EVENTS]) as (typeof WEBHOOK_EVENTS)[number][],
    api_version: (change.version ?? WEBHOOK_API_VERSION) as never,
  })
}

it('says of a good account that everything is in order', async () => {
  const { id } = await makeEndpoint()
  const { code, text } = await check()
  expect(text).toMatch(/account acct_\w+, mode test/)
  expect(text).toContain('Currencies sold with it: usd, eur.')
  expect(text).toContain(`The webhook endpoint is there: ${id}`)
  expect(text).toContain('rounds tax by line, as configured')
  expect(code).toBe(0)
})

it('points out that two names are one account', async () => {
  const { text } = await check({
    STRIPE_SECRET_KEY_EUR: USD_KEY,
    STRIPE_PUBLISHABLE_KEY_EUR: PUBLISHABLE_KEY,
    STRIPE_WEBHOOK_SECRET_EUR: 'whsec_other',
  })
  expect(text.match(/It is the same Stripe account as “\w+”/g)).toHaveLength(1)
})

it('leaves no open session and no active tax rate behind', async () => {
  await makeEndpoint()
  await check()
  const stripe = connect(sandbox)
  const { data: sessions } = await stripe.checkout.sessions.list()
  expect(sessions.map(({ status }) => status)).toEqual(['expired'])
  const { data: rates } = await stripe.taxRates.list()
  expect(rates.map(({ active }) => active)).toEqual([false])
})

it('names the variable of a key that Stripe refuses, for each account', async () => {
  await makeEndpoint()
  const { code, text } = await check({
    STRIPE_SECRET_KEY_EUR: 'sk_test_wrong',
    STRIPE_PUBLISHABLE_KEY_EUR: 'pk_test_wrong',
    STRIPE_WEBHOOK_SECRET_EUR: 'whsec_some',
  })
  expect(text).toContain('PROBLEM  Stripe refuses STRIPE_SECRET_KEY_EUR')
  expect(text).toContain('1 problem.')
  expect(code).toBe(1)
})

it('says so when Stripe cannot be reached', async () => {
  const { code, text } = await check({ STRIPE_API_BASE: 'http://127.0.0.1:1' })
  expect(text).toContain('Stripe cannot be asked')
  expect(code).toBe(1)
})

it('misses the endpoint, and makes nothing unless told to', async () => {
  const { code, text } = await check()
  expect(text).toContain(`No webhook endpoint for ${HOOK}`)
  expect(code).toBe(1)
  expect(await endpoints()).toEqual([])
})

it('makes the endpoint before there is a secret, prints it once, and is content the next time', async () => {
  const { code, text } = await check({ STRIPE_WEBHOOK_SECRET: '' }, '--fix')
  const [secret] = /whsec_\w+/.exec(text) ?? []
  expect(text).toContain('into STRIPE_WEBHOOK_SECRET;')
  expect(code).toBe(0)
  expect(await endpoints()).toMatchObject([
    { url: HOOK, api_version: WEBHOOK_API_VERSION, enabled_events: [...WEBHOOK_EVENTS], status: 'enabled' },
  ])
  const again = await check({ STRIPE_WEBHOOK_SECRET: secret! }, '--fix')
  expect(again.code).toBe(0)
  expect(again.text).not.toContain('whsec_')
  expect(await endpoints()).toHaveLength(1)
})

it('asks for the secret of an endpoint that is there', async () => {
  await makeEndpoint()
  const { code, text } = await check({ STRIPE_WEBHOOK_SECRET: '' })
  expect(text).toContain('PROBLEM  STRIPE_WEBHOOK_SECRET is not set')
  expect(code).toBe(1)
})

it('names the events that an endpoint is not sent, and adds them', async () => {
  const { id } = await makeEndpoint({ events: ['checkout.session.completed'] })
  const { code, text } = await check()
  expect(text).toMatch(/is wrong: it is not sent .*refund\.updated/)
  expect(text).not.toContain('not sent checkout.session.completed')
  expect(code).toBe(1)
  expect((await check({}, '--fix')).code).toBe(0)
  expect(await endpoints()).toMatchObject([{ id, enabled_events: [...WEBHOOK_EVENTS] }])
})

it('enables an endpoint that was disabled', async () => {
  const { id } = await makeEndpoint()
  await connect(sandbox).webhookEndpoints.update(id, { disabled: true })
  expect((await check()).text).toContain('it is disabled')
  expect((await check({}, '--fix')).code).toBe(0)
  expect(await endpoints()).toMatchObject([{ id, status: 'enabled' }])
})

it('makes a second endpoint beside an outdated one, and keeps both', async () => {
  const { id } = await makeEndpoint({ version: OLD_VERSION })
  const { code, text } = await check()
  expect(text).toContain(`its API version is ${OLD_VERSION}, not ${WEBHOOK_API_VERSION}`)
  expect(code).toBe(1)
  const repaired = await check({}, '--fix')
  expect(repaired.code).toBe(0)
  expect(repaired.text).toContain('after the old one and a comma')
  expect(repaired.text).toContain(`remove the outdated ${id}`)
  expect((await endpoints()).map((it) => it.api_version).toSorted()).toEqual(
    [OLD_VERSION, WEBHOOK_API_VERSION].toSorted(),
  )
})

it('finds out that an account rounds tax by total, and is content once that is set', async () => {
  await makeEndpoint()
  await control(sandbox, 'POST', '/accounts/usd', { taxRounding: 'total' })
  const { code, text } = await check()
  expect(text).toContain('The account rounds tax by total, the shop by line. Set STRIPE_TAX_ROUNDING=total.')
  expect(code).toBe(1)
  expect((await check({ STRIPE_TAX_ROUNDING: 'total' })).code).toBe(0)
})

it('lists every mistake of the environment and what it does not know', async () => {
  const wrong = await check({ STRIPE_SECRET_KEY: 'secret', PORT: 'x' })
  expect(wrong.code).toBe(2)
  expect(wrong.text).toMatch(/PORT must[\s\S]*STRIPE_SECRET_KEY must|STRIPE_SECRET_KEY must[\s\S]*PORT must/)
  expect((await check({}, '--repair')).code).toBe(2)
})
