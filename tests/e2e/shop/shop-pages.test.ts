import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { photograph, startBrowser, type VisitOptions, visit } from '../../support/browser.ts'
import { CARD } from '../../support/payment-page.ts'
import { type RunningShop, startRunningShop } from '../../support/running-shop.ts'
import { shopperOf } from '../../support/shopper.ts'

let shop: RunningShop
let browser: Browser

beforeAll(async () => {
  shop = await startRunningShop()
  browser = await startBrowser({ keepsPages: true })
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await shop?.stop()
})

type Steps = (page: Page, shopper: ReturnType<typeof shopperOf>) => Promise<void>

const asShopper = (steps: Steps, options: VisitOptions = {}) =>
  visit(browser, options, (page) => steps(page, shopperOf(page, shop)))

const countOrders = async () =>
  (await shop.sql('select count(*)::int as count from orders'))[0].count as number

describe('the Buy button', () => {
  it('makes one order and one session of a double click', async () => {
    const { path } = await shop.createItem()
    const before = await countOrders()
    await asShopper(async (page, shopper) => {
      await page.goto(shop.url + path)
      await shopper.buyButton.dblclick()
      await shopper.atPaymentPage()
    })
    expect(await countOrders()).toBe(before + 1)
  })

  it('can be pressed again after Back, and leads to the same open order', async () => {
    const { path } = await shop.createItem()
    const before = await countOrders()
    await asShopper(async (page, shopper) => {
      await shopper.buy(path)
      const address = page.url()
      await page.goBack()
      await page.waitForURL(shop.url + path)
      expect(await shopper.buyButton.isEnabled()).toBe(true)
      await shopper.buyButton.click()
      await shopper.atPaymentPage()
      expect(page.url()).toBe(address)
    })
    expect(await countOrders()).toBe(before + 1)
  })

  it('works without JavaScript, all the way to the paid order', async () => {
    const { path } = await shop.createItem()
    await asShopper(
      async (page, shopper) => {
        await shopper.buy(path)
        await shopper.payByCard(CARD.pays)
        await shopper.atOrder()
        await shopper.seesOrder('Paid')
        expect(await page.locator('script[type="module"]').count()).toBeGreaterThan(0)
      },
      { javaScriptEnabled: false },
    )
  })

  it('says that an item has just sold out, with the page otherwise intact', async () => {
    const { id, path } = await shop.createItem({ stock: 1 })
    await asShopper(
      async (page, shopper) => {
        await page.goto(shop.url + path)
        await shop.api('PATCH', `/items/${id}`, { stock: 0, stockSeen: 1 })
        await shopper.buyButton.click()
        await page.getByRole('alert').filter({ hasText: 'sold out' }).waitFor()
        await page.getByRole('heading', { name: 'Mug' }).waitFor()
        expect(page.url()).toBe(shop.url + path)
        await photograph(page, 'item-just-sold-out')
        await page.reload()
        expect(await page.getByRole('button', { name: /sold out/i }).isDisabled()).toBe(true)
      },
      { expected: [/status of 409/] },
    )
  })

  it('says that payments cannot be reached, and works once they can', async () => {
    const { path } = await shop.createItem()
    await asShopper(
      async (page, shopper) => {
        await page.goto(shop.url + path)
        await shop.failStripe({ kind: 'status', status: 500, times: 20 })
        await shopper.buyButton.click()
        await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor()
        await shop.clearFaults()
        await shopper.buyButton.click()
        await shopper.atPaymentPage()
      },
      { expected: [/status of 503/] },
    )
  })

  it('can be reached and pressed by the keyboard alone, to the paid order', async () => {
    const { path } = await shop.createItem()
    await asShopper(async (page, shopper) => {
      await page.goto(shop.url + path)
      await tabTo(page, (wanted) => document.activeElement?.textContent?.trim() === wanted, 'Buy now')
      await page.keyboard.press('Enter')
      await shopper.atPaymentPage()
      for (const [name, text] of [
        ['email', 'ada@example.com'],
        ['cardNumber', CARD.pays],
        ['cardExpiry', '12/39'],
        ['cardCvc', '123'],
        ['billingName', 'Ada Buyer'],
      ] as const) {
        await tabTo(
          page,
          (wanted) => (document.activeElement as HTMLInputElement | null)?.name === wanted,
          name,
        )
        await page.keyboard.type(text)
      }
      await page.keyboard.press('Enter')
      await shopper.atOrder()
      await shopper.seesOrder('Paid')
    })
  })
})

async function tabTo(page: Page, isThere: (wanted: string) => boolean, wanted: string): Promise<void> {
  for (let count = 0; count < 40; count += 1) {
    if (await page.evaluate(isThere, wanted)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`The keyboard does not lead to ${wanted}.`)
}

describe('the catalogue', () => {
  it('is searched and paged, and keeps drafts to itself', async () => {
    for (let count = 1; count <= 30; count += 1) await shop.createItem({ name: `Spoon ${count}` })
    await shop.api('POST', '/items?draft=true', {
      name: 'Spoon draft',
      price: 1,
      currency: 'eur',
      _status: 'draft',
    })
    await asShopper(async (page) => {
      await page.goto(shop.url)
      await page.getByRole('searchbox').fill('spoon')
      await page.keyboard.press('Enter')
      await page.waitForURL(/q=spoon/)
      const seen = new Set<string>()
      for (let pages = 0; pages < 10; pages += 1) {
        for (const name of await page.getByRole('link', { name: /^Spoon/ }).allTextContents())
          seen.add(name.trim())
        const next = page.getByRole('link', { name: /next/i })
        if ((await next.count()) === 0) break
        await next.click()
        await page.waitForLoadState()
      }
      expect(seen.size).toBe(30)
      await page.goto(`${shop.url}/?q=nothing+like+it`)
      await page
        .getByText(/nothing|no items/i)
        .first()
        .waitFor()
    })
  })
})

const NASTY = [
  '<script>alert(1)</script>',
  '{{7*7}}',
  '"><img src=x onerror=alert(1)>',
  "'; drop table items; --",
]

describe('a name', () => {
  it.each(NASTY)(
    '%s is text on the item’s page, in the catalogue, for machines and on the payment page',
    async (name) => {
      const { path } = await shop.createItem({ name, price: 700 })
      await asShopper(async (page, shopper) => {
        await page.goto(`${shop.url}/?q=${encodeURIComponent(name.slice(0, 12))}`)
        await page.goto(shop.url + path)
        expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(name)
        const data = JSON.parse(
          (await page.locator('script[type="application/ld+json"]').textContent()) ?? '',
        )
        expect(JSON.stringify(data)).toContain(JSON.stringify(name).slice(1, -1))
        await shopper.buyButton.click()
        await shopper.atPaymentPage()
        await page.getByText(name).first().waitFor()
      })
    },
  )
})
