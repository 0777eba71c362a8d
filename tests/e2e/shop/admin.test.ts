import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { violationsOf } from '../../support/axe.ts'
import { ARTIFACTS, photograph, photographForReadme, startBrowser, visit } from '../../support/browser.ts'
import { choose, type Login, logIn, openForm, save } from '../../support/panel.ts'
import { type RunningShop, startRunningShop } from '../../support/running-shop.ts'

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

const asStaff = (login: Login, steps: (page: Page) => Promise<void>) =>
  visit(browser, {}, async (page) => {
    await logIn(page, shop.url, login)
    await steps(page)
  })

const asAdmin = (steps: (page: Page) => Promise<void>) => asStaff(shop.login, steps)

describe('the demo’s admin panel', () => {
  it.each(['light', 'dark'] as const)(
    'says on every page that no real money moves (%s)',
    async (colorScheme) => {
      await visit(browser, { colorScheme }, async (page) => {
        const notice = page.getByText('Demo shop: no real money moves.')
        await page.goto(`${shop.url}/admin`)
        await notice.waitFor()
        await photograph(page, `demo-notice-log-in-${colorScheme}`)
        expect(await violationsOf(page)).toEqual([])
        await logIn(page, shop.url, shop.login)
        for (const path of ['', '/collections/items', '/collections/items/create', '/account']) {
          await page.goto(`${shop.url}/admin${path}`)
          await notice.waitFor()
        }
        await photograph(page, `demo-notice-account-${colorScheme}`)
        await page.goto(shop.sandboxUrl)
        await page.getByRole('heading', { name: 'A stand-in for Stripe' }).waitFor()
        await photograph(page, `stand-in-${colorScheme}`)
      })
    },
  )

  it('is open to who says nothing of where he comes from, as browsers do on plain http', async () => {
    const cookie = `payload-token=${await tokenOf(shop)}`
    const isHimself = async (headers: Record<string, string>) => {
      const html = await readPage(`${shop.url}/admin/collections/orders`, { cookie, ...headers })
      return !html.includes('/admin/login?redirect')
    }
    expect(await isHimself({})).toBe(true)
    expect(await isHimself({ 'sec-fetch-site': 'cross-site' })).toBe(false)
    expect(await isHimself({ origin: 'https://evil.example' })).toBe(false)
  })
})

/** By Node's own client: `fetch` says of itself what browsers say. */
async function readPage(url: string, headers: Record<string, string>): Promise<string> {
  const [response] = await once(get(url, { headers }), 'response')
  return text(response)
}

