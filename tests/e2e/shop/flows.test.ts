import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Locator, Page } from 'playwright-core'
import { violationsOf } from '../../support/axe.ts'
import { photograph, startBrowser, type VisitOptions, visit } from '../../support/browser.ts'
import { CARD } from '../../support/payment-page.ts'
import { type RunningShop, startRunningShop } from '../../support/running-shop.ts'
import { shopperOf } from '../../support/shopper.ts'
import { waitFor } from '../../support/wait-for.ts'

let browser: Browser

beforeAll(async () => {
  browser = await startBrowser({ keepsPages: true })
}, 120_000)

afterAll(() => browser?.close())

/**
 * Brings a button into view and lets the scrolling end. Within a few milliseconds of it Chromium still sends clicks to
 * the frame that was there before.
 */
async function settle(button: Locator): Promise<void> {
  await button.scrollIntoViewIfNeeded()
  await button.page().waitForTimeout(300)
}

/** How many pixels it scrolls sideways. */
const tooWideOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

const WAY_ROUND = 'Pay on Stripe’s own page'

describe.each(['embedded', 'intent'] as const)('PAYMENT_FLOW=%s', (flow) => {
  let shop: RunningShop

  beforeAll(async () => {
    shop = await startRunningShop({ env: { PAYMENT_FLOW: flow } })
  }, 180_000)
  afterEach(() => shop.clearFaults())
  afterAll(() => shop?.stop())

  type Steps = (page: Page, payer: ReturnType<typeof payerOf>) => Promise<void>
  const asPayer = (steps: Steps, options: VisitOptions = {}) =>
    visit(browser, options, (page) => steps(page, payerOf(page)))

  /** What a shopper does on the order's page, where Stripe's fields stand in frames. */
  function payerOf(page: Page) {
    const frame = page.frameLocator('[data-place] iframe')
    const payer = {
      ...shopperOf(page, shop),
      frame,
      panel: page.locator('[data-payment]'),
      alert: page.locator('form[data-pay] [data-alert]'),
      /** A refused card: told by Stripe's page itself, or by the form around the Payment Element. */
      refusal: (flow === 'intent' ? page : frame).locator('[role="alert"]').filter({ hasText: /\S/ }),
      atPayment: () => frame.locator('[name="cardNumber"]').waitFor(),
      async buy(path: string) {
        await page.goto(shop.url + path)
        await payer.buyButton.click()
        await payer.atPayment()
      },
      async type(number: string = CARD.pays) {
        await (flow === 'intent' ? page.getByLabel('E-mail') : frame.locator('[name="email"]')).fill(
          'ada@example.com',
        )
        await frame.locator('[name="cardNumber"]').fill(number)
        await frame.locator('[name="cardExpiry"]').fill('12 / 39')
        await frame.locator('[name="cardCvc"]').fill('123')
        await frame.locator('[name="billingName"]').fill('Ada Buyer')
      },
      payButton: (flow === 'intent' ? page.locator('[data-payment]') : frame).locator(
        'button[type="submit"]',
      ),
      /** On a busy machine Chromium can lose a click on a frame that has just moved. Then people click again. */
      async confirm() {
        for (let tries = 1; tries <= 3; tries += 1) {
          const isAsked = page
            .waitForRequest((request) => request.method() === 'POST', { timeout: 3_000 })
            .then(Boolean, () => false)
          await settle(payer.payButton)
          await payer.payButton.click()
          if (await isAsked) return
        }
      },
      async pay(number?: string) {
        await payer.type(number)
        await payer.confirm()
      },
      /** The bank's question: over the page, or in Stripe's own. */
      authenticate: (answer: 'Complete' | 'Fail') =>
        page
          .frameLocator(flow === 'intent' ? 'iframe[title="Authentication"]' : '[data-place] iframe')
          .getByRole('button', { name: `${answer} authentication` })
          .click(),
    }
    return payer
  }

  /** Stripe's page answers a refused card with 402, and Chromium notes each such answer in the console. */
  const REFUSED = { expected: [/status of 402/] }

  const newestOrder = async () => (await shop.orders())[0]
  const attempts = async (orderId: number) =>
    (await shop.api('GET', `/payments?where[order][equals]=${orderId}&sort=id&depth=0`)).docs

  /** An order of staff's with a discount and taxes, and the link to pay it. */
  async function orderToPay() {
    const { id: mug } = await shop.createItem({ name: 'Mug', price: 1999 })
    const { id: bag } = await shop.createItem({ name: 'Bag', price: 335 })
    const discount = await shop.api('POST', '/discounts', {
      name: 'Ten off',
      percentOff: 10,
      duration: 'once',
    })
    const vat = await shop.api('POST', '/taxes', { displayName: 'VAT', percentage: 19, inclusive: true })
    const levy = await shop.api('POST', '/taxes', { displayName: 'Levy', percentage: 2.5, inclusive: false })
    const { doc } = await shop.api('POST', '/orders', {
      lines: [
        { item: mug, quantity: 2 },
        { item: bag, quantity: 1 },
      ],
      discount: discount.doc.id,
      taxes: [vat.doc.id, levy.doc.id],
    })
    const { returnUrl } = await shop.request(`/order/${doc.id}/buy`)
    const { total } = await shop.api('GET', `/orders/${doc.id}`)
    return { id: doc.id as number, returnUrl: returnUrl as string, total: total as number }
  }

  const euros = (minor: number) => `€${(minor / 100).toFixed(2)}`

  it('asks where to send it, and takes what the delivery costs', async () => {
    const { doc: rate } = await shop.api('POST', '/shipping-rates', {
      name: 'Parcel',
      amount: 490,
      currency: 'eur',
      countries: ['DE', 'AT'],
    })
    const { path } = await shop.createItem({ name: 'Mug', price: 1999 })
    await asPayer(async (page, payer) => {
      await page.goto(shop.url + path)
      await page.getByText('plus €4.90 delivery').waitFor()
      await payer.buyButton.click()
      await payer.atPayment()
      await photograph(page, `payment-${flow}-delivery`)
      const address = flow === 'intent' ? page.frameLocator('[data-address-place] iframe') : payer.frame
      await address.locator('[name="shippingName"]').fill('Ada Receiver')
      await address.locator('[name="shippingAddressLine1"]').fill('Turmstr. 1')
      await address.locator('[name="shippingLocality"]').fill('Berlin')
      await payer.pay()
      await payer.seesOrder('Paid')
      await page.getByText('We are packing your order.').waitFor()
      expect(await page.locator('.lines__total').textContent()).toContain('€24.89')
    })
    const order = await newestOrder()
    expect(order).toMatchObject({ total: 2489, review: null, shippingName: 'Ada Receiver' })
    expect(order.shippingAddress).toMatchObject({ line1: 'Turmstr. 1', country: 'DE' })
    await shop.api('DELETE', `/shipping-rates/${rate.id}`)
  })

  it('is paid from the item’s page to the paid order, without leaving the shop', async () => {
    const { path } = await shop.createItem({ name: 'Mug', price: 1999, stock: 5 })
    await asPayer(async (page, payer) => {
      await page.goto(shop.url + path)
      await page.getByLabel('Quantity').fill('2')
      await payer.buyButton.click()
      await payer.atPayment()
      expect(new URL(page.url()).pathname).toMatch(/^\/order\/\d+$/)
      expect(await page.getByRole('row', { name: 'Total' }).textContent()).toContain('€39.98')
      await photograph(page, `payment-${flow}`)
      await payer.pay()
      await payer.seesOrder('Paid')
      expect(page.url()).not.toMatch(/secret|payment_intent|#/)
      expect(await payer.panel.count()).toBe(0)
    })
    const order = await newestOrder()
    expect(order).toMatchObject({
      status: 'paid',
      total: 3998,
      customerEmail: 'ada@example.com',
      customerName: 'Ada Buyer',
    })
    expect(await attempts(order.id)).toMatchObject([{ flow, status: 'paid' }])
    expect((await shop.api('GET', path.replace('/item/', '/items/'))).stock).toBe(3)
  })

  it('is paid from an order’s page with its discount and taxes, for the total that the page says', async () => {
    const { id, returnUrl, total } = await orderToPay()
    await asPayer(async (page, payer) => {
      await page.goto(returnUrl)
      await page.getByRole('button', { name: `Pay ${euros(total)}` }).click()
      await payer.atPayment()
      expect(await payer.payButton.textContent()).toContain(euros(total))
      await payer.pay()
      await payer.seesOrder('Paid')
    })
    expect(await shop.api('GET', `/orders/${id}`)).toMatchObject({ status: 'paid', total, review: null })
    // Staff had begun a payment on Stripe's own page.
    expect(await attempts(id)).toMatchObject([
      { flow: 'hosted', status: 'expired' },
      { flow, status: 'paid', amount: total, amountReceived: total },
    ])
  })

  it('is paid from the cart, which is empty then', async () => {
    const items = [await shop.createItem({ name: 'Cup', price: 1250 }), await shop.createItem()]
    await asPayer(async (page, payer) => {
      for (const { path } of items) {
        await page.goto(shop.url + path)
        await page.getByRole('button', { name: 'Add to cart' }).click()
        await page.waitForURL(`${shop.url}/cart`)
      }
      await page.getByRole('button', { name: 'Pay €22.50' }).click()
      await payer.atPayment()
      expect(new URL(page.url()).pathname).toMatch(/^\/order\/\d+$/)
      await payer.pay()
      await payer.seesOrder('Paid')
      await page.getByRole('link', { name: /^Cart/ }).click()
      await page.getByText('There is nothing in your cart yet.').waitFor()
    })
    const order = await newestOrder()
    expect(order).toMatchObject({ status: 'paid', total: 2250 })
    expect(await attempts(order.id)).toMatchObject([{ flow, status: 'paid' }])
  })

  it('goes on with another card after one was declined', async () => {
    const { path } = await shop.createItem()
    await asPayer(async (page, payer) => {
      await payer.buy(path)
      await payer.pay(CARD.declined)
      await payer.refusal.waitFor()
      expect(await payer.refusal.textContent()).toBe('Your card was declined.')
      expect((await newestOrder()).status).toBe('open')
      await photograph(page, `payment-${flow}-declined`)
      await payer.pay(CARD.noFunds)
      await payer.refusal.filter({ hasText: 'insufficient funds' }).waitFor()
      await payer.pay()
      await payer.seesOrder('Paid')
    }, REFUSED)
    expect(await attempts((await newestOrder()).id)).toHaveLength(1)
  })

  it('lets the bank ask first: a refusal is told, a yes pays', async () => {
    const { path } = await shop.createItem()
    await asPayer(async (_page, payer) => {
      await payer.buy(path)
      await payer.pay(CARD.asks)
      await payer.authenticate('Fail')
      await payer.refusal.waitFor()
      expect(await payer.refusal.textContent()).toMatch(/unable to authenticate|could not confirm/)
      await payer.pay(CARD.asks)
      await payer.authenticate('Complete')
      await payer.seesOrder('Paid')
    }, REFUSED)
  })

  it('shows a bank debit on its way, then paid', async () => {
    const { path } = await shop.createItem()
    await asPayer(async (_page, payer) => {
      await payer.buy(path)
      await payer.type()
      await payer.frame.locator('[name="paymentMethod"][value="bank_debit"]').check()
      await payer.frame.locator('[name="bankOutcome"][value="settles"]').check()
      await payer.confirm()
      await payer.seesOrder('Payment on its way')
      await shop.control('/clock', { advanceSeconds: 20 })
      await payer.seesOrder('Paid')
    })
  })

  it('leads to Stripe’s own page where there is no JavaScript', async () => {
    const { path } = await shop.createItem()
    await asPayer(
      async (page, payer) => {
        await page.goto(shop.url + path)
        await payer.buyButton.click()
        await payer.atPaymentPage()
        await payer.payByCard()
        await payer.atOrder()
        await payer.seesOrder('Paid')
      },
      { javaScriptEnabled: false },
    )
    const { returnUrl } = await orderToPay()
    await asPayer(
      async (page, payer) => {
        await page.goto(returnUrl)
        await page.getByRole('button', { name: /^Pay €/ }).click()
        await payer.atPaymentPage()
      },
      { javaScriptEnabled: false },
    )
  })

  it('shows the same payment again after a reload, and puts it away on Back', async () => {
    const { path } = await shop.createItem()
    await asPayer(async (page, payer) => {
      await payer.buy(path)
      await page.reload()
      await payer.atPayment()
      expect(await attempts((await newestOrder()).id)).toHaveLength(1)
      await page.goBack()
      await payer.buyButton.waitFor()
      expect(await payer.buyButton.isEnabled()).toBe(true)
      await page.goForward()
      await payer.atPayment()
      await page.getByRole('link', { name: 'Back to the order' }).click()
      await page.getByRole('button', { name: 'Pay €10.00' }).click()
      await payer.atPayment()
      await page.goBack()
      await page.getByRole('button', { name: 'Pay €10.00' }).waitFor()
      expect(await payer.panel.isVisible()).toBe(false)
      await page.goForward()
      await payer.atPayment()
      await payer.pay()
      await payer.seesOrder('Paid')
      await page.goBack()
      await payer.seesOrder('Paid')
      expect(await payer.panel.count()).toBe(0)
    })
  })

  it('is one order and one charge for a double click', async () => {
    const { id, path } = await shop.createItem()
    await asPayer(async (page, payer) => {
      await page.goto(shop.url + path)
      await payer.buyButton.dblclick()
      await payer.atPayment()
      await payer.type()
      await settle(payer.payButton)
      await payer.payButton.dblclick()
      await payer.seesOrder('Paid')
    })
    expect(await shop.request(`/order/by_item/${id}`)).toMatchObject({ orders: [{ status: 'paid' }] })
    expect((await shop.request(`/order/by_item/${id}`)).orders).toHaveLength(1)
  })

  it('says that a payment ended elsewhere, and starts it again', async () => {
    const { path } = await shop.createItem()
    await asPayer(async (page, payer) => {
      await payer.buy(path)
      const order = await newestOrder()
      // Staff sends the shopper to Stripe's own page instead.
      await shop.request(`/order/${order.id}/buy?flow=hosted`)
      if (flow === 'intent') {
        await payer.pay()
        await payer.alert.filter({ hasText: 'ended in the meantime' }).waitFor()
        await photograph(page, 'payment-intent-over')
      } else {
        await page.reload()
      }
      const payButton = page.getByRole('button', { name: 'Pay €10.00' })
      if (flow === 'intent') await payButton.click()
      await payer.atPayment()
      await payer.pay()
      await payer.seesOrder('Paid')
      expect((await attempts(order.id)).map((attempt: { flow: string }) => attempt.flow)).toEqual([
        flow,
        'hosted',
        flow,
      ])
    })
  })

  it('shows in every tab what was paid in one', async () => {
    const { path } = await shop.createItem()
    await asPayer(async (page, payer) => {
      await payer.buy(path)
      const other = await page.context().newPage()
      await other.goto(page.url())
      const otherPayer = payerOf(other)
      await otherPayer.atPayment()
      await otherPayer.pay()
      await otherPayer.seesOrder('Paid')
      await page.bringToFront()
      // Headless Chromium hides no tab, so the event of coming back to it is told.
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
      await payer.seesOrder('Paid')
      expect(await attempts((await newestOrder()).id)).toHaveLength(1)
    })
  })

  it('says that time ran out, and offers to pay again', async () => {
    const { path } = await shop.createItem()
    await asPayer(async (page, payer) => {
      await payer.buy(path)
      const order = await newestOrder()
      const [attempt] = await attempts(order.id)
      if (flow === 'embedded') {
        await shop.control(`/sessions/${attempt.sessionId}/expire`)
        await payer.pay()
        await payer.frame.getByText('This checkout session has expired').waitFor()
        await page.getByRole('link', { name: 'Back to the order' }).click()
      } else {
        await cancelIntent(attempt.intentId)
        await payer.pay()
      }
      await payer.seesOrder('Expired')
      await page.getByRole('button', { name: 'Pay €10.00' }).click()
      await payer.atPayment()
      await payer.pay()
      await payer.seesOrder('Paid')
    })
  })

  const cancelIntent = async (id: string) => {
    const response = await fetch(`${shop.sandboxUrl}/v1/payment_intents/${id}/cancel`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_sandbox_eur' },
      body: new URLSearchParams({ cancellation_reason: 'abandoned' }),
    })
    expect(response.status).toBe(200)
  }

  it('offers Stripe’s own page when Stripe.js cannot be loaded, and the page stays', async () => {
    const { path } = await shop.createItem()
    await asPayer(
      async (page, payer) => {
        await page.route('**/stripe.js', (route) => route.abort())
        await page.goto(shop.url + path)
        await payer.buyButton.click()
        await payer.alert.filter({ hasText: 'could not be loaded' }).waitFor()
        await page.getByRole('button', { name: 'Pay €10.00' }).waitFor()
        await photograph(page, `payment-${flow}-not-loaded`)
        await page.getByRole('button', { name: WAY_ROUND }).click()
        await payer.atPaymentPage()
        await payer.payByCard()
        await payer.atOrder()
        await payer.seesOrder('Paid')
      },
      { expected: [/ERR_FAILED/] },
    )
  })

  // Stripe's own page tells of it itself.
  if (flow === 'intent')
    it('can be tried again after the connection broke while paying', async () => {
      const { path } = await shop.createItem()
      await asPayer(
        async (page, payer) => {
          await payer.buy(path)
          await page.route('**/elements/payment?*step=confirm', (route) => route.abort())
          await payer.pay()
          await payer.refusal.filter({ hasText: 'could not be completed' }).waitFor()
          await page.unroute('**/elements/payment?*step=confirm')
          await payer.confirm()
          await payer.seesOrder('Paid')
        },
        { expected: [/ERR_FAILED/] },
      )
    })

  it('says on the item’s page that Stripe cannot be reached, or that the last one is gone', async () => {
    const { id, path } = await shop.createItem({ stock: 1 })
    await asPayer(
      async (page, payer) => {
        await page.goto(shop.url + path)
        await shop.failStripe({ kind: 'status', status: 500, times: 20 })
        await payer.buyButton.click()
        await payer.alert.filter({ hasText: 'cannot be reached' }).waitFor()
        await shop.clearFaults()
        await shop.sql(`update inventory set quantity = 0, available = 0 where item = $1`, [String(id)])
        await payer.buyButton.click()
        await payer.alert.filter({ hasText: /sold out|left|stock/i }).waitFor()
        expect(new URL(page.url()).pathname).toBe(path)
      },
      { expected: [/status of 50[0-9]/, /status of 409/] },
    )
  })

  it('says on the order’s page that Stripe cannot be reached, and starts when it can', async () => {
    const { returnUrl, total } = await orderToPay()
    const { pathname, search } = new URL(returnUrl)
    await asPayer(
      async (page, payer) => {
        await page.goto(shop.url + pathname + search)
        await shop.failStripe({ kind: 'status', status: 500, times: 40 })
        await page.getByRole('button', { name: `Pay ${euros(total)}` }).click()
        await payer.alert.filter({ hasText: 'cannot be reached' }).waitFor()
        expect(page.url()).not.toContain('#')
        await shop.clearFaults()
        await page.getByRole('button', { name: `Pay ${euros(total)}` }).click()
        await payer.atPayment()
      },
      { expected: [/status of 50[0-9]/] },
    )
  })

  it('waits with the payment while Stripe cannot be asked how the order stands', async () => {
    const { returnUrl } = await orderToPay()
    await asPayer(async (page, payer) => {
      await shop.failStripe({ kind: 'status', status: 500, times: 40 })
      await page.goto(`${returnUrl}#pay`)
      await page.getByRole('heading', { name: 'One moment, please' }).waitFor()
      await shop.clearFaults()
      await payer.frame.locator('[name="cardNumber"]').waitFor({ timeout: 30_000 })
    })
  })

  it('settles an order with nothing to pay at once', async () => {
    const { id: item } = await shop.createItem()
    const gift = await shop.api('POST', '/discounts', { name: 'Gift', percentOff: 100, duration: 'once' })
    const lines = [{ item, quantity: 1 }]
    const { doc } = await shop.api('POST', '/orders', { lines, discount: gift.doc.id })
    await asPayer(async (page, payer) => {
      await page.request.post(`${shop.url}/api/users/login`, { data: shop.login })
      await page.goto(`${shop.url}/order/${doc.id}`)
      await page.getByRole('button', { name: 'Pay €0.00' }).click()
      await payer.seesOrder('Paid')
    })
    expect(await attempts(doc.id)).toEqual([])
  })

  it('shows a draft at what it costs when it is paid', async () => {
    const { id: item } = await shop.createItem({ price: 1000 })
    const { doc } = await shop.api('POST', '/orders', { lines: [{ item, quantity: 1 }] })
    await asPayer(async (page, payer) => {
      // Staff need no link: their log-in opens the page.
      await page.request.post(`${shop.url}/api/users/login`, { data: shop.login })
      await page.goto(`${shop.url}/order/${doc.id}`)
      await page.getByRole('button', { name: 'Pay €10.00' }).waitFor()
      await shop.api('PATCH', `/items/${item}`, { price: 1200 })
      await page.getByRole('button', { name: 'Pay €10.00' }).click()
      await payer.atPayment()
      expect(await page.getByRole('row', { name: 'Total' }).textContent()).toContain('€12.00')
      await payer.pay()
      await payer.seesOrder('Paid')
    })
    expect(await shop.api('GET', `/orders/${doc.id}`)).toMatchObject({ status: 'paid', total: 1200 })
  })

  it('satisfies WCAG AA and fits 320 px while the payment is shown, in both colour schemes', async () => {
    const { path } = await shop.createItem()
    for (const colorScheme of ['light', 'dark'] as const) {
      const viewport = { width: colorScheme === 'light' ? 320 : 1280, height: 800 }
      await asPayer(
        async (page, payer) => {
          await payer.buy(path)
          expect({ colorScheme, violations: await violationsOf(page) }).toEqual({
            colorScheme,
            violations: [],
          })
          expect(await tooWideOf(page)).toBe(0)
          await photograph(page, `payment-${flow}-${colorScheme}`)
        },
        { viewport, colorScheme, bypassCSP: true },
      )
    }
  })

  it('lets Stripe in on orders’ pages only, and no inline code anywhere', async () => {
    const { path } = await shop.createItem()
    const { returnUrl } = await orderToPay()
    const policyOf = async (url: string) => (await fetch(url)).headers.get('content-security-policy') ?? ''
    const ofItem = await policyOf(shop.url + path)
    const ofOrder = await policyOf(returnUrl)
    expect(ofItem).not.toMatch(/frame-src|unsafe/)
    expect(ofItem).toContain("script-src 'self';")
    expect(ofOrder).not.toContain('unsafe')
    for (const name of ['script-src', 'connect-src']) {
      expect(ofOrder).toContain(`${name} 'self' ${shop.sandboxUrl};`)
    }
    expect(ofOrder).toContain(`frame-src ${shop.sandboxUrl};`)
  })

  it('asks for an address of Stripe’s only once somebody pays', async () => {
    const { returnUrl, total } = await orderToPay()
    await asPayer(async (page, payer) => {
      const asked: string[] = []
      page.on('request', (request) => {
        if (!request.url().startsWith(shop.url)) asked.push(request.url())
      })
      await page.goto(returnUrl, { waitUntil: 'networkidle' })
      expect(asked).toEqual([])
      await page.getByRole('button', { name: `Pay ${euros(total)}` }).click()
      await payer.atPayment()
      await waitFor(() => asked.some((url) => url === `${shop.sandboxUrl}/endive/stripe.js`))
    })
  })
})
