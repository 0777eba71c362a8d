import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { photograph, startBrowser, type VisitOptions, visit } from '../../support/browser.ts'
import { CARD } from '../../support/payment-page.ts'
import { type RunningShop, startRunningShop } from '../../support/running-shop.ts'
import { shopperOf } from '../../support/shopper.ts'
import { waitFor } from '../../support/wait-for.ts'

let shop: RunningShop
let browser: Browser

beforeAll(async () => {
  shop = await startRunningShop()
  browser = await startBrowser()
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await shop?.stop()
})

type Steps = (page: Page, shopper: ReturnType<typeof shopperOf>) => Promise<void>

const asShopper = (steps: Steps, options: VisitOptions = {}) =>
  visit(browser, options, (page) => steps(page, shopperOf(page, shop)))

/** The payment page answers a refused card with 402, and Chromium notes each such answer in the console. */
const REFUSED = { expected: [/status of 402/] }

const newestOrder = async () => (await shop.orders())[0]
const ended = async (status: string) =>
  waitFor(
    async () => {
      const order = await newestOrder()
      return order.status === status && order
    },
    { what: `An order that is ${status}` },
  )

/** A bank debit takes the sandbox a few seconds; its clock can be put forward. */
const letDebitEnd = () => shop.control('/clock', { advanceSeconds: 20 })

