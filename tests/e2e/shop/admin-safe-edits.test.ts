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

/** Takes these documents of a list and opens the form for all of them. */
async function openBulkEdit(page: Page, collection: string, ids: readonly number[]): Promise<void> {
  await openForm(page, `${shop.url}/admin/collections/${collection}?sort=-id`)
  const selection = page.locator('.list-selection')
  for (const [index, id] of ids.entries()) {
    const row = page.locator(`tbody tr[data-id="${id}"]`)
    await row.waitFor({ timeout: 45_000 })
    // Until the list listens.
    await waitFor(
      async () => {
        await row.locator('input[type="checkbox"]').setChecked(true)
        return (await selection.textContent({ timeout: 1_000 }).catch(() => ''))?.startsWith(`${index + 1} `)
      },
      { timeoutMs: 20_000 },
    )
  }
  await selection.getByRole('button', { name: 'Edit' }).click()
  await page.locator('.edit-many__header').waitFor()
}

const BULK_FORM = '.edit-many__form'

/** Chooses all that the form for several documents offers, and answers the names. */
async function chooseAllOffered(page: Page): Promise<string[]> {
  // Beside what is chosen already.
  const choice = page.locator(`${BULK_FORM} .field-select .dropdown-indicator`)
  await choice.click()
  const offered = await page.getByRole('option').allTextContents()
  // That is for paid orders alone.
  const chosen = offered.filter((name) => name !== 'Delivery status')
  for (const [index, name] of chosen.entries()) {
    if (index > 0) await choice.click()
    await page.getByRole('option', { name, exact: true }).click()
    await page.locator(`${BULK_FORM} .render-fields > *`).nth(index).waitFor()
  }
  return offered
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

/** Fills the form for several documents, and answers what is to be stored. */
const FILL: Record<string, (page: Page) => Promise<Record<string, unknown>>> = {
  discounts: async (page) => {
    const day = new Date(Date.now() + 60 * 24 * 60 * 60 * 1000)
    const typed = day.toLocaleDateString('en-US', { day: '2-digit', month: '2-digit', year: 'numeric' })
    const redeemBy = page.locator(`${BULK_FORM} #field-redeemBy input`)
    await redeemBy.fill(typed)
    await page.keyboard.press('Enter')
    expect(await redeemBy.inputValue()).toContain(String(day.getFullYear()))
    await page.locator(`${BULK_FORM} [name="active"]`).setChecked(false)
    return { redeemBy: `${day.toISOString().slice(0, 10)}T23:59:59.999Z`, active: false }
  },
  taxes: async (page) => {
    const texts = { country: 'DE', state: 'BE', jurisdiction: 'Berlin', description: 'Edited together' }
    for (const [name, text] of Object.entries(texts)) {
      await page.locator(`${BULK_FORM} [name="${name}"]`).fill(text)
    }
    await page.locator(`${BULK_FORM} [name="appliesByDefault"]`).setChecked(true)
    await page.locator(`${BULK_FORM} [name="active"]`).setChecked(false)
    return { ...texts, appliesByDefault: true, active: false }
  },
  orders: async (page) => {
    const texts = { review: 'Ask him', note: 'Edited together' }
    for (const [name, text] of Object.entries(texts)) {
      await page.locator(`${BULK_FORM} [name="${name}"]`).fill(text)
    }
    return texts
  },
  items: async (page) => {
    await page.locator(`${BULK_FORM} [name="name"]`).fill('Edited together')
    await page.locator(`${BULK_FORM} .upload__listToggler`).click()
    const picture = page.locator('.list-drawer tbody tr').first()
    await picture.locator('button').first().click()
    await page.locator(`${BULK_FORM} .upload-relationship-details`).waitFor()
    await page.locator(`${BULK_FORM} [name="isShipped"]`).setChecked(false)
    return { name: 'Edited together', isShipped: false, images: [expect.any(Number)], _status: 'draft' }
  },
}

describe('in the panel, no price, stock or share is changed by accident', () => {
  it('when several documents are edited at once, in everything that is offered for that', async () => {
    const item = await shop.createItem({ name: 'Bulk cup', price: 3000, currency: 'eur', stock: 4 })
    const { doc: draft } = await shop.api('POST', '/items', { name: 'Draft', price: 1230, currency: 'kwd' })
    const discounts = [
      await shop.api('POST', '/discounts', { ...DISCOUNT, code: 'BULK' }),
      await shop.api('POST', '/discounts', { name: 'Share', percentOff: 12.5, duration: 'once' }),
    ]
    const taxes = [
      await shop.api('POST', '/taxes', TAX),
      await shop.api('POST', '/taxes', { displayName: 'USt', percentage: 19, inclusive: true }),
    ]
    const orders = [
      await shop.api('POST', '/orders', {
        lines: [{ item: item.id, quantity: 2 }],
        taxes: [taxes[0].doc.id],
      }),
      await shop.api('POST', '/orders', {
        lines: [{ item: item.id, quantity: 1 }],
        discount: discounts[0].doc.id,
      }),
    ]
    const idsOf = (answers: { doc: { id: number } }[]) => answers.map(({ doc }) => doc.id)
    const documents = {
      discounts: { ids: idsOf(discounts), offered: ['Redeem By', 'Active'] },
      taxes: {
        ids: idsOf(taxes),
        offered: ['Country', 'State', 'Jurisdiction', 'Description', 'Applies By Default', 'Active'],
      },
      orders: { ids: idsOf(orders), offered: ['Delivery status', 'Review', 'Note'] },
      items: { ids: [item.id, draft.id], offered: ['Name', 'Needs delivery', 'Images'] },
    }
    for (const [collection, { ids, offered }] of Object.entries(documents)) {
      await asAdmin(async (page) => {
        const before = await Promise.all(ids.map((id) => contents(collection, id)))
        await openBulkEdit(page, collection, ids)
        expect([collection, await chooseAllOffered(page)]).toEqual([collection, offered])
        const change = await FILL[collection]?.(page)
        const saved = page.waitForResponse(
          (response) =>
            response.request().method() === 'PATCH' && response.url().includes(`/api/${collection}`),
        )
        // A draft stays one.
        const button = collection === 'items' ? /^Save draft/i : /^Save/
        await page.locator(BULK_FORM).getByRole('button', { name: button }).click()
        expect((await saved).status()).toBe(200)
        await page.locator(BULK_FORM).waitFor({ state: 'detached' })
        const after = await Promise.all(ids.map((id) => contents(collection, id)))
        expect(after).toEqual(before.map((one) => ({ ...one, ...change })))
      })
    }
    expect(await read(`/items/${item.id}`)).toMatchObject({ name: 'Bulk cup', price: 3000, stock: 4 })
  }, 240_000)

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
