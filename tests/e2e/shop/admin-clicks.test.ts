import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Locator, Page } from 'playwright-core'
import { photograph, startBrowser, visit } from '../../support/browser.ts'
import { logIn } from '../../support/panel.ts'
import { payByCard } from '../../support/payment-page.ts'
import { type RunningShop, startRunningShop } from '../../support/running-shop.ts'
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

type Click = (target: Locator) => Promise<void>

/** From the dashboard: the mouse for what is pressed, the keyboard for what is typed. Answers how often the mouse was pressed. */
async function countClicks(steps: (page: Page, click: Click) => Promise<void>): Promise<number> {
  let clicks = 0
  await visit(browser, {}, async (page) => {
    await logIn(page, shop.url, shop.login)
    await page.waitForLoadState('networkidle')
    await steps(page, async (target) => {
      clicks += 1
      await target.click()
    })
  })
  return clicks
}

const isFocused = (page: Page, selector: string) =>
  waitFor(() => page.locator(`${selector}:focus`).isVisible(), { what: `the cursor in ${selector}` })

/** Once the form listens: what is typed before that is lost. */
async function startTyping(page: Page, selector: string): Promise<void> {
  await page.waitForLoadState('networkidle')
  await isFocused(page, selector)
}

/** On the dashboard. */
const card = (page: Page, collection: string) => page.locator(`#card-${collection}`)
const createNew = (page: Page, collection: string) => card(page, collection).locator('.card__actions a')

describe('the jobs of every day take few clicks', () => {
  it('a price: 3', async () => {
    const { id } = await shop.createItem({ name: 'A cup' })
    const clicks = await countClicks(async (page, click) => {
      await click(card(page, 'items').locator('.card__click'))
      await click(page.getByRole('link', { name: 'A cup' }))
      await startTyping(page, '#field-name')
      await page.keyboard.press('Tab')
      await page.keyboard.type('12.50')
      await click(page.getByRole('button', { name: /^Publish/ }))
      await page
        .getByText(/successfully/i)
        .first()
        .waitFor()
    })
    expect((await shop.api('GET', `/items/${id}?depth=0`)).price).toBe(1250)
    expect(clicks).toBeLessThanOrEqual(3)
  })

  it('a refund: 3', async () => {
    const { id } = await shop.createItem({ name: 'A plate', price: 2100 })
    await payByCard((await shop.request(`/buy/${id}`)).url)
    await waitFor(async () => (await shop.orders())[0].status === 'paid', { what: 'the payment' })
    const clicks = await countClicks(async (page, click) => {
      await click(card(page, 'orders').locator('.card__click'))
      const [{ number }] = await shop.orders()
      await click(page.getByRole('link', { name: number }))
      await page.waitForLoadState('networkidle')
      await click(page.getByRole('button', { name: 'Refund…' }))
      await isFocused(page, '#refund-amount')
      await photograph(page, 'admin-clicks-refund')
      await page.keyboard.press('Enter')
      await waitFor(async () => (await shop.orders())[0].status === 'refunded', { what: 'the refund' })
    })
    expect(clicks).toBeLessThanOrEqual(3)
  })

  it('a discount: 4', async () => {
    const clicks = await countClicks(async (page, click) => {
      await click(createNew(page, 'discounts'))
      await startTyping(page, '#field-name')
      await page.keyboard.type('Ten off')
      await page.keyboard.press('Tab')
      await page.keyboard.type('10')
      await click(page.locator('#field-duration .rs__control'))
      await click(page.getByRole('option', { name: 'once' }))
      await click(page.getByRole('button', { name: /^Save/ }))
      await page
        .getByText(/successfully/i)
        .first()
        .waitFor()
    })
    const [discount] = (await shop.api('GET', '/discounts?sort=-id&limit=1')).docs
    expect(discount).toMatchObject({ name: 'Ten off', percentOff: 10, duration: 'once' })
    expect(clicks).toBeLessThanOrEqual(4)
  })

  it('an order with its link: 5', async () => {
    await shop.createItem({ name: 'Engraved spoon', price: 4500 })
    let link = ''
    const clicks = await countClicks(async (page, click) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await click(createNew(page, 'orders'))
      await page.waitForLoadState('networkidle')
      await click(page.getByRole('button', { name: 'Add Line' }))
      await click(page.locator('#field-lines__0__item .rs__control'))
      await page.keyboard.type('Engraved spoon')
      await page.getByRole('option', { name: 'Engraved spoon' }).waitFor()
      await page.keyboard.press('Enter')
      await page.getByText('1 × €45.00').waitFor()
      await click(page.getByRole('button', { name: /^Save/ }))
      await page.waitForURL(/orders\/\d+/)
      await click(page.locator('.field-type', { hasText: 'Link for the customer' }).getByRole('button'))
      link = await page.evaluate(() => navigator.clipboard.readText())
    })
    expect(link).toMatch(/\/order\/\d+\?token=/)
    expect(clicks).toBeLessThanOrEqual(5)
  })
})
