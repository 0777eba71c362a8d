import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { countPackages, createBlankProject, fingerprint, rewrite } from '../support/blank-project.ts'
import { photograph, startBrowser, visit } from '../support/browser.ts'
import { describeUnless } from '../support/conditional-suite.ts'
import { createEmptyDatabase } from '../support/databases.ts'
import { findFreePort } from '../support/free-port.ts'
import { type HostServer, hostEnvironment, runHostProgram, startHostServer } from '../support/host-program.ts'
import {
  createStandInProject,
  type InstalledStandIn,
  startInstalledStandIn,
} from '../support/installed-stand-in.ts'
import { installPackages, reasonAgainstInstalling, tarballOf } from '../support/packages.ts'
import { choose, logIn, openForm, save } from '../support/panel.ts'
import { waitFor } from '../support/wait-for.ts'

const INSTALL_TIMEOUT_MS = 400_000
const BUILD_TIMEOUT_MS = 400_000
const TOOL_TIMEOUT_MS = 120_000
/** A package is an update more to look after, and one more to trust. */
const MOST_PACKAGES_ADDED = 10

const KEYS = { secret: 'sk_test_sandbox_usd', publishable: 'pk_test_sandbox_usd' }
/** One of Stripe's published test cards; it pays. */
const CARD = '4242424242424242'
const LOGIN = { email: 'ada@host.example', password: 'a password of the host' }

/** All that a project needs besides the package. */
const TWO_LINES: [string, string][] = [
  [
    "import sharp from 'sharp'\n",
    "import sharp from 'sharp'\nimport { stripeShop } from 'payload-stripe-shop'\n",
  ],
  [
    '  plugins: [],\n',
    `  plugins: [stripeShop({ accounts: [{ name: 'default', currency: null, isDefault: true, secretKey: process.env.STRIPE_SECRET_KEY!, publishableKey: process.env.STRIPE_PUBLISHABLE_KEY!, webhookSecrets: [process.env.STRIPE_WEBHOOK_SECRET!] }], currencies: ['usd'], publicUrl: process.env.PUBLIC_URL!, stripeApiBase: process.env.STRIPE_API_BASE })],\n`,
  ],
]

/** Where many projects keep their panel and their REST: below a path that the rest of the site does not use. */
const BASE_PATH = '/cms'
const BELOW_A_PATH: [string, string][] = [
  ['const nextConfig: NextConfig = {}', `const nextConfig: NextConfig = { basePath: '${BASE_PATH}' }`],
]

/** Items that save themselves while somebody types. */
const AUTOSAVE: [string, string][] = [
  [
    'stripeApiBase: process.env.STRIPE_API_BASE })',
    'stripeApiBase: process.env.STRIPE_API_BASE, overrides: { items: (items) => ({ ...items, versions: { drafts: { autosave: { interval: 200 } } } }) } })',
  ],
]

