import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import type { Stripe } from 'stripe'
import type { RunningStandIn } from '../../../src/stand-in/index.ts'
import { startBrowser, visit } from '../../support/browser.ts'
import { connect, mugSession, PUBLISHABLE_KEY, startTestSandbox, submitPage } from './support.ts'

let sandbox: RunningStandIn
let stripe: Stripe
let shop: Server
let shopUrl: string
let browser: Browser

beforeAll(async () => {
  sandbox = await startTestSandbox()
  stripe = connect(sandbox)
  shop = createServer((request, response) => {
    const isScript = `script-src 'self' 'unsafe-inline' ${sandbox.url}`
    response.setHeader(
      'Content-Security-Policy',
      `${isScript}; frame-src ${sandbox.url}; connect-src ${sandbox.url}`,
    )
    response.setHeader('Content-Type', 'text/html')
    const script = request.url === '/' ? `<script src="${sandbox.url}/endive/stripe.js"></script>` : ''
    response.end(`<!doctype html><html lang="en"><title>Shop</title>${script}<div id="place"></div>`)
  })
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
  // Another site than the sandbox's, as shops are.
  shopUrl = `http://localhost:${(shop.address() as AddressInfo).port}`
  browser = await startBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  shop.close()
  shop.closeAllConnections()
  await sandbox.close()
})

const embedded = (change: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
  stripe.checkout.sessions.create({
    ...mugSession(),
    success_url: undefined,
    cancel_url: undefined,
    ui_mode: 'embedded_page',
    return_url: `${shopUrl}/back?session={CHECKOUT_SESSION_ID}`,
    ...change,
  } as Stripe.Checkout.SessionCreateParams)

async function typeCard(frame: FrameLocator, number = '4242424242424242'): Promise<void> {
  await frame.locator('[name=cardNumber]').fill(number)
  await frame.locator('[name=cardExpiry]').fill('12 / 39')
  await frame.locator('[name=cardCvc]').fill('123')
}

/** Runs in the shop's page. Answers what was thrown, as `Name: message`. */
const run = (page: Page, script: string): Promise<string> =>
  page.evaluate(
    `(async () => { try { ${script}; return 'done' } catch (error) { return error.name + ': ' + error.message } })()`,
  ) as Promise<string>

describe('An embedded payment page', () => {
  it('is paid inside a frame, and the page around it goes to the return URL', async () => {
    const session = await embedded()
    expect(session.url).toBeNull()
    await visit(browser, {}, async (page) => {
      await page.goto(shopUrl)
      await run(
        page,
        `const checkout = await Stripe('${PUBLISHABLE_KEY}').createEmbeddedCheckoutPage({
          fetchClientSecret: async () => '${session.client_secret}' }); checkout.mount('#place')`,
      )
      const frame = page.frameLocator('iframe')
      await frame.locator('[name=email]').fill('ada@example.com')
      await frame.locator('[name=billingName]').fill('Ada Lovelace')
      await typeCard(frame, '4000002500003155')
      await frame.locator('button[type=submit]').click()
      await frame.getByRole('button', { name: 'Complete authentication' }).click()
      await page.waitForURL(`${shopUrl}/back?session=${session.id}`)
    })
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
    })
  })

  it('stays where it is and says so, when it shall not redirect', async () => {
    const session = await embedded({ redirect_on_completion: 'never', return_url: undefined } as never)
    await visit(browser, { expected: [/402/] }, async (page) => {
      await page.goto(shopUrl)
      await run(
        page,
        `const checkout = await Stripe('${PUBLISHABLE_KEY}').createEmbeddedCheckoutPage({
          clientSecret: '${session.client_secret}', onComplete: () => { document.title = 'Complete' } });
        checkout.mount(document.querySelector('#place'))`,
      )
      const frame = page.frameLocator('iframe')
      await frame.locator('[name=email]').fill('ada@example.com')
      await frame.locator('[name=billingName]').fill('Ada Lovelace')
      await typeCard(frame, '4000000000000002')
      await frame.locator('button[type=submit]').click()
      await frame.getByText('Your card was declined.').waitFor()
      await typeCard(frame)
      await frame.locator('button[type=submit]').click()
      await page.waitForFunction(() => document.title === 'Complete')
      expect(page.url()).toBe(`${shopUrl}/`)
    })
  })

  it('opens neither without its client secret nor with the key of another account', async () => {
    const { id, client_secret: secret } = await embedded()
    const statusOf = async (query: Record<string, string>) =>
      (await fetch(`${sandbox.url}/c/pay/${id}?${new URLSearchParams(query)}`)).status
    expect(await statusOf({ client_secret: secret!, key: PUBLISHABLE_KEY })).toBe(200)
    expect(await statusOf({ client_secret: secret!, key: 'pk_test_sandbox_eur' })).toBe(404)
    expect(await statusOf({ client_secret: `${secret}x`, key: PUBLISHABLE_KEY })).toBe(404)
    expect(await statusOf({})).toBe(404)
  })

  it('is paid without a browser, too, and then links to the return URL', async () => {
    const { id, client_secret: secret } = await embedded()
    const query = new URLSearchParams({ client_secret: secret!, key: PUBLISHABLE_KEY })
    const page = await submitPage(`${sandbox.url}/c/pay/${id}?${query}`, {
      email: 'ada@example.com',
      cardNumber: '4242424242424242',
      cardExpiry: '12/39',
      cardCvc: '123',
      billingName: 'Ada',
    })
    expect(page.status).toBe(200)
    expect(page.html).toContain(`href="${shopUrl}/back?session=${id}"`)
  })
})

