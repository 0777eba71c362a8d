import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Router } from 'express'
import type { BasePayload } from 'payload'
import { ShopError } from 'payload-stripe-shop/storefront'
import type pg from 'pg'
import type { CatalogueReader } from '../catalogue/catalogue-reader.ts'
import { type ListedPage, readSitemapMarks, readSitemapPart } from '../catalogue/sitemap-reader.ts'
import { ALL_ITEMS } from '../catalogue/topics.ts'
import { asJson, methodNotAllowed } from '../errors.ts'
import type { Frames, ShopFacts } from '../frame.ts'
import { Answer, sendAnswer } from '../kept/answer.ts'
import type { KeptAnswers, Made } from '../kept/kept-answers.ts'

export interface SitemapServices {
  payload: BasePayload
  kept: KeptAnswers
  frames: Frames
  catalogue: CatalogueReader
  publicUrl: string
}

const HEADERS = [
  ['Cache-Control', 'public, max-age=3600'],
  ['Content-Type', 'application/xml; charset=utf-8'],
] as const

/** Of a large shop: its pages of text, or the items from that id on. */
const PART = /^(pages|[1-9]\d{0,9})\.xml$/

/** What search engines are told: where they may look, and every page that there is. */
export function sitemapRoutes(services: SitemapServices): Router {
  const { kept, publicUrl } = services
  const router = Router()
  const robots = `${readFileSync(path.resolve('public/root/robots.txt'), 'utf8').trim()}\nSitemap: ${publicUrl}/sitemap.xml\n`
  router.get('/robots.txt', (_req, res) => {
    res.set('Cache-Control', 'public, max-age=3600').type('text/plain').send(robots)
  })
  router.get('/sitemap.xml', asJson, async (req, res) => {
    const answer = await kept.get('/sitemap.xml', () => makeWhole(services))
    await sendAnswer({ answer, route: '/sitemap', heads: kept.heads }, req, res)
  })
  router.get('/sitemap/:part', asJson, async (req, res) => {
    const part = PART.exec(String(req.params.part))?.[1]
    if (part === undefined) throw new ShopError('not_found', 'There is nothing here.')
    const answer = await kept.get(`/sitemap/${part}`, () => makePart(services, part))
    await sendAnswer({ answer, route: '/sitemap', heads: kept.heads }, req, res)
  })
  router.all(['/robots.txt', '/sitemap.xml', '/sitemap/:part'], methodNotAllowed('GET', 'HEAD'))
  return router
}

const poolOf = (payload: BasePayload) => (payload.db as unknown as { pool: pg.Pool }).pool

/** The whole shop in one file, or where its parts are. */
async function makeWhole({ payload, frames, catalogue, publicUrl }: SitemapServices): Promise<Made> {
  const { found, moment } = await catalogue.readItself(async () => {
    const marks = await readSitemapMarks(poolOf(payload))
    const [first = 1] = marks
    return { marks, items: marks.length > 1 ? [] : await readSitemapPart(poolOf(payload), first) }
  })
  const { shop } = await frames.read(null)
  const { marks, items } = found
  const pages = pageEntries(shop, publicUrl)
  const body =
    marks.length > 1
      ? document(
          'sitemapindex',
          ['pages', ...marks].map((part) => `<sitemap><loc>${publicUrl}/sitemap/${part}.xml</loc></sitemap>`),
        )
      : document('urlset', [...pages, ...items.map((item) => itemEntry(publicUrl, item))])
  return { answer: answerXml(body), topics: [ALL_ITEMS], moment }
}

async function makePart(services: SitemapServices, part: string): Promise<Made> {
  const { payload, frames, catalogue, publicUrl } = services
  const { found, moment } = await catalogue.readItself(async () =>
    part === 'pages' ? [] : readSitemapPart(poolOf(payload), Number(part)),
  )
  const entries =
    part === 'pages'
      ? pageEntries((await frames.read(null)).shop, publicUrl)
      : found.map((item) => itemEntry(publicUrl, item))
  return { answer: answerXml(document('urlset', entries)), topics: [ALL_ITEMS], moment }
}

function pageEntries({ pages }: ShopFacts, publicUrl: string): string[] {
  return ['/', ...pages.map(({ url }) => url)].map((url) => entry(`${publicUrl}${url}`))
}

function answerXml(body: string): Answer {
  return new Answer({ status: 200, headers: HEADERS, body: Buffer.from(body) })
}

function document(root: 'urlset' | 'sitemapindex', entries: readonly string[]): string {
  const xmlns = 'http://www.sitemaps.org/schemas/sitemap/0.9'
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${xmlns}">\n${entries.join('\n')}\n</${root}>\n`
}

function itemEntry(publicUrl: string, { id, changedAt }: ListedPage): string {
  return entry(`${publicUrl}/item/${id}`, changedAt)
}

/** Addresses here hold nothing that XML would have to be told of: ids, and slugs of letters, digits and hyphens. */
function entry(url: string, changedAt?: Date): string {
  const changed = changedAt ? `<lastmod>${changedAt.toISOString()}</lastmod>` : ''
  return `<url><loc>${url}</loc>${changed}</url>`
}