async function tokenOf({ url, login }: RunningShop): Promise<string> {
  const response = await fetch(`${url}/api/users/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(login),
  })
  return ((await response.json()) as { token: string }).token
}

describe('an editor in the admin panel', () => {
  it('creates an item with an image and a formatted description, publishes it and changes its price', async () => {
    const file = path.resolve(ARTIFACTS, 'kettle.png')
    await mkdir(ARTIFACTS, { recursive: true })
    await writeFile(
      file,
      await sharp({ create: { width: 900, height: 600, channels: 3, background: '#b5651d' } })
        .png()
        .toBuffer(),
    )
    await asAdmin(async (page) => {
      await openForm(page, `${shop.url}/admin/collections/items/create`)
      await page.locator('input[name="name"]').fill('Copper Kettle <script>alert(1)</script>')
      await page.locator('input[name="price"]').fill('19.99')
      await choose(page, 'currency', 'EUR')
      await page.locator('input[name="stock"]').fill('7')
      await page.locator('[contenteditable="true"]').first().click()
      await page.keyboard.press('Control+b')
      await page.keyboard.type('Boils a litre.')
      await page.getByRole('button', { name: 'Create New' }).first().click()
      await page.waitForLoadState('networkidle')
      await page.locator('.drawer input[type="file"]').setInputFiles(file)
      await page.locator('.drawer input[name="alt"]').fill('A copper kettle', { timeout: 45_000 })
      await page.locator('.drawer').getByRole('button', { name: 'Save' }).click()
      await page.getByText('kettle.png').first().waitFor()
      await save(page, /^Publish/)
      await page.waitForURL(/items\/\d+/)
      await page
        .locator('.field-type', { hasText: 'In Stripe' })
        .getByText('synced')
        .waitFor({ timeout: 20_000 })
      await photograph(page, 'admin-item')
      const id = /items\/(\d+)/.exec(page.url())![1]
      const item = await shop.api('GET', `/items/${id}?depth=0`)
      expect(item).toMatchObject({ price: 1999, currency: 'eur', stock: 7, _status: 'published' })

      await page.goto(`${shop.url}/item/${id}`)
      await page.getByRole('heading', { name: 'Copper Kettle <script>alert(1)</script>' }).waitFor()
      expect(await page.locator('strong', { hasText: 'Boils a litre.' }).count()).toBe(1)
      expect(await page.getByAltText('A copper kettle').first().isVisible()).toBe(true)
      await page.getByText('€19.99').first().waitFor()

      await openForm(page, `${shop.url}/admin/collections/items/${id}`)
      await page.locator('input[name="price"]').fill('24.5')
      await page.locator('input[name="stock"]').fill('5')
      await save(page, /^Publish/)
      expect(await shop.api('GET', `/items/${id}?depth=0`)).toMatchObject({ price: 2450, stock: 5 })
      await page.goto(`${shop.url}/admin/collections/items`)
      await page
        .getByRole('row', { name: /Copper Kettle/ })
        .getByText('€24.50')
        .waitFor()
      await photograph(page, 'admin-items')

      const [demoItem] = (await shop.api('GET', '/items?sort=id&limit=1&depth=0')).docs
      await openForm(page, `${shop.url}/admin/collections/items/${demoItem.id}`)
      await photographForReadme(page, 'admin-panel')
    })
  })

  it.each([
    ['JPY', '500', 500],
    ['KWD', '24.75', 24_750],
  ])('types a price in %s as people write it', async (currency, typed, stored) => {
    await asAdmin(async (page) => {
      await openForm(page, `${shop.url}/admin/collections/items/create`)
      await page.locator('input[name="name"]').fill(`Priced in ${currency}`)
      await choose(page, 'currency', currency)
      await page.locator('input[name="price"]').fill(typed)
      await save(page, /^Publish/)
      await page.waitForURL(/items\/\d+/)
      const id = /items\/(\d+)/.exec(page.url())![1]
      expect((await shop.api('GET', `/items/${id}?depth=0`)).price).toBe(stored)
    })
  })

  it('creates a discount and a tax in forms that show only what fits together', async () => {
    await asAdmin(async (page) => {
      await openForm(page, `${shop.url}/admin/collections/discounts/create`)
      // The panel misses a change made while it asks the server about the one before: see findings/.
      await page.locator('input[name="percentOff"]').fill('12.5')
      await page.locator('input[name="amountOff"]').waitFor({ state: 'hidden' })
      await choose(page, 'duration', 'repeating')
      await page.locator('input[name="durationInMonths"]').fill('3')
      await choose(page, 'duration', 'once')
      await page.locator('input[name="name"]').fill('Spring sale')
      await page.locator('textarea[name="metadata"]').fill('campaign: spring')
      await save(page, /^Save/)
      await photograph(page, 'admin-discount')
      await openForm(page, `${shop.url}/admin/collections/taxes/create`)
      await page.locator('input[name="displayName"]').fill('VAT')
      await page.locator('input[name="percentage"]').fill('8.875')
      await choose(page, 'inclusive', 'Exclusive: added to prices')
      await save(page, /^Save/)
      await photograph(page, 'admin-tax')
    })
    const [discount] = (await shop.api('GET', '/discounts?sort=-id')).docs
    expect(discount).toMatchObject({
      percentOff: 12.5,
      duration: 'once',
      durationInMonths: null,
      metadata: { campaign: 'spring' },
    })
    const [tax] = (await shop.api('GET', '/taxes?sort=-id')).docs
    expect(tax).toMatchObject({ displayName: 'VAT', percentage: 8.875, inclusive: false })
  })
})

describe('staff in the admin panel', () => {
  it('see what their role allows: support sells, editors keep the catalogue', async () => {
    for (const [role, seen] of [
      ['support', 'Orders'],
      ['editor', 'Items'],
    ] as const) {
      const login = { email: `${role}@shop.example`, password: 'a long password 1' }
      await shop.api('POST', '/users', { ...login, role })
      await asStaff(login, async (page) => {
        await page.goto(`${shop.url}/admin/collections/${seen.toLowerCase()}`)
        await page.getByRole('link', { name: 'Create New' }).first().waitFor()
        const other = seen === 'Orders' ? 'items' : 'orders'
        await page.goto(`${shop.url}/admin/collections/${other}`)
        await page.getByRole('heading', { name: other, exact: false }).first().waitFor()
        expect(await page.getByRole('link', { name: 'Create New' }).count()).toBe(0)
      })
    }
  })
})