describe('A Payment Element', () => {
  const SET_UP = (secret: string, key = PUBLISHABLE_KEY) =>
    `window.stripe = Stripe('${key}'); window.elements = stripe.elements({ clientSecret: '${secret}' });
     window.element = elements.create('payment'); element.mount('#place');
     await new Promise((resolve) => { element.on('ready', resolve); element.on('loaderror', resolve) })`
  const newIntent = () => stripe.paymentIntents.create({ amount: 2000, currency: 'usd' })

  it('confirms an intent in the browser and goes to the return URL', async () => {
    const intent = await newIntent()
    await visit(browser, {}, async (page) => {
      await page.goto(shopUrl)
      await run(page, SET_UP(intent.client_secret!))
      await typeCard(page.frameLocator('iframe'))
      void run(
        page,
        `await stripe.confirmPayment({ elements, confirmParams: { return_url: '${shopUrl}/back' } })`,
      ).catch(
        () => {}, // The page is left while it runs.
      )
      await page.waitForURL(/redirect_status=succeeded/)
      expect(page.url()).toContain(
        `payment_intent=${intent.id}&payment_intent_client_secret=${intent.client_secret}`,
      )
    })
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'succeeded',
      amount_received: 2000,
    })
  })

  it('tells of a decline, a mistyped number and a failed authentication, and is paid in the end', async () => {
    const intent = await newIntent()
    const confirm = `window.result = await stripe.confirmPayment({ elements, redirect: 'if_required' })`
    await visit(browser, {}, async (page) => {
      const result = () => page.evaluate('window.result') as Promise<Record<string, Record<string, string>>>
      await page.goto(shopUrl)
      await run(page, SET_UP(intent.client_secret!))
      const frame = page.frameLocator('#place iframe')
      await typeCard(frame, '4000000000009995')
      await run(page, confirm)
      expect((await result()).error).toMatchObject({ type: 'card_error', decline_code: 'insufficient_funds' })
      await typeCard(frame, '4242424242424241')
      await run(page, confirm)
      expect((await result()).error).toMatchObject({ type: 'validation_error', code: 'invalid_number' })
      await frame.getByRole('alert').getByText('Your card number is invalid.').waitFor()

      for (const [button, field, value] of [
        ['Fail authentication', 'error', { code: 'payment_intent_authentication_failure' }],
        ['Complete authentication', 'paymentIntent', { status: 'succeeded' }],
      ] as const) {
        await typeCard(frame, '4000002500003155')
        const confirmed = run(page, confirm)
        await page.frameLocator('iframe[title=Authentication]').getByRole('button', { name: button }).click()
        await confirmed
        expect((await result())[field]).toMatchObject(value)
      }
      await run(page, confirm)
      expect((await result()).error).toMatchObject({ code: 'payment_intent_unexpected_state' })
    })
  })

  it('asks for no e-mail address when the shop says so, and then wants the shop’s', async () => {
    const intent = await newIntent()
    await visit(browser, {}, async (page) => {
      await page.goto(shopUrl)
      const setUp = SET_UP(intent.client_secret!).replace(
        `create('payment')`,
        `create('payment', { fields: { billingDetails: { email: 'never' } } })`,
      )
      await run(page, setUp)
      const frame = page.frameLocator('#place iframe')
      await typeCard(frame)
      expect(await frame.locator('[name=email]').count()).toBe(0)
      const confirm = (params: string) =>
        run(
          page,
          `await stripe.confirmPayment({ elements, redirect: 'if_required', confirmParams: { ${params} } })`,
        )
      expect(await confirm('')).toMatch(/^IntegrationError: .*"never".*email/)
      expect(await confirm(`payment_method_data: { billing_details: { email: 'ada@example.com' } }`)).toBe(
        'done',
      )
    })
    const paid = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] })
    expect(paid.latest_charge).toMatchObject({ billing_details: { email: 'ada@example.com' } })
  })

  it('takes the address from an Address Element, and pays nothing while it is incomplete', async () => {
    const intent = await newIntent()
    await visit(browser, {}, async (page) => {
      await page.goto(shopUrl)
      await run(page, SET_UP(intent.client_secret!))
      const created = `window.address = elements.create('address', { mode: 'shipping', allowedCountries: ['DE', 'AT'] })`
      const mounted = `document.body.insertAdjacentHTML('beforeend', '<div id="address"></div>'); address.mount('#address')`
      await run(page, `${created}; ${mounted}; await new Promise((resolve) => address.on('ready', resolve))`)
      await typeCard(page.frameLocator('#place iframe'))
      const frame = page.frameLocator('#address iframe')
      const confirm = `window.result = await stripe.confirmPayment({ elements, redirect: 'if_required' })`
      await run(page, confirm)
      expect(await page.evaluate('window.result')).toMatchObject({ error: { code: 'incomplete_address' } })
      await frame.getByRole('alert').getByText('Your shipping address is incomplete.').waitFor()
      expect(await frame.locator('[name=shippingCountry] option').allTextContents()).toEqual(['DE', 'AT'])
      for (const [name, value] of [
        ['Name', 'Ada'],
        ['AddressLine1', 'Turmstr. 1'],
        ['Locality', 'Wien'],
      ])
        await frame.locator(`[name=shipping${name}]`).fill(value!)
      await frame.locator('[name=shippingCountry]').selectOption('AT')
      await run(page, confirm)
    })
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'succeeded',
      shipping: { name: 'Ada', address: { line1: 'Turmstr. 1', city: 'Wien', country: 'AT' } },
    })
  })

  it('answers a broken connection as an error', async () => {
    const intent = await newIntent()
    await visit(browser, { expected: [/ERR_FAILED/] }, async (page) => {
      await page.goto(shopUrl)
      await run(page, SET_UP(intent.client_secret!))
      await typeCard(page.frameLocator('#place iframe'))
      await page.route('**/elements/payment?*step=confirm', (route) => route.abort())
      await run(page, `window.result = await stripe.confirmPayment({ elements, redirect: 'if_required' })`)
      expect(await page.evaluate('window.result')).toMatchObject({ error: { type: 'api_connection_error' } })
    })
  })

  it('does not load with the key of another account', async () => {
    const { client_secret: secret } = await newIntent()
    await visit(browser, { expected: [/404/] }, async (page) => {
      await page.goto(shopUrl)
      await run(page, SET_UP(secret!, 'pk_test_sandbox_eur'))
      await page.frameLocator('iframe').getByText('This payment was not found').waitFor()
    })
  })
})

