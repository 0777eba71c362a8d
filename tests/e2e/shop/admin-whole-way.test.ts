import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import Stripe from 'stripe'
import { photograph, startBrowser, visit } from '../../support/browser.ts'
import { choose, logIn, openForm, save } from '../../support/panel.ts'
import { type RunningShop, startRunningShop } from '../../support/running-shop.ts'
import { shopperOf } from '../../support/shopper.ts'
import { waitFor } from '../../support/wait-for.ts'

let shop: RunningShop
let browser: Browser
let stripe: Stripe

beforeAll(async () => {
  shop = await startRunningShop()
  browser = await startBrowser()
  stripe = new Stripe('sk_test_sandbox_eur', {
    host: '127.0.0.1',
    port: Number(new URL(shop.sandboxUrl).port),
    protocol: 'http',
  })
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await shop?.stop()
})

const asAdmin = (steps: (page: Page) => Promise<void>) =>
  visit(browser, {}, async (page) => {
    await logIn(page, shop.url, shop.login)
    await steps(page)
  })

const inStripe = (page: Page) => page.locator('.field-type', { hasText: 'In Stripe' })

/** Saves the form, waits until every account has it, and answers the document's id. */
async function saveInStep(page: Page, button: RegExp): Promise<string> {
  await save(page, button)
  await page.waitForURL(/\/\d+$/)
  await waitFor(
    async () => {
      const states = await inStripe(page).locator('li').allTextContents()
      return states.length > 0 && states.every((state) => state.startsWith('synced'))
    },
    { timeoutMs: 20_000, what: 'What Stripe has' },
  )
  return /(\d+)$/.exec(page.url())?.[1] ?? ''
}

async function deleteDocument(page: Page): Promise<void> {
  await page.locator('.doc-controls__popup').click()
  await page.locator('#action-delete').click()
  await page.locator('#confirm-action').click()
  await page.waitForURL(/\/collections\/\w+\/?(\?.*)?$/)
}

const productOf = async (itemId: string) =>
  (await stripe.products.list({ limit: 100 })).data.find(({ metadata }) => metadata.itemId === itemId)
const rateOf = async (taxId: string) =>
  (await stripe.taxRates.list({ limit: 100 })).data.find(({ metadata }) => metadata?.taxId === taxId)
const activePrices = async (product: string) =>
  (await stripe.prices.list({ product, active: true })).data.map(({ unit_amount }) => unit_amount)

it('from an item, a discount and a tax to a paid order, a new price, and deletions that change no order', async () => {
  let item = ''
  let tax = ''
  let order = ''
  let link = ''
  await asAdmin(async (page) => {
    const admin = `${shop.url}/admin/collections`
    await openForm(page, `${admin}/items/create`)
    await page.locator('input[name="name"]').fill('Walnut Tray')
    await page.locator('input[name="price"]').fill('20')
    await choose(page, 'currency', 'EUR')
    item = await saveInStep(page, /^Publish/)
    await openForm(page, `${admin}/discounts/create`)
    await page.locator('input[name="name"]').fill('Autumn')
    await page.locator('input[name="percentOff"]').fill('10')
    await choose(page, 'duration', 'once')
    await saveInStep(page, /^Save/)
    await openForm(page, `${admin}/taxes/create`)
    await page.locator('input[name="displayName"]').fill('USt')
    await page.locator('input[name="percentage"]').fill('19')
    await choose(page, 'inclusive', 'Inclusive')
    tax = await saveInStep(page, /^Save/)
    await photograph(page, 'admin-way-tax')

    await openForm(page, `${admin}/orders/create`)
    await page.getByRole('button', { name: 'Add Line' }).click()
    await choose(page, 'lines.0.item', 'Walnut Tray')
    await page.locator('[name="lines.0.quantity"]').fill('2')
    await choose(page, 'discount', 'Autumn')
    await choose(page, 'taxes', 'USt')
    await page.getByRole('rowheader', { name: /USt 19/ }).waitFor()
    await save(page, /^Save/)
    await page.waitForURL(/orders\/\d+/)
    order = /(\d+)$/.exec(page.url())?.[1] ?? ''
    link = await page.getByLabel('Link for the customer').inputValue()
  })

  await visit(browser, {}, (page) => shopperOf(page, shop).payLinked(link))
  const sold = await shop.request(`/order/${order}`)
  expect(sold).toMatchObject({ status: 'paid', subtotal: 4000, discountAmount: 400, total: 3600 })

  const product = await productOf(item)
  const rate = await rateOf(tax)
  expect([product?.active, rate?.active]).toEqual([true, true])
  await asAdmin(async (page) => {
    const admin = `${shop.url}/admin/collections`
    await openForm(page, `${admin}/items/${item}`)
    await page.locator('input[name="price"]').fill('25.5')
    await save(page, /^Publish/)
    await waitFor(async () => (await activePrices(product?.id ?? '')).join() === '2550', {
      what: 'The new price',
    })

    await openForm(page, `${admin}/taxes/${tax}`)
    await deleteDocument(page)
    await waitFor(async () => (await rateOf(tax))?.active === false, { what: 'The archived tax rate' })
    await openForm(page, `${admin}/items/${item}`)
    await deleteDocument(page)
    await waitFor(async () => (await productOf(item))?.active === false, { what: 'The archived product' })
    await waitFor(async () => (await activePrices(product?.id ?? '')).length === 0, {
      what: 'The archived prices',
    })

    await openForm(page, `${admin}/orders/${order}`)
    await page.getByRole('rowheader', { name: /USt 19/ }).waitFor()
    await page.getByText('Walnut Tray').first().waitFor()
    await photograph(page, 'admin-way-order-after-deletions')
  })
  expect(await shop.request(`/order/${order}`)).toEqual(sold)
  expect((await shop.request(`/order/by_item/${item}`)).orders).toEqual([sold])
}, 180_000)

it('what Stripe refuses is seen in the list, found by a filter, and mended with a button', async () => {
  await shop.failStripe({ path: '/v1/products', method: 'POST', times: 100, kind: 'status', status: 400 })
  const { id } = await shop.createItem({ name: 'Refused Cup' })
  await waitFor(
    async () => (await shop.api('GET', `/stripe-sync/items/${id}`)).accounts[0]?.status === 'failed',
    { timeoutMs: 10_000, what: 'The refusal' },
  )
  await asAdmin(async (page) => {
    await page.goto(`${shop.url}/admin/collections/items`)
    await page
      .getByRole('row', { name: /Refused Cup/ })
      .getByText('failed')
      .waitFor()
    await photograph(page, 'admin-items-refused')
    await page.getByRole('link', { name: 'Stripe refuses: 1' }).click()
    await page.waitForURL(/where/)
    await waitFor(async () => (await page.getByRole('row').count()) === 2, { what: 'The filtered list' })
    await page.getByRole('link', { name: 'Refused Cup' }).click()
    await page.waitForURL(/items\/\d+/)
    await inStripe(page).getByText('failed').waitFor()
    await shop.clearFaults()
    await inStripe(page).getByRole('button', { name: 'Try again' }).click()
    await inStripe(page).getByText('synced').waitFor({ timeout: 20_000 })
    await page.goto(`${shop.url}/admin/collections/items`)
    await page.getByRole('row', { name: /Refused Cup/ }).waitFor()
    expect(await page.getByRole('link', { name: /Stripe refuses/ }).count()).toBe(0)
  })
}, 120_000)
