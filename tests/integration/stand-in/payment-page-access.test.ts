import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import type { Stripe } from 'stripe'
import type { RunningStandIn } from '../../../src/stand-in/index.ts'
import { startBrowser, visit } from '../../support/browser.ts'
import { connect, GOOD_CARD, mugSession, PUBLISHABLE_KEY, startTestSandbox, submitPage } from './support.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']

let sandbox: RunningStandIn
let stripe: Stripe
let browser: Browser

beforeAll(async () => {
  sandbox = await startTestSandbox()
  stripe = connect(sandbox)
  browser = await startBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await sandbox.close()
})

async function findFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  return page.evaluate(
    `axe.run({ runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`,
  )
}

async function everythingAsked(): Promise<string> {
  const { id: coupon } = await stripe.coupons.create({ percent_off: 10, name: 'Ten off' })
  const session = await stripe.checkout.sessions.create(
    mugSession({
      discounts: [{ coupon }],
      phone_number_collection: { enabled: true },
      billing_address_collection: 'required',
      shipping_address_collection: { allowed_countries: ['DE', 'AT'] },
    }),
  )
  return session.url!
}
const plain = async () => (await stripe.checkout.sessions.create(mugSession())).url!

const PAGES: [what: string, prepare: () => Promise<string>, expected?: RegExp][] = [
  ['the payment page with all that a session can ask for', everythingAsked],
  [
    'the bank’s question',
    async () => {
      const url = await plain()
      await submitPage(url, { ...GOOD_CARD, cardNumber: '4000002500003155' })
      return url
    },
  ],
  [
    'a session that is paid',
    async () => {
      const url = await plain()
      await submitPage(url, GOOD_CARD)
      return url
    },
  ],
  ['a page that is not there', async () => `${sandbox.url}/c/pay/cs_test_nothing`, /404/],
  [
    'the frame of the Payment Element',
    async () => {
      const intent = await stripe.paymentIntents.create({ amount: 2000, currency: 'eur' })
      const query = new URLSearchParams({ key: PUBLISHABLE_KEY, client_secret: intent.client_secret! })
      return `${sandbox.url}/elements/payment?${query}`
    },
  ],
]

describe('Everybody can use', () => {
  it.each(PAGES)('%s', async (_, prepare, expected = /^$/) => {
    const url = await prepare()
    await visit(browser, { expected: [expected] }, async (page) => {
      await page.goto(url)
      expect(await findFaults(page)).toEqual([])
      await page.setViewportSize({ width: 320, height: 700 })
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      expect(overflow).toBeLessThanOrEqual(0)
    })
  })
})
