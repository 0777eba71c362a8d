import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { violationsOf } from '../../support/axe.ts'
import { photograph, startBrowser, type VisitOptions, visit } from '../../support/browser.ts'
import { CARD } from '../../support/payment-page.ts'
import { type RunningShop, startRunningShop } from '../../support/running-shop.ts'
import { shopperOf } from '../../support/shopper.ts'

let shop: RunningShop
let browser: Browser

beforeAll(async () => {
  ;[shop, browser] = await Promise.all([startRunningShop(), startBrowser()])
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await shop?.stop()
})

type Steps = (page: Page, shopper: ReturnType<typeof shopperOf>) => Promise<void>

const asShopper = (steps: Steps, options: VisitOptions = {}) =>
  visit(browser, options, (page) => steps(page, shopperOf(page, shop)))

const newestOrder = async () => (await shop.orders())[0]

async function addToCart(page: Page, path: string, quantity: number): Promise<void> {
  await page.goto(shop.url + path)
  await page.getByLabel('Quantity').fill(String(quantity))
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.waitForURL(`${shop.url}/cart`)
}

const totalOf = async (page: Page) => (await page.getByRole('row', { name: 'Total' }).textContent())?.trim()

/** The payment page answers a refused form with 4xx, and Chromium notes each such answer in the console. */
const REFUSED = /status of 4\d\d/

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('a cart %s', (way, javaScriptEnabled) => {
  const options = { javaScriptEnabled, expected: [REFUSED] }

  it('is filled, changed, discounted and paid as one order, and is empty then', async () => {
    const code = `CART${javaScriptEnabled ? 1 : 2}`
    const [cup, bowl, jug] = [
      await shop.createItem({ name: 'Cart Cup', price: 1999, stock: 9 }),
      await shop.createItem({ name: 'Cart Bowl', price: 700 }),
      await shop.createItem({ name: 'Cart Jug', price: 3000 }),
    ]
    await shop.api('POST', '/discounts', { name: 'Cart sale', percentOff: 15, duration: 'once', code })
    await asShopper(async (page, shopper) => {
      for (const { path } of [cup, bowl, jug]) await addToCart(page, path, 1)
      await page.getByRole('button', { name: 'Remove Cart Jug' }).click()
      await page.getByRole('heading', { name: 'Cart Jug' }).waitFor({ state: 'detached' })
      await page.getByLabel('Quantity of Cart Cup').fill('2')
      await page.getByRole('button', { name: 'Change the quantity of Cart Cup' }).click()
      await page.getByText('€46.98').first().waitFor()

      await page.getByLabel('Promotion code').fill('NO-SUCH-CODE')
      await page.getByRole('button', { name: 'Use this code' }).click()
      await page.getByText('The code “NO-SUCH-CODE” is not valid.').waitFor()
      expect(await totalOf(page)).toContain('€46.98')
      await page.getByLabel('Promotion code').fill(code.toLowerCase())
      await page.getByRole('button', { name: 'Use this code' }).click()
      // 15 % of 39.98 is 6.00, of 7.00 it is 1.05.
      await page.getByRole('button', { name: 'Pay €39.93' }).waitFor()
      await photograph(page, `cart-${javaScriptEnabled ? 'script' : 'plain'}`)

      await page.getByRole('button', { name: 'Pay €39.93' }).click()
      await shopper.atPaymentPage()
      await page.getByText('€39.93').first().waitFor()
      await page.goBack()
      await page.waitForURL(`${shop.url}/cart`)
      const opened = (await newestOrder()).id
      await page.getByRole('button', { name: 'Pay €39.93' }).click()
      await shopper.atPaymentPage()
      expect((await newestOrder()).id).toBe(opened)
      await shopper.payByCard(CARD.pays)
      await shopper.atOrder()
      if (javaScriptEnabled) await shopper.seesOrder('Paid')
      await page.getByRole('link', { name: /^Cart/ }).click()
      await page.getByText('There is nothing in your cart yet.').waitFor()
    }, options)
    expect(await newestOrder()).toMatchObject({ status: 'paid', total: 3993, discountAmount: 705 })
    expect((await shop.api('GET', cup.path.replace('/item/', '/items/'))).stock).toBe(7)
  })

  it(`tells what is wrong and keeps the rest, ${way}`, async () => {
    const [euros, dollars] = [
      await shop.createItem({ name: 'Euro Mug' }),
      await shop.createItem({ name: 'Dollar Mug', currency: 'usd' }),
    ]
    await asShopper(async (page) => {
      await addToCart(page, euros.path, 1)
      await page.goto(shop.url + dollars.path)
      await page.getByRole('button', { name: 'Add to cart' }).click()
      await page.getByRole('alert').getByText('is sold in USD and your cart is in EUR').waitFor()
      await shop.api('PATCH', euros.path.replace('/item/', '/items/'), { _status: 'draft' })
      await page.goto(`${shop.url}/cart`)
      await page.getByText('This item is no longer sold.').waitFor()
      expect(await page.getByRole('button', { name: /^Pay/ }).count()).toBe(0)
      await page.getByRole('button', { name: /^Remove/ }).click()
      await page.getByText('There is nothing in your cart yet.').waitFor()
    }, options)
  })
})

describe('the look of the cart', () => {
  it('fits 320 pixels, is worked by the keyboard, and breaks no rule of accessibility', async () => {
    const { path } = await shop.createItem({
      name: 'A-mug-with-a-name-that-is-far-too-long-for-a-small-telephone',
    })
    await asShopper(
      async (page) => {
        await addToCart(page, path, 99)
        const width = await page.evaluate(() => document.documentElement.scrollWidth)
        expect(width).toBeLessThanOrEqual(320)
        await photograph(page, 'cart-320')
        expect(await violationsOf(page)).toEqual([])
        await page.getByLabel('Promotion code').focus()
        await page.keyboard.press('Tab')
        const focused = page.locator(':focus')
        expect(await focused.textContent()).toBe('Use this code')
        expect(await focused.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid')
      },
      { viewport: { width: 320, height: 640 }, bypassCSP: true },
    )
  })
})

describe('a shop that takes payments on its own pages', () => {
  it('leads from the cart to the payment form on the order’s page', async () => {
    const own = await startRunningShop({ env: { PAYMENT_FLOW: 'intent' } })
    try {
      const { path } = await own.createItem({ price: 1200 })
      await visit(browser, {}, async (page) => {
        await page.goto(own.url + path)
        await page.getByRole('button', { name: 'Add to cart' }).click()
        await page.waitForURL(`${own.url}/cart`)
        await page.getByRole('button', { name: 'Pay €12.00' }).click()
        await page.waitForURL((url) => url.pathname.startsWith('/order/') && url.hash === '#pay')
        await page.locator('[data-place] iframe').first().waitFor()
      })
      const [order, ...others] = await own.orders()
      expect([order.status, order.total, others.length]).toEqual(['open', 1200, 0])
    } finally {
      await own.stop()
    }
  }, 180_000)
})
