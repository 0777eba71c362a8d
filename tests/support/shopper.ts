import type { Page } from 'playwright-core'
import { CARD } from './payment-page.ts'
import type { RunningShop } from './running-shop.ts'

/** What a shopper does in the browser, from the item's page on. */
export function shopperOf(page: Page, shop: RunningShop) {
  const isPaymentPage = (url: URL) => url.origin === shop.sandboxUrl
  const isOrderPage = (url: URL) => url.origin === shop.url && url.pathname.startsWith('/order/')

  const shopper = {
    buyButton: page.getByRole('button', { name: 'Buy now' }),
    payButton: page.locator('button[type="submit"]'),
    refusal: page.getByRole('alert'),
    atPaymentPage: () => page.waitForURL(isPaymentPage),
    atOrder: () => page.waitForURL(isOrderPage),
    /** From the item's page to the payment page. */
    async buy(path: string) {
      await page.goto(shop.url + path)
      await shopper.buyButton.click()
      await shopper.atPaymentPage()
    },
    /** Types a card and presses Pay. What comes then depends on the card. */
    async payByCard(number: string = CARD.pays) {
      await page.fill('[name="email"]', 'ada@example.com')
      await page.fill('[name="cardNumber"]', number)
      await page.fill('[name="cardExpiry"]', '12 / 39')
      await page.fill('[name="cardCvc"]', '123')
      await page.fill('[name="billingName"]', 'Ada Buyer')
      await shopper.payButton.click()
    },
    async payByBankDebit(outcome: 'settles' | 'fails') {
      await page.fill('[name="email"]', 'ada@example.com')
      await page.check('[name="paymentMethod"][value="bank_debit"]')
      await page.check(`[name="bankOutcome"][value="${outcome}"]`)
      await shopper.payButton.click()
      await shopper.atOrder()
    },
    /** From the link of an order that staff made until its page says that it is paid. */
    async payLinked(link: string) {
      await page.goto(link)
      await page.getByRole('button', { name: /^Pay/ }).click()
      await shopper.atPaymentPage()
      await shopper.payByCard()
      await shopper.atOrder()
      await shopper.seesOrder('Paid')
    },
    /** Waits until the order's page, which asks by itself, says so. */
    seesOrder: (label: string) => page.locator('.status', { hasText: label }).waitFor({ timeout: 30_000 }),
  }
  return shopper
}
