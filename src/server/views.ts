import { readdirSync } from 'node:fs'
import { extname } from 'node:path'
import nunjucks from 'nunjucks'
import type { PaymentFlow } from 'payload-stripe-shop/storefront'
import type { Frame } from './frame.ts'
import { listAlternates, listLanguages } from './languages/page-addresses.ts'
import type { CartPage } from './page-models/cart-page.ts'
import type { CataloguePage } from './page-models/catalogue-page.ts'
import type { DemoMailPage } from './page-models/demo-mail-page.ts'
import type { ErrorPage } from './page-models/error-page.ts'
import type { FindOrderPage } from './page-models/find-order-page.ts'
import type { ItemPage } from './page-models/item-page.ts'
import type { OrderPage } from './page-models/order-page.ts'
import type { PackingSlipPage } from './page-models/packing-slip-page.ts'
import type { TextPage } from './page-models/text-page.ts'

/** Every page of the shop and what its template is given. `catalogue` is `views/catalogue.njk`. */
interface Pages {
  catalogue: CataloguePage
  cart: CartPage
  item: ItemPage
  'item-preview': ItemPage
  order: OrderPage
  error: ErrorPage
  page: TextPage
  'demo-mail': DemoMailPage
  'find-order': FindOrderPage
  'packing-slip': PackingSlipPage
}

export interface Views {
  /** The whole HTML document. Throws on a template that prints something it was not given. */
  render<Name extends keyof Pages>(name: Name, page: Pages[Name], frame: Frame): string
}

export interface ViewsOptions {
  viewsDir: string
  /** True compiles every template at once, here; false reads them again on each rendering, for development. */
  isCached: boolean
  /** Where the browser finds a file of `public/`. */
  assetUrl: (name: string) => string
  /** The address that shoppers see. */
  publicUrl: string
  globals: {
    /** Shows on every page that no real money moves. */
    sandbox: boolean
    /** What the buttons lead to where there is JavaScript. */
    paymentFlow: PaymentFlow
    /** Where the browser loads Stripe.js, on pages that take a payment themselves. */
    stripeJsUrl: string
    /** Whether there is a mail service, and so a way back to an order whose link is lost. */
    sendsMail: boolean
  }
}

const EXTENSION = '.njk'

export function createViews({ viewsDir, isCached, assetUrl, publicUrl, globals }: ViewsOptions): Views {
  const loader = new nunjucks.FileSystemLoader(viewsDir, { noCache: !isCached, watch: false })
  const environment = new nunjucks.Environment(loader, {
    autoescape: true,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  })
  environment.addGlobal('assetUrl', assetUrl)
  for (const [name, value] of Object.entries(globals)) environment.addGlobal(name, value)
  environment.addFilter('json', toScriptSafeJson)
  if (isCached) compileAll(environment, viewsDir)
  return {
    render: (name, page, frame) => {
      const { path, isIndexable } = page.head
      const languages = path === null ? [] : listLanguages(path, frame.language)
      const alternates = path === null || !isIndexable ? [] : listAlternates(path, frame.shop, publicUrl)
      return environment.render(name + EXTENSION, { query: '', ...page, ...frame, languages, alternates })
    },
  }
}

/** A mistake in any template ends the start, rather than the first visit of its page. */
function compileAll(environment: nunjucks.Environment, viewsDir: string): void {
  for (const name of readdirSync(viewsDir, { recursive: true, encoding: 'utf8' })) {
    if (extname(name) === EXTENSION) environment.getTemplate(toTemplateName(name), true)
  }
}

/** Templates name each other with slashes on every system. */
function toTemplateName(path: string): string {
  return path.replaceAll('\\', '/')
}

const UNSAFE_IN_SCRIPT: Record<string, string> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

/** JSON for inside a `<script>`: nothing in it can end the element or begin a comment. */
function toScriptSafeJson(value: unknown): nunjucks.runtime.SafeString {
  const json = JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (char) => UNSAFE_IN_SCRIPT[char] ?? char)
  return new nunjucks.runtime.SafeString(json)
}
