import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { photograph, startBrowser, type VisitOptions, visit } from '../../support/browser.ts'
import { logIn, openForm, save } from '../../support/panel.ts'
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

const asAdmin = (steps: (page: Page) => Promise<void>, options: VisitOptions = {}) =>
  visit(browser, options, async (page) => {
    await logIn(page, shop.url, shop.login)
    await steps(page)
  })

const read = (path: string) => shop.api('GET', `${path}${path.includes('?') ? '&' : '?'}depth=0`)

/** Takes every document of a list and opens the form for all of them. */
async function openBulkEdit(page: Page, collection: string): Promise<void> {
  await openForm(page, `${shop.url}/admin/collections/${collection}`)
  const all = page.locator('#select-all')
  await all.waitFor({ timeout: 45_000 })
  // Until the list listens.
  await waitFor(
    async () => {
      await all.setChecked(true)
      return page.locator('.list-selection').isVisible()
    },
    { timeoutMs: 20_000 },
  )
  await page.locator('.list-selection').getByRole('button', { name: 'Edit' }).click()
  await page.locator('.edit-many__header').waitFor()
}

async function offeredFields(page: Page): Promise<string[]> {
  await page.locator('.edit-many__form .field-select .rs__control').click()
  const options = await page.getByRole('option').allTextContents()
  await page.keyboard.press('Escape')
  return options
}

describe('in the panel, no price, stock or share is changed by accident', () => {
  it('when several documents are edited at once', async () => {
    const { id } = await shop.createItem({ name: 'Bulk cup', price: 3000, currency: 'eur', stock: 4 })
    await shop.api('POST', '/discounts', { name: 'Five', amountOff: 500, currency: 'eur', duration: 'once' })
    await shop.api('POST', '/taxes', { displayName: 'VAT', percentage: 8.875, inclusive: false })
    await shop.api('POST', '/orders', { lines: [{ item: id, quantity: 2 }] })
    await asAdmin(async (page) => {
      const offered: Record<string, string[]> = {}
      for (const collection of ['discounts', 'taxes', 'orders', 'items']) {
        await openBulkEdit(page, collection)
        offered[collection] = await offeredFields(page)
      }
      expect(offered).toEqual({
        items: ['Name', 'Description', 'Images'],
        discounts: ['Redeem By', 'Active'],
        taxes: ['Country', 'State', 'Jurisdiction', 'Description', 'Applies By Default', 'Active'],
        orders: ['Review', 'Note'],
      })
    })
  }, 150_000)

  it('in a drawer above another form', async () => {
    const discount = await shop.api('POST', '/discounts', {
      name: 'Drawer',
      amountOff: 1250,
      currency: 'eur',
      duration: 'once',
    })
    const { id } = await shop.createItem({ price: 2000, currency: 'eur' })
    const order = await shop.api('POST', '/orders', {
      lines: [{ item: id, quantity: 1 }],
      discount: discount.doc.id,
    })
    await asAdmin(async (page) => {
      await openForm(page, `${shop.url}/admin/collections/orders/${order.doc.id}`)
      await page.locator('#field-discount .relationship--single-value__drawer-toggler').click()
      const amount = page.locator('.drawer input[name="amountOff"]')
      await amount.waitFor()
      expect(await amount.inputValue()).toBe('12.50')
      await page.locator('.drawer input[name="name"]').fill('Drawer, renamed')
      await photograph(page, 'admin-drawer')
      await page.locator('.drawer').getByRole('button', { name: /^Save/ }).click()
      await page
        .getByText(/successfully/i)
        .first()
        .waitFor()
      expect(await read(`/discounts/${discount.doc.id}`)).toMatchObject({
        name: 'Drawer, renamed',
        amountOff: 1250,
        currency: 'eur',
      })
    })
  })

  it('when versions are compared, and one is restored', async () => {
    const { id } = await shop.createItem({ name: 'Restored cup', price: 1999, currency: 'eur', stock: 9 })
    await shop.api('PATCH', `/items/${id}`, { price: 2450, currency: 'usd', _status: 'published' })
    await shop.api('PATCH', `/items/${id}`, { stock: 5 })
    const versions = (await read(`/items/versions?where[parent][equals]=${id}&sort=createdAt`)).docs
    await asAdmin(async (page) => {
      const address = `${shop.url}/admin/collections/items/${id}/versions`
      const compared = async (query: string) => {
        await openForm(page, `${address}/${query}`)
        const diffs = page.locator('.render-field-diffs').first()
        await diffs.getByText('Price').waitFor()
        return (await diffs.innerText()).replace(/\s+/g, ' ')
      }
      const [first, second] = versions
      const changes = await compared(`${second.id}?versionFrom=${first.id}`)
      await photograph(page, 'admin-compare')
      expect(changes).toMatch(/Price €19\.99 \$24\.50 Currency eur usd/)
      expect(changes).not.toMatch(/stockSeen|Available|1999|2450/i)
      expect(await compared(first.id)).toMatch(/Price €19\.99/)
      await page
        .getByRole('button', { name: /^Restore/ })
        .first()
        .click()
      await page.getByRole('button', { name: 'Confirm' }).click()
      await page.waitForURL(/items\/\d+$/)
    })
    expect(await read(`/items/${id}`)).toMatchObject({ price: 1999, currency: 'eur', stock: 5 })
  }, 150_000)
  it('when versions differ in the currency alone', async () => {
    const { id } = await shop.createItem({ name: 'Same digits', price: 1000, currency: 'eur' })
    await shop.api('PATCH', `/items/${id}`, { currency: 'jpy' })
    const [, second] = (await read(`/items/versions?where[parent][equals]=${id}&sort=createdAt`)).docs
    await asAdmin(async (page) => {
      await openForm(page, `${shop.url}/admin/collections/items/${id}/versions/${second.id}`)
      const diffs = page.locator('.render-field-diffs').first()
      await diffs.getByText('€10.00').waitFor()
      expect((await diffs.innerText()).replace(/\s+/g, ' ')).toMatch(/Price €10\.00 ¥1,000 Currency eur jpy/)
    })
  }, 150_000)

  it('when a person’s own password is not known', async () => {
    await asAdmin(
      async (page) => {
        await openForm(page, `${shop.url}/admin/account`)
        await page.getByRole('button', { name: 'Change Password' }).click()
        await page.locator('input[name="password"]').fill('a new long password')
        // The form looks at the one only once it knows the other.
        await page.waitForTimeout(1_000)
        await page.locator('input[name="confirm-password"]').fill('a new long password')
        await page.waitForTimeout(1_000)
        await page.getByRole('button', { name: /^Save/ }).click()
        await page
          .getByText(/currentPassword is needed/)
          .first()
          .waitFor()
        await photograph(page, 'admin-own-password')
        await page.locator('input[name="currentPassword"]').fill(shop.login.password)
        await page.waitForTimeout(1_000)
        await save(page, /^Save/)
      },
      { expected: [/status of 400/] },
    )
    const login = { email: shop.login.email, password: 'a new long password' }
    expect((await shop.api('POST', '/users/login', login)).user.email).toBe(login.email)
  }, 150_000)
})
