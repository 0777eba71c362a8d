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

/** All of a document, as it was saved last, but when it was saved, and how it stands in Stripe by now. */
async function contents(collection: string, id: number): Promise<Record<string, unknown>> {
  const { updatedAt: _, stripeSync: __, ...rest } = await read(`/${collection}/${id}?draft=true`)
  return rest
}

/** What a form shows in its inputs, by their names. */
function shownIn(page: Page, form: string): Promise<Record<string, string | boolean>> {
  return page.locator(`${form} :is(input, textarea)[name]`).evaluateAll((inputs) =>
    Object.fromEntries(
      inputs.map((input) => {
        const { name, type, value, checked } = input as HTMLInputElement
        return [name, type === 'checkbox' ? checked : value]
      }),
    ),
  )
}

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

const METADATA = { campaign: 'spring' }

const DISCOUNT = {
  name: 'Drawer',
  amountOff: 1250,
  currency: 'eur',
  duration: 'repeating',
  durationInMonths: 3,
  code: 'DRAWER',
  maxRedemptions: 7,
  // Stripe takes five years at most.
  redeemBy: new Date(Date.now() + 365 * 24 * 60 * 60 * 1000).toISOString(),
  metadata: METADATA,
}

const TAX = {
  displayName: 'VAT',
  percentage: 8.875,
  inclusive: false,
  country: 'US',
  state: 'NY',
  jurisdiction: 'New York',
  description: 'For books',
  metadata: METADATA,
}

const BLOCK = { format: '', indent: 0, version: 1, direction: 'ltr' }

