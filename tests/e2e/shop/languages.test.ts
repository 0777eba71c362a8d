import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Browser } from 'playwright-core'
import { violationsOf } from '../../support/axe.ts'
import { photograph, startBrowser, visit } from '../../support/browser.ts'
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

it('shows price and Buy above the fold of a small phone, in the browser’s language', async () => {
  const { docs } = await shop.api('GET', '/items?where[name][equals]=Speckled%20Stoneware%20Mug')
  const viewport = { width: 360, height: 740 }
  await visit(browser, { viewport, locale: 'de-DE', bypassCSP: true }, async (page) => {
    await page.goto(`${shop.url}/item/${docs[0].id}`)
    const buy = page.getByRole('button', { name: 'Jetzt kaufen' })
    const box = await buy.boundingBox()
    expect((box?.y ?? 1_000) + (box?.height ?? 0)).toBeLessThan(viewport.height)
    expect(await violationsOf(page)).toEqual([])
    await photograph(page, 'item-phone-de')
  })
})

it('changes the language of a page at its foot, and keeps to it', async () => {
  await visit(browser, { locale: 'de-DE', bypassCSP: true }, async (page) => {
    await page.goto(`${shop.url}/page/returns`)
    await page.getByRole('link', { name: 'Русский' }).click()
    await page.getByRole('link', { name: 'Корзина' }).click()
    await page.getByRole('heading', { name: 'Ваша корзина' }).waitFor()
    await page.goto(shop.url)
    await page.getByRole('heading', { name: 'Все товары' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('ru')
    expect(await violationsOf(page)).toEqual([])
    await photograph(page, 'catalogue-ru')
  })
})