describe('a purchase in the browser', () => {
  it('leads from the catalogue over the payment page to the paid order', async () => {
    const { path } = await shop.createItem({ name: 'Purchase Mug', price: 1999, stock: 5 })
    await asShopper(async (page, shopper) => {
      await page.goto(`${shop.url}/?q=purchase`)
      await page.getByRole('link', { name: 'Purchase Mug' }).click()
      await page.waitForURL(shop.url + path)
      await page.getByLabel('Quantity').fill('2')
      await shopper.buyButton.click()
      await shopper.atPaymentPage()
      await page.getByText('€39.98').first().waitFor()
      await photograph(page, 'payment-page')
      await shopper.payByCard(CARD.pays)
      await shopper.atOrder()
      await shopper.seesOrder('Paid')
      await page.getByRole('rowheader', { name: 'Purchase Mug' }).waitFor()
      expect(await page.getByRole('row', { name: 'Total' }).textContent()).toContain('€39.98')
      expect(new URL(page.url()).searchParams.get('token')).toBeTruthy()
      expect(await page.locator('form[data-pay]').count()).toBe(0)
      await photograph(page, 'order-paid')
    })
    const order = await newestOrder()
    expect(order).toMatchObject({ status: 'paid', total: 3998, customerEmail: 'ada@example.com' })
    expect((await shop.api('GET', path.replace('/item/', '/items/'))).stock).toBe(3)
  })

  it('sees what he buys on the payment page, which is another origin', async () => {
    const { docs } = await shop.api('GET', '/items?where[images][exists]=true&limit=1')
    await asShopper(async (page, shopper) => {
      await shopper.buy(`/item/${docs[0].id}`)
      const picture = page.locator('main img, aside img').first()
      await picture.waitFor()
      await expect(
        picture.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth)),
      ).resolves.toBeGreaterThan(0)
      await photograph(page, 'payment-page-picture')
    })
  })

  it('goes on with another card after one was declined', async () => {
    const { path } = await shop.createItem()
    await asShopper(async (page, shopper) => {
      await shopper.buy(path)
      await shopper.payByCard(CARD.declined)
      await shopper.refusal.waitFor()
      expect(await shopper.refusal.textContent()).toBe('Your card was declined.')
      expect(await page.inputValue('[name="cardNumber"]')).toBe('')
      expect((await newestOrder()).status).toBe('open')
      await shopper.payByCard(CARD.pays)
      await shopper.atOrder()
      await shopper.seesOrder('Paid')
    }, REFUSED)
    expect((await newestOrder()).status).toBe('paid')
  })

  it('tells the holder of an empty account so, and charges nothing', async () => {
    const { path } = await shop.createItem()
    await asShopper(async (_page, shopper) => {
      await shopper.buy(path)
      await shopper.payByCard(CARD.noFunds)
      await shopper.refusal.waitFor()
      expect(await shopper.refusal.textContent()).toBe('Your card has insufficient funds.')
    }, REFUSED)
    expect((await newestOrder()).status).toBe('open')
  })

  it('lets the bank ask first: a refusal is told, a yes pays', async () => {
    const { path } = await shop.createItem()
    await asShopper(async (page, shopper) => {
      await shopper.buy(path)
      await shopper.payByCard(CARD.asks)
      await page.getByRole('button', { name: 'Fail authentication' }).click()
      await shopper.refusal.waitFor()
      expect(await shopper.refusal.textContent()).toContain('unable to authenticate')
      await shopper.payByCard(CARD.asks)
      await page.getByRole('button', { name: 'Complete authentication' }).click()
      await shopper.atOrder()
      await shopper.seesOrder('Paid')
    }, REFUSED)
    expect((await newestOrder()).status).toBe('paid')
  })

  it('counts money as paid although it is disputed afterwards', async () => {
    const { path } = await shop.createItem()
    await asShopper(async (_page, shopper) => {
      await shopper.buy(path)
      await shopper.payByCard(CARD.disputed)
      await shopper.atOrder()
      await shopper.seesOrder('Paid')
    })
    expect((await newestOrder()).status).toBe('paid')
  })

  it('shows a bank debit on its way, then paid, without a reload by hand', async () => {
    const { path } = await shop.createItem()
    await asShopper(async (page, shopper) => {
      await shopper.buy(path)
      await shopper.payByBankDebit('settles')
      await shopper.seesOrder('Payment on its way')
      expect((await newestOrder()).status).toBe('processing')
      await photograph(page, 'order-processing')
      await letDebitEnd()
      await shopper.seesOrder('Paid')
    })
    await ended('paid')
  })

  it('shows a bank debit that fails, and offers to pay again', async () => {
    const { path } = await shop.createItem()
    await asShopper(async (page, shopper) => {
      await shopper.buy(path)
      await shopper.payByBankDebit('fails')
      await shopper.seesOrder('Payment on its way')
      await letDebitEnd()
      await shopper.seesOrder('Payment failed')
      await photograph(page, 'order-failed')
      await page.getByRole('button', { name: 'Pay €10.00' }).click()
      await shopper.atPaymentPage()
      await shopper.payByCard(CARD.pays)
      await shopper.atOrder()
      await shopper.seesOrder('Paid')
    })
    await ended('paid')
  })

  it('says that a session has expired, and the order with it', async () => {
    const { path } = await shop.createItem()
    await asShopper(async (page, shopper) => {
      await shopper.buy(path)
      const address = page.url()
      const [session] = await shop.sessions('eur')
      await shop.control(`/sessions/${session?.id}/expire`)
      await shopper.payByCard(CARD.pays)
      await page.getByText('This checkout session has expired').waitFor()
      await page.getByRole('link', { name: 'Go to the shop' }).click()
      await page.waitForURL(shop.url + path)
      await page.goto(address)
      await page.getByText('You were not charged').waitFor()
    })
    await ended('expired')
  })

  it('shows what was paid to whoever opens the payment page again', async () => {
    const { path } = await shop.createItem()
    await asShopper(async (page, shopper) => {
      await shopper.buy(path)
      const address = page.url()
      await shopper.payByCard(CARD.pays)
      await shopper.atOrder()
      await page.goto(address)
      await page.getByText("You're all done here").waitFor()
      await page.getByRole('link', { name: 'Go to the shop' }).click()
      await shopper.atOrder()
      await shopper.seesOrder('Paid')
    })
  })

  it('is paid over the link that staff send', async () => {
    const { id } = await shop.createItem({ name: 'Tea', price: 500 })
    const { doc } = await shop.api('POST', '/orders', { lines: [{ item: id, quantity: 3 }] })
    const { returnUrl } = await shop.request(`/order/${doc.id}/buy`)
    await asShopper(async (page, shopper) => {
      await page.goto(returnUrl)
      await shopper.seesOrder('Waiting for payment')
      await photograph(page, 'order-open')
      await page.getByRole('button', { name: 'Pay €15.00' }).click()
      await shopper.atPaymentPage()
      await shopper.payByCard(CARD.pays)
      await shopper.atOrder()
      await shopper.seesOrder('Paid')
      expect(page.url()).toBe(returnUrl)
    })
    expect((await shop.api('GET', `/orders/${doc.id}`)).status).toBe('paid')
  })
})