describe("The sandbox's Stripe.js", () => {
  it.each([
    ['no key', `Stripe('')`, /publishable key/],
    ['a secret key', `Stripe('sk_test_sandbox_usd')`, /secret key/],
    ['no client secret', `await stripe.createEmbeddedCheckoutPage({})`, /exactly one/],
    [
      'an id as client secret',
      `await stripe.createEmbeddedCheckoutPage({clientSecret: 'cs_test_1'})`,
      /form/,
    ],
    ['an unknown option', `await stripe.createEmbeddedCheckoutPage({sessionId: 'x'})`, /sessionId/],
    [
      'no place',
      `(await stripe.createEmbeddedCheckoutPage({clientSecret: 'cs_1_secret_2'})).mount('#no')`,
      /no DOM/,
    ],
    ['an element without secret', `stripe.elements().create('payment')`, /clientSecret/],
    ['a card element', `stripe.elements({clientSecret: 'pi_1_secret_2'}).create('card')`, /valid Element/],
    [
      'two payment elements',
      `const e = stripe.elements({clientSecret: 'pi_1_secret_2'}); e.create('payment'); e.create('payment')`,
      /only create one/,
    ],
    [
      'an unknown option of an element',
      `stripe.elements({clientSecret: 'pi_1_secret_2'}).create('payment', {style: {}})`,
      /style/,
    ],
    [
      'nothing mounted',
      `await stripe.confirmPayment({elements: stripe.elements({clientSecret: 'pi_1_secret_2'}), confirmParams: {return_url: 'http://a.example'}})`,
      /mounted/,
    ],
    ['no return URL', `await stripe.confirmPayment({elements: stripe.elements()})`, /return_url/],
    [
      'a relative return URL',
      `await stripe.confirmPayment({elements: stripe.elements(), confirmParams: {return_url: '/back'}})`,
      /scheme/,
    ],
  ])('refuses %s', async (_, script, message) => {
    await visit(browser, {}, async (page) => {
      await page.goto(shopUrl)
      const said = await run(page, `const stripe = Stripe('${PUBLISHABLE_KEY}'); ${script}`)
      expect(said).toMatch(/^IntegrationError: /)
      expect(said).toMatch(message)
    })
  })

  it('has no redirectToCheckout, as the real one of this version has none', async () => {
    await visit(browser, {}, async (page) => {
      await page.goto(shopUrl)
      expect(await page.evaluate(`typeof Stripe('${PUBLISHABLE_KEY}').redirectToCheckout`)).toBe('undefined')
    })
  })
})
