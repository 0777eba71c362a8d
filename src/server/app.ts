import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import path from 'node:path'
import compression from 'compression'
import cors from 'cors'
import express, { type Express } from 'express'
import type { BasePayload } from 'payload'
import { ping } from 'payload-stripe-shop/operations'
import type { Registry } from 'prom-client'
import { createAssets } from './assets.ts'
import type { CatalogueReader } from './catalogue/catalogue-reader.ts'
import type { ShopConfig } from './config/shop-config.ts'
import { answerErrors, notFound } from './errors.ts'
import { openFrames } from './frame.ts'
import { KeptAnswers } from './kept/kept-answers.ts'
import type { Address } from './kept/keys.ts'
import { openShortWay } from './kept/short-way.ts'
import { makeItemJson } from './kept/stranger-answers.ts'
import { chooseLanguage } from './languages/asked-language.ts'
import { createMetrics } from './metrics.ts'
import { limitWrongKeys } from './middleware/limits.ts'
import { refuseOtherSites, trustUnmarked } from './middleware/other-sites.ts'
import { onlyPanelMethods } from './middleware/panel-methods.ts'
import { onlyPlainPaths } from './middleware/plain-paths.ts'
import { adminSecurity, shopSecurity } from './middleware/security-headers.ts'
import { buyRoutes } from './routes/buy.ts'
import { cartRoutes } from './routes/cart.ts'
import { demoMailRoutes } from './routes/demo-mail.ts'
import { findOrderRoutes } from './routes/find-order.ts'
import { openApiRoutes } from './routes/openapi.ts'
import { operationRoutes } from './routes/operations.ts'
import { orderRoutes } from './routes/order.ts'
import { pageRoutes, parseItemId, renderCatalogue, renderItem } from './routes/pages.ts'
import { payloadApiRoutes } from './routes/payload-api.ts'
import { previewRoutes } from './routes/preview.ts'
import { sitemapRoutes } from './routes/sitemap.ts'
import { webhookRoutes } from './routes/webhook.ts'
import { createViews } from './views.ts'

export interface AppServices {
  config: ShopConfig
  payload: BasePayload
  /** The key by which `getPayload` knows this instance. */
  payloadKey?: string
  /** Next's handler for the admin panel. */
  admin: (req: IncomingMessage, res: ServerResponse) => Promise<void>
  state: { isStopping: boolean }
  catalogue: CatalogueReader
  isDevelopment?: boolean
  /** Where there are more processes: given this one's figures, a function that reads those of all. */
  shareMetrics?: ((own: Registry) => () => Promise<string>) | undefined
}

export interface ShopApp {
  routes: Express
  /** The short way of pages, then the routes. */
  handle: RequestListener
}

/** The shop's HTTP side, in the order in which a request meets it. */
export function createApp(services: AppServices): ShopApp {
  const { config, payload, payloadKey = 'default', admin, state, catalogue, isDevelopment = false } = services
  const { publicUrl, allowedOrigins } = config
  const isCached = !isDevelopment
  const assets = createAssets({ publicDir: path.resolve('public'), isCached })
  const globals = {
    sandbox: config.sandbox !== null,
    paymentFlow: config.paymentFlow,
    stripeJsUrl: config.stripeJsUrl,
    sendsMail: config.mail !== null,
  }
  const views = createViews({
    viewsDir: path.resolve('views'),
    isCached,
    assetUrl: assets.assetUrl,
    publicUrl,
    globals,
  })
  const frames = openFrames({ payload, catalogue, publicUrl })
  const rendering = { views, frames, catalogue, publicUrl }
  const kept = new KeptAnswers({ maxBytes: isDevelopment ? 0 : config.pageCacheBytes })
  catalogue.onChange((topics, isLoss) => (isLoss ? kept.doubt() : kept.drop(topics)))
  const checkoutOrigin = config.sandbox?.publicUrl ?? config.stripeApiBase ?? 'https://checkout.stripe.com'
  const { metrics: own, measure, measureAnswer } = createMetrics(payload)
  const metrics = {
    contentType: own.contentType,
    metrics: services.shareMetrics?.(own) ?? (() => own.metrics()),
  }

  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  app.set('trust proxy', config.trustProxy ?? false)

  app.use(measure, onlyPlainPaths)
  app.use(
    operationRoutes({ payload, state, metrics, metricsToken: config.metricsToken, dataDir: config.dataDir }),
  )
  app.use('/assets', assets.serveAssets)
  app.use(webhookRoutes(payload))
  app.use(cors({ origin: allowedOrigins.length > 0 ? [...allowedOrigins] : false, credentials: true }))
  app.use(refuseOtherSites(payload), trustUnmarked, limitWrongKeys(payload))
  // The panel would take whoever is signed in for a stranger.
  app.use('/admin', async (_req, _res, next) => {
    await ping(payload)
    next()
  })
  app.use(['/admin', '/_next'], onlyPanelMethods, adminSecurity({ publicUrl, isDevelopment }), (req, res) => {
    req.url = req.originalUrl
    return admin(req, res)
  })
  app.use(chooseLanguage({ publicUrl }), shopSecurity({ publicUrl, stripeJsUrl: null, checkoutOrigin }))
  if (config.paymentFlow !== 'hosted') {
    app.use('/order', shopSecurity({ publicUrl, stripeJsUrl: config.stripeJsUrl, checkoutOrigin }))
  }
  app.use('/preview', shopSecurity({ publicUrl, stripeJsUrl: null, checkoutOrigin, isFramed: true }))
  // Before what others need: it is the busiest, and its answers are too small to be worth compressing.
  app.use(buyRoutes({ payload, rendering }))
  app.use(compression())
  app.use(sitemapRoutes({ payload, kept, frames, catalogue, publicUrl }))
  app.use(assets.serveRootFiles)
  if (config.mail) app.use(findOrderRoutes({ payload, views, frames }))
  app.use(orderRoutes({ payload, views, frames }))
  app.use(cartRoutes({ payload, views, frames, publicUrl }))
  app.use(previewRoutes({ payload, views, frames, publicUrl, currency: config.currencies[0] ?? 'usd' }))
  app.use(pageRoutes({ payload, views, frames, kept, catalogue, publicUrl }))
  if (config.mail && 'folder' in config.mail) {
    app.use(demoMailRoutes({ folder: config.mail.folder, views, frames }))
  }
  app.use(openApiRoutes({ publicUrl }))
  app.use(payloadApiRoutes({ payload, payloadKey, kept, catalogue, publicUrl, dataDir: config.dataDir }))
  app.use(notFound)
  app.use(answerErrors({ payload, views, frames }))

  const make = ({ route, item, query, asked }: Address) => {
    if (query !== undefined) return () => renderCatalogue(rendering, { ...query, language: asked })
    if (item === undefined) return null
    if (route !== '/api') {
      return async () => renderItem(rendering, { id: parseItemId(payload, item), language: asked })
    }
    const headers = kept.heads.findOwn('/api')
    return headers ? () => makeItemJson({ payload, catalogue, headers }, item) : null
  }
  const goShortWay = openShortWay({ kept, make, publicUrl, measureAnswer })
  return { routes: app, handle: (req, res) => goShortWay(req, res, () => app(req, res)) }
}
