import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { violationsOf } from '../../support/axe.ts'
import { photograph, photographForReadme, startBrowser, visit } from '../../support/browser.ts'
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

const firstDemoItem = async () => {
  const { docs } = await shop.api('GET', '/items?where[name][equals]=Speckled%20Stoneware%20Mug')
  return `/item/${docs[0].id}`
}

async function openOrder(): Promise<string> {
  const { id } = await shop.createItem({ name: 'Ordered' })
  const { doc } = await shop.api('POST', '/orders', { lines: [{ item: id, quantity: 1 }] })
  return (await shop.request(`/order/${doc.id}/buy`)).returnUrl.slice(shop.url.length)
}

describe('the pages', () => {
  it.each(['/item/999999', '/item/mug', '/nothing'])('say that %s is not there', async (address) => {
    await visit(browser, { expected: [/status of 404/] }, async (page) => {
      const answer = await page.goto(shop.url + address)
      expect(answer?.status()).toBe(404)
      await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
      await page.getByRole('link', { name: 'Back to the shop' }).click()
      await page.waitForURL(`${shop.url}/`)
    })
  })

  it('say that the fault is the shop’s when its database fails, and nothing else', async () => {
    const { path: item } = await shop.createItem()
    await shop.sql('alter table items_rels rename to items_rels_away')
    try {
      await visit(browser, { expected: [/status of 500/] }, async (page) => {
        const answer = await page.goto(shop.url + item)
        expect(answer?.status()).toBe(500)
        await page.getByRole('heading', { name: 'Something went wrong' }).waitFor()
        expect(await page.content()).not.toMatch(/items_rels|select|node_modules/)
      })
    } finally {
      await shop.sql('alter table items_rels_away rename to items_rels')
    }
  })

  it('fit a screen of 320 px and satisfy WCAG AA, in both colour schemes', async () => {
    const addresses = ['/', await firstDemoItem(), await openOrder(), '/?q=nothing+like+it', '/nothing']
    for (const colorScheme of ['light', 'dark'] as const) {
      const viewport = { width: colorScheme === 'light' ? 320 : 1280, height: 800 }
      // The tool is put in by the test; the pages' own policy would refuse it.
      await visit(
        browser,
        { expected: [/status of 404/], viewport, colorScheme, bypassCSP: true },
        async (page) => {
          for (const address of addresses) {
            await page.goto(shop.url + address)
            expect({ address, tooWide: await tooWideOf(page) }).toEqual({ address, tooWide: [] })
            expect({ address, violations: await violationsOf(page) }).toEqual({
              address,
              violations: [],
            })
          }
        },
      )
    }
  })

  it('look like a shop: pictures for people to look at', async () => {
    const item = await firstDemoItem()
    for (const width of [1280, 375]) {
      await visit(
        browser,
        { expected: [/status of 404/], viewport: { width, height: 900 } },
        async (page) => {
          for (const [name, address] of Object.entries({ catalogue: '/', item, 'not-found': '/nothing' })) {
            await page.goto(shop.url + address, { waitUntil: 'networkidle' })
            await photograph(page, `${name}-${width}`)
          }
          if (width === 1280) {
            await page.goto(shop.url + item, { waitUntil: 'networkidle' })
            await photographForReadme(page, 'item-page')
          }
        },
      )
    }
  })
})

describe('what comes with a page', () => {
  it('is a policy without inline code, and the other headers of a careful shop', async () => {
    const { headers } = await fetch(shop.url + (await firstDemoItem()))
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).not.toContain('unsafe')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain(`form-action 'self' ${shop.sandboxUrl}`)
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin-allow-popups')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('strict-transport-security')).toBeNull()
  })

  it('is an ETag, answered by 304, and assets that are kept for a year', async () => {
    const address = shop.url + (await firstDemoItem())
    const first = await fetch(address)
    const html = await first.text()
    // As a browser asks; Node's own fetch would add that no copy may be used.
    const headers = { 'if-none-match': first.headers.get('etag') ?? '', 'cache-control': 'max-age=0' }
    expect((await fetch(address, { headers })).status).toBe(304)
    const asset = /href="(\/assets\/shop\.[0-9a-f]+\.css)"/.exec(html)?.[1]
    const css = await fetch(`${shop.url}${asset}`)
    expect(css.status).toBe(200)
    expect(css.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  })

  it('is what search engines and link previews read', async () => {
    const item = await firstDemoItem()
    await visit(browser, {}, async (page) => {
      await page.goto(shop.url + item)
      expect(await page.locator('link[rel="canonical"]').getAttribute('href')).toBe(shop.url + item)
      expect(await page.locator('meta[property="og:image"]').getAttribute('content')).toMatch(/^http/)
      const jsonLd = await page.locator('script[type="application/ld+json"]').textContent()
      expect(JSON.parse(jsonLd ?? '')).toMatchObject({
        '@type': 'Product',
        offers: { '@type': 'Offer', price: '24.00', priceCurrency: 'USD' },
      })
    })
    const robots = await (await fetch(`${shop.url}/robots.txt`)).text()
    expect(robots).toContain('Disallow: /buy/')
    expect(robots).toContain('Disallow: /order/')
  })

  it('is pictures with their size, the later ones loaded when they are near', async () => {
    await visit(browser, {}, async (page) => {
      await page.goto(`${shop.url}/`)
      const pictures = page.locator('.card__picture[srcset]')
      expect(await pictures.count()).toBeGreaterThan(4)
      for (const picture of await pictures.all()) {
        expect(Number(await picture.getAttribute('width'))).toBeGreaterThan(0)
        expect(await picture.getAttribute('sizes')).toBeTruthy()
      }
      expect(await page.locator('.card__picture').first().getAttribute('loading')).toBeNull()
      expect(await pictures.last().getAttribute('loading')).toBe('lazy')
    })
  })
})

/** What makes the page scroll sideways. */
const tooWideOf = (page: Page) =>
  page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    return [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth)
      .map((element) => `${element.tagName}.${element.className}: ${element.getBoundingClientRect().right}`)
  })