describeUnless(reasonAgainstInstalling, 'A new Payload project with the plugin', () => {
  let project: string
  let standInProject: string
  let standIn: InstalledStandIn
  let host: HostServer | undefined
  let browser: Browser
  let url: string
  let env: NodeJS.ProcessEnv
  let packagesBefore: number
  let filesBefore: Map<string, string>

  const run = (program: string, ...args: string[]) =>
    runHostProgram(path.join('node_modules/.bin', program), args, { cwd: project, env })

  /** Payload's REST, or the shop's below it. Throws on a refusal. */
  const ask = async (
    method: string,
    address: string,
    { token, body }: { token?: string; body?: unknown } = {},
  ) => {
    const response = await fetch(`${url}/api${address}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token && { authorization: `JWT ${token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${await response.text()}`)
    return response.json()
  }

  beforeAll(async () => {
    standInProject = await createStandInProject()
    standIn = await startInstalledStandIn(standInProject)
    project = await createBlankProject()
    packagesBefore = await countPackages(project)
    await installPackages(project, [await tarballOf('payload-stripe-shop')])
    await rewrite(path.join(project, 'src/payload.config.ts'), [...TWO_LINES, ...AUTOSAVE])
    await rewrite(path.join(project, 'next.config.ts'), BELOW_A_PATH)
    filesBefore = await fingerprint(project)
    const port = await findFreePort()
    url = `http://localhost:${port}${BASE_PATH}`
    env = hostEnvironment({
      PORT: String(port),
      DATABASE_URL: await createEmptyDatabase(),
      PAYLOAD_SECRET: 'a secret of the host, long enough',
      PUBLIC_URL: url,
      STRIPE_API_BASE: standIn.url,
      STRIPE_SECRET_KEY: KEYS.secret,
      STRIPE_PUBLISHABLE_KEY: KEYS.publishable,
      STRIPE_WEBHOOK_SECRET: await createWebhookEndpoint(`${url}/api/shop/webhook/default`),
    })
    browser = await startBrowser()
  }, INSTALL_TIMEOUT_MS)

  afterAll(async () => {
    await browser?.close()
    await host?.stop()
    await standIn?.stop()
    for (const folder of [project, standInProject]) {
      if (folder) await rm(folder, { recursive: true, force: true })
    }
  }, TOOL_TIMEOUT_MS)

  async function createWebhookEndpoint(address: string): Promise<string> {
    const response = await fetch(`${standIn.url}/v1/webhook_endpoints`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEYS.secret}` },
      body: new URLSearchParams({ url: address, 'enabled_events[]': '*' }),
    })
    return ((await response.json()) as { secret: string }).secret
  }

  it('has few packages more than before', async () => {
    expect((await countPackages(project)) - packagesBefore).toBeLessThanOrEqual(MOST_PACKAGES_ADDED)
  })

  it(
    'finds types in every entry point that hold under strict checks',
    async () => {
      const dist = 'node_modules/payload-stripe-shop/dist'
      const entries = [
        'index',
        'exports/client',
        'exports/rsc',
        'exports/postgres',
        'exports/storefront',
        'exports/operations',
      ]
      const settings =
        '--noEmit --strict --skipLibCheck false --target es2022 --module esnext --moduleResolution bundler --jsx react-jsx'
      const files = entries.map((entry) => `${dist}/${entry}.d.ts`)
      // Payload's own types do not pass this; ours must.
      const said = await run('tsc', ...settings.split(' '), ...files).catch((error: Error) => error.message)
      expect(said.split('\n').filter((line) => line.startsWith(dist))).toEqual([])
    },
    TOOL_TIMEOUT_MS,
  )

  it(
    'generates its types, its import map and a migration',
    async () => {
      await Promise.all([run('payload', 'generate:types'), run('payload', 'generate:importmap')])
      await run('payload', 'migrate:create', 'shop')
      await run('payload', 'migrate')
    },
    TOOL_TIMEOUT_MS,
  )

  it(
    'builds, its own types checked',
    async () => {
      const said = await run('next', 'build')
      expect(said).toContain('/admin/[[...segments]]')
    },
    BUILD_TIMEOUT_MS,
  )

  it(
    'sells an item, paid on the payment page and told by a webhook',
    async () => {
      host = await startHostServer('node_modules/.bin/next', ['start'], {
        cwd: project,
        env,
        ready: /Ready in/,
      })
      const { token } = await ask('POST', '/users/first-register', { body: LOGIN })
      const mug = { name: 'Blank Mug', price: 1250, currency: 'usd', stock: 3, _status: 'published' }
      const { doc: item } = await ask('POST', '/items', { token, body: mug })

      const started = await ask('POST', `/shop/buy/${item.id}?quantity=2`)
      expect(started).toMatchObject({
        publishableKey: KEYS.publishable,
        url: expect.stringContaining(standIn.url),
      })
      await visit(browser, { expected: [/status of 404/] }, async (page) => {
        await page.goto(started.url)
        await page.fill('[name="email"]', 'buyer@example.com')
        await page.fill('[name="cardNumber"]', CARD)
        await page.fill('[name="cardExpiry"]', '12 / 39')
        await page.fill('[name="cardCvc"]', '123')
        await page.fill('[name="billingName"]', 'Ada Buyer')
        await page.locator('button[type="submit"]').click()
        // A page of the host's to be, which a new project has not yet.
        await page.waitForURL(started.returnUrl)
      })
      const orderToken = new URL(started.returnUrl).searchParams.get('token')
      const order = await waitFor(
        async () => {
          const seen = await ask('GET', `/shop/orders/${started.orderId}?token=${orderToken}`)
          return seen.status === 'paid' && seen
        },
        { timeoutMs: 15_000, what: 'A paid order' },
      )
      expect(order).toMatchObject({
        currency: 'usd',
        total: 2500,
        customerEmail: 'buyer@example.com',
        lines: [{ item: item.id, name: 'Blank Mug', quantity: 2, unitAmount: 1250, amount: 2500 }],
      })
      expect((await ask('GET', `/items/${item.id}`, { token })).stock).toBe(1)
    },
    TOOL_TIMEOUT_MS,
  )

  /** Payload asks there for pictures of its users, unless the host says otherwise. */
  const expected = [/www\.gravatar\.com/]

  it(
    'shows items and orders in the panel, in the plugin’s own clothes',
    async () => {
      await visit(browser, { expected }, async (page) => {
        await logIn(page, url, LOGIN)
        await photograph(page, 'blank-project-panel')
        await page.goto(`${url}/admin/collections/items`)
        await page.getByRole('link', { name: 'Blank Mug' }).waitFor()
        await page.getByText('$12.50').waitFor()
        await photograph(page, 'blank-project-items')
        await openPaidOrder(page)
        const totals = page.locator('.order-totals')
        await totals.getByText('$25.00').first().waitFor()
        // The style sheet has come along: a frame that the panel itself does not draw.
        expect(await totals.evaluate((element) => getComputedStyle(element).borderTopStyle)).toBe('solid')
        await photograph(page, 'blank-project-order')
      })
      expect(host?.output).not.toMatch(/TypeError|Unhandled/)
    },
    TOOL_TIMEOUT_MS,
  )

  async function openPaidOrder(page: Page): Promise<void> {
    await page.goto(`${url}/admin/collections/orders?where[or][0][and][0][status][equals]=paid`)
    await page.locator('tbody tr a').first().click()
  }

  it(
    'keeps all that the panel asks for, and all its links, below the path of the project',
    async () => {
      const astray: string[] = []
      await visit(browser, { expected }, async (page) => {
        page.on('request', (request) => {
          const { host: at, pathname } = new URL(request.url())
          if (at === new URL(url).host && !pathname.startsWith(`${BASE_PATH}/`)) astray.push(request.url())
        })
        await logIn(page, url, LOGIN)
        const step = page.locator('section[aria-labelledby="setup-heading"] a').first()
        expect(await step.getAttribute('href')).toMatch(/^\/cms\/admin\/(globals|collections)\//)

        await openForm(page, `${url}/admin/collections/orders/create`)
        await page.getByRole('button', { name: 'Add Line' }).click()
        await choose(page, 'lines.0.item', 'Blank Mug')
        await page.getByText('1 × $12.50').waitFor()
        await save(page, /^Save/)
        await page.waitForURL(/orders\/\d+/)
        const link = await page.getByLabel('Link for the customer').inputValue()
        expect(link.startsWith(`${url}/order/`)).toBe(true)

        await openPaidOrder(page)
        await page.getByRole('button', { name: 'Payments and history' }).click()
        await page.getByRole('button', { name: 'Refund…' }).click()
        await page.getByLabel('Amount to refund, in USD').fill('5')
        await page.getByRole('button', { name: 'Refund $5.00' }).click()
        await page.getByRole('button', { name: 'Order', exact: true }).click()
        await page.getByRole('rowheader', { name: 'Refunded' }).waitFor()

        await page.getByRole('link', { name: 'Blank Mug' }).click()
        // Nobody has started the project's background work.
        await page.locator('.field-type', { hasText: 'In Stripe' }).getByText('pending').waitFor()
        await photograph(page, 'blank-project-below-a-path')
      })
      // The browser’s own wish, which it asks of the whole site.
      expect(astray.filter((address) => !address.endsWith('/favicon.ico'))).toEqual([])
    },
    TOOL_TIMEOUT_MS,
  )

  it(
    'sells nothing of a stock or at a price that is still being typed into a form that saves itself',
    async () => {
      const { token } = await ask('POST', '/users/login', { body: LOGIN })
      const [{ id }] = (await ask('GET', '/items?where[name][equals]=Blank%20Mug', { token })).docs
      const onSale = async () => {
        const { price, stock, _status } = await ask('GET', `/items/${id}`)
        return [price, stock, _status]
      }
      await visit(browser, { expected }, async (page) => {
        await logIn(page, url, LOGIN)
        await openForm(page, `${url}/admin/collections/items/${id}`)
        const saved = () =>
          page.waitForResponse(
            (response) => response.request().method() === 'PATCH' && response.url().includes('autosave=true'),
          )
        const [stock, price] = [page.locator('input[name="stock"]'), page.locator('input[name="price"]')]
        await stock.focus()
        await page.keyboard.press('End')
        // From 1 over nothing at all, which would be as many as anybody wants, and 1 again to 12.
        for (const key of ['Backspace', '1', '2']) {
          const answer = saved()
          await page.keyboard.press(key)
          expect((await answer).status()).toBe(200)
          expect(await onSale()).toEqual([1250, 1, 'published'])
        }
        expect(await stock.inputValue()).toBe('12')
        const answer = saved()
        await price.fill('13.75')
        expect((await answer).status()).toBe(200)
        expect(await onSale()).toEqual([1250, 1, 'published'])
        await photograph(page, 'blank-project-autosave')
        await save(page, /^Publish/)
        expect(await onSale()).toEqual([1375, 12, 'published'])
      })
    },
    TOOL_TIMEOUT_MS,
  )

  it(
    'shows a price and a stock in a drawer, and keeps there what is typed as a draft',
    async () => {
      const { token } = await ask('POST', '/users/login', { body: LOGIN })
      const [{ id }] = (await ask('GET', '/items?where[name][equals]=Blank%20Mug', { token })).docs
      const mention = { type: 'relationship', version: 2, format: '', relationTo: 'items', value: id }
      const root = { type: 'root', format: '', indent: 0, version: 1, direction: null, children: [mention] }
      const { doc: about } = await ask('POST', '/pages', {
        token,
        body: { title: 'About', slug: 'about', content: { root } },
      })
      await visit(browser, { expected }, async (page) => {
        await logIn(page, url, LOGIN)
        await openForm(page, `${url}/admin/collections/pages/${about.id}`)
        await page.locator('[data-lexical-editor] [class*="doc-drawer-toggler"]').first().click()
        const field = (name: string) => page.locator(`.drawer input[name="${name}"]`)
        await field('stock').waitFor()
        expect([await field('price').inputValue(), await field('stock').inputValue()]).toEqual([
          '13.75',
          '12',
        ])
        await field('price').fill('19.09')
        await waitFor(async () => (await ask('GET', `/items/${id}?draft=true`, { token })).price === 1909, {
          timeoutMs: 15_000,
          what: 'The draft',
        })
      })
      const { price, stock, _status } = await ask('GET', `/items/${id}`)
      expect([price, stock, _status]).toEqual([1375, 12, 'published'])
    },
    TOOL_TIMEOUT_MS,
  )

  it('has no file that was written but by Payload', async () => {
    const now = await fingerprint(project)
    const changed = [...now].filter(([file, hash]) => filesBefore.get(file) !== hash).map(([file]) => file)
    const others = changed.filter((file) => !/^(src\/migrations\/.*|next-env\.d\.ts)$/.test(file))
    expect(others.sort()).toEqual(['src/app/(payload)/admin/importMap.js', 'src/payload-types.ts'])
    expect([...filesBefore.keys()].filter((file) => !now.has(file))).toEqual([])
  })
})