/** A rich text of one paragraph. */
const richText = (text: string) => ({
  root: {
    type: 'root',
    ...BLOCK,
    children: [
      {
        type: 'paragraph',
        ...BLOCK,
        textFormat: 0,
        textStyle: '',
        children: [{ type: 'text', text, version: 1, format: 0, style: '', mode: 'normal', detail: 0 }],
      },
    ],
  },
})

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
        items: ['Name', 'Description', 'Needs delivery', 'Images'],
        discounts: ['Redeem By', 'Active'],
        taxes: ['Country', 'State', 'Jurisdiction', 'Description', 'Applies By Default', 'Active'],
        orders: ['Delivery status', 'Review', 'Note'],
      })
    })
  }, 150_000)

  it('in a drawer above another form', async () => {
    const { doc: discount } = await shop.api('POST', '/discounts', DISCOUNT)
    const { doc: tax } = await shop.api('POST', '/taxes', TAX)
    const item = await shop.createItem({ price: 2000, currency: 'eur' })
    const { doc: order } = await shop.api('POST', '/orders', {
      lines: [{ item: item.id, quantity: 1 }],
      discount: discount.id,
      taxes: [tax.id],
    })
    const drawers = [
      {
        collection: 'discounts',
        id: discount.id,
        opener: '#field-discount .relationship--single-value__drawer-toggler',
        shown: {
          name: 'Drawer',
          amountOff: '12.50',
          durationInMonths: '3',
          code: 'DRAWER',
          maxRedemptions: '7',
          active: true,
          metadata: 'campaign: spring',
        },
        typed: { name: 'Renamed', amountOff: '7.35' },
        stored: { name: 'Renamed', amountOff: 735 },
      },
      {
        collection: 'taxes',
        id: tax.id,
        opener: '#field-taxes .relationship--multi-value-label__drawer-toggler',
        shown: {
          displayName: 'VAT',
          percentage: '8.875',
          country: 'US',
          state: 'NY',
          jurisdiction: 'New York',
          description: 'For books',
          active: true,
          appliesByDefault: false,
          metadata: 'campaign: spring',
        },
        typed: { displayName: 'Renamed', percentage: '7.0001' },
        stored: { displayName: 'Renamed', percentage: 7.0001 },
      },
    ]
    await asAdmin(async (page) => {
      await openForm(page, `${shop.url}/admin/collections/orders/${order.id}`)
      for (const { collection, id, opener, shown, typed, stored } of drawers) {
        const before = await contents(collection, id)
        await page.locator(opener).first().click()
        for (const name of Object.keys(typed)) await page.locator(`.drawer [name="${name}"]`).waitFor()
        expect(await shownIn(page, '.drawer')).toMatchObject(shown)
        if (collection === 'discounts') {
          const day = await page.locator('.drawer #field-redeemBy input').inputValue()
          expect(day).toContain(DISCOUNT.redeemBy.slice(0, 4))
        }
        for (const [name, text] of Object.entries(typed)) {
          await page.locator(`.drawer [name="${name}"]`).fill(text)
        }
        const saved = page.waitForResponse(
          (response) =>
            response.request().method() === 'PATCH' && response.url().includes(`/api/${collection}/${id}`),
        )
        await page.locator('.drawer').getByRole('button', { name: 'Save', exact: true }).click()
        expect((await saved).status()).toBe(200)
        expect(await contents(collection, id)).toEqual({ ...before, ...stored })
        await page.keyboard.press('Escape')
        await page.locator('.drawer').waitFor({ state: 'detached' })
      }
    })
    expect(await contents('orders', order.id)).toMatchObject({ discount: discount.id, taxes: [tax.id] })
  }, 240_000)

  it('in an order, and in its payment above it', async () => {
    const { id } = await shop.createItem({ name: 'Paid for', price: 2000, currency: 'eur' })
    const { orderId } = await shop.request(`/buy/${id}?quantity=3`)
    const before = await contents('orders', orderId)
    await asAdmin(async (page) => {
      await openForm(page, `${shop.url}/admin/collections/orders/${orderId}`)
      await page.getByRole('button', { name: 'Payments and history' }).click()
      await page.locator('#field-payments .drawer-link__doc-drawer-toggler').first().click()
      await page.locator('.drawer input[name="amount"]').waitFor()
      expect(await shownIn(page, '.drawer')).toMatchObject({ amount: '60.00' })
      await page.keyboard.press('Escape')
      await page.locator('.drawer').waitFor({ state: 'detached' })
      await page.locator('textarea[name="note"]').fill('Saved below')
      await save(page, /^Save/)
      expect(await contents('orders', orderId)).toEqual({ ...before, note: 'Saved below' })

      const [payment] = (await read(`/payments?where[order][equals]=${orderId}`)).docs
      await openForm(page, `${shop.url}/admin/collections/payments/${payment.id}`)
      // What is not for anybody to change opens nothing that is.
      const order = page.locator('#field-order .relationship--single-value__drawer-toggler')
      expect(await order.isDisabled()).toBe(true)
    })
  }, 240_000)

  it('when versions are compared in every field, and one is restored', async () => {
    const [picture, other] = (await read('/media?limit=2')).docs
    const { id } = await shop.createItem({
      name: 'Restored cup',
      price: 1999,
      currency: 'eur',
      stock: 9,
      description: richText('Old words'),
      images: [picture.id],
    })
    await shop.api('PATCH', `/items/${id}`, {
      name: 'Changed cup',
      price: 2450,
      currency: 'usd',
      description: richText('New words'),
      images: [other.id],
      _status: 'published',
    })
    await shop.api('PATCH', `/items/${id}`, { stock: 5 })
    const [first, second] = (await read(`/items/versions?where[parent][equals]=${id}&sort=createdAt`)).docs
    const before = await contents('items', id)
    const address = `${shop.url}/admin/collections/items/${id}/versions`
    await asAdmin(async (page) => {
      const compared = async (query: string) => {
        await openForm(page, `${address}/${query}`)
        const diffs = page.locator('.render-field-diffs').first()
        await diffs.getByText('Price').waitFor()
        return (await diffs.innerText()).replace(/\s+/g, ' ')
      }
      const changes = await compared(`${second.id}?versionFrom=${first.id}&modifiedOnly=false`)
      await photograph(page, 'admin-compare')
      expect(changes).toMatch(/en Name Restored cup Changed cup .*Price €19\.99 \$24\.50 Currency eur usd/)
      expect(changes).toMatch(/Description Old words New words/)
      expect(changes).toContain(picture.filename)
      expect(changes).toContain(other.filename)
      expect(changes).not.toMatch(/stock|available|1999|2450/i)
      expect(await compared(first.id)).toMatch(/Price €19\.99/)
      await page
        .getByRole('button', { name: /^Restore/ })
        .first()
        .click()
      await page.getByRole('button', { name: 'Confirm' }).click()
      await page.waitForURL(/items\/\d+$/)
    })
    expect(before).toMatchObject({ stock: 5 })
    expect(await contents('items', id)).toEqual({
      ...before,
      name: 'Restored cup',
      price: 1999,
      currency: 'eur',
      description: richText('Old words'),
      images: [picture.id],
    })
  }, 240_000)

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
