import path from 'node:path'
import { type BasePayload, createLocalReq, type PayloadRequest } from 'payload'
import sharp from 'sharp'
import { DEMO_ITEMS, type DemoItem, type DemoPicture } from './catalogue.ts'
import { DEMO_PAGES, DEMO_SETTINGS } from './pages.ts'
import { buildDescription } from './rich-text.ts'

/** Remembers that the demo was seeded, so that deleted items stay deleted. */
const SEEDED_KEY = 'demo-seeded'
/** Sharp enough for drawings, and quickly resized: the first start waits for it. */
const PICTURE_WIDTH_PX = 800
/** Flat drawings are small already; a stronger compression costs a second at the first start. */
const FAST = { compressionLevel: 3 }

export interface SeedOptions {
  payload: BasePayload
  /** Where the drawings are: the bundled server stands elsewhere than its sources. */
  artDir: string
}

/** Fills an empty shop with the demo's items, and says what the shop is called, once. */
export async function seedDemo({ payload, artDir }: SeedOptions): Promise<void> {
  if (!(await needsDemo(payload))) return
  await createItems(payload, await createPictures({ payload, artDir }))
  await payload.kv.set(SEEDED_KEY, true)
}

/** Whether this shop is empty, and not because somebody has emptied it. */
export async function needsDemo(payload: BasePayload): Promise<boolean> {
  if (await payload.kv.has(SEEDED_KEY)) return false
  const { totalDocs } = await payload.count({ collection: 'items' })
  return totalDocs === 0
}

type PictureIds = ReadonlyMap<string, number>

/** All at once: drawing and resizing happen in threads of their own. */
async function createPictures(options: SeedOptions): Promise<PictureIds> {
  const pictures = DEMO_ITEMS.flatMap((item) => item.pictures)
  return new Map(
    await Promise.all(
      pictures.map(async (picture) => [picture.drawing, await createPicture(options, picture)] as const),
    ),
  )
}

/** Finds the picture of a seeding that was interrupted before it came to the items. */
async function createPicture(
  { payload, artDir }: SeedOptions,
  { drawing, alt }: DemoPicture,
): Promise<number> {
  const name = `${drawing}.png`
  const { docs } = await payload.find({
    collection: 'media',
    where: { filename: { equals: name } },
    limit: 1,
  })
  if (docs[0]) return docs[0].id
  const data = await sharp(path.join(artDir, `${drawing}.svg`))
    .resize(PICTURE_WIDTH_PX)
    .png(FAST)
    .toBuffer()
  const file = { data, name, mimetype: 'image/png', size: data.length }
  const { id } = await payload.create({ collection: 'media', data: { alt }, file })
  return id
}

/** In one transaction: a demo that was interrupted begins again instead of staying half full. */
async function createItems(payload: BasePayload, pictureIds: PictureIds): Promise<void> {
  const req = await createLocalReq({}, payload)
  const transactionID = await payload.db.beginTransaction()
  if (transactionID === null) throw new Error('The database began no transaction for the demo.')
  req.transactionID = transactionID
  try {
    for (const item of DEMO_ITEMS) await createItem(req, item, pictureIds)
    await createPages(req)
  } catch (error) {
    await payload.db.rollbackTransaction(transactionID)
    throw error
  }
  await payload.db.commitTransaction(transactionID)
}

async function createPages(req: PayloadRequest): Promise<void> {
  await req.payload.updateGlobal({ slug: 'shop-settings', data: DEMO_SETTINGS, req })
  for (const { title, slug, paragraphs } of DEMO_PAGES) {
    const content = buildDescription(paragraphs, [])
    await req.payload.create({
      collection: 'pages',
      data: { title, slug, content, _status: 'published' },
      req,
    })
  }
}

async function createItem(req: PayloadRequest, item: DemoItem, pictureIds: PictureIds): Promise<void> {
  const { name, price, currency, stock, status } = item
  const images = item.pictures.map(({ drawing }) => pictureIds.get(drawing)!)
  const description = buildDescription(item.paragraphs, item.facts)
  await req.payload.create({
    collection: 'items',
    data: { name, price, currency, stock, description, images, _status: status },
    req,
  })
}
