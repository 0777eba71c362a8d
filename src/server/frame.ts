import { setTimeout } from 'node:timers/promises'
import type { BasePayload } from 'payload'
import {
  type DefaultTax,
  findDefaultTaxes,
  findShippingRates,
  type Language,
  listPages,
  readShopSettings,
  type ShippingRate,
  type ShopSettings,
  shopOf,
} from 'payload-stripe-shop/storefront'
import type { CatalogueReader, Read } from './catalogue/catalogue-reader.ts'
import type { Words } from './languages/en.ts'
import { type Formats, formatsOf } from './languages/formats.ts'
import { WORDS } from './languages/languages.ts'
import { toAbsoluteUrl } from './page-models/page-head.ts'

/** What every page needs, whatever it shows: of the shop, and of the language it is in. */
export interface Frame {
  shop: ShopFacts
  language: Language
  words: Words
  format: Formats
}

export interface ShopFacts
  extends Pick<ShopSettings, 'address' | 'contact' | 'vatNumber' | 'language' | 'timeZone'> {
  /** Never empty. */
  name: string
  logo: { src: string; width: number | null } | null
  /** What goes on every price that shoppers see, or is in it. */
  taxes: ShownTax[]
  /** How things are delivered. */
  shippingRates: ShippingRate[]
  /** What the foot of the page links to. */
  pages: { title: string; url: string }[]
}

export interface Frames {
  /**
   * As current as the pages that are kept.
   * @param asked null for the shop's own language
   */
  read(asked: Language | null): Promise<Frame>
  /** For what is said of an error: answers soon, with what was last known where the database does not. */
  readSoon(asked: Language | null): Promise<Frame>
}

/** `percentage` such as 8.875. */
export type ShownTax = Pick<DefaultTax, 'displayName' | 'percentage' | 'inclusive'>

const LOGO_HEIGHT_PX = 32
const PATIENCE_MS = 300
/** What the shop says of itself is among what every page shows: only a change of everything touches it. */
const NO_TOPIC_OF_ITS_OWN: readonly string[] = []

/** Keeps what the shop says of itself until it changes, in whichever process. */
export function openFrames({
  payload,
  catalogue,
  publicUrl,
}: {
  payload: BasePayload
  catalogue: Pick<CatalogueReader, 'readItself'>
  publicUrl: string
}): Frames {
  type Asked = Language | null
  const known = new Map<Asked, Read<ShopFacts>>()
  const reading = new Map<Asked, Promise<Read<ShopFacts>>>()

  async function readAnew(asked: Asked): Promise<ShopFacts> {
    const mine = catalogue.readItself(() => readShopFacts(payload, { publicUrl, asked }))
    reading.set(asked, mine)
    try {
      const read = await mine
      known.set(asked, read)
      return read.found
    } finally {
      if (reading.get(asked) === mine) reading.delete(asked)
    }
  }

  async function readShop(asked: Asked): Promise<ShopFacts> {
    const last = known.get(asked)
    if (last && isCurrent(last)) return last.found
    // What somebody else is reading may be of before a change that is known by now.
    const joined = await reading.get(asked)?.catch(() => null)
    return joined && isCurrentOrNothingIs(joined) ? joined.found : readAnew(asked)
  }

  function lastKnown(asked: Asked): ShopFacts {
    const [anyLanguage] = known.values()
    return (known.get(asked) ?? anyLanguage)?.found ?? unnamed(publicUrl)
  }

  return {
    read: async (asked) => frameOf(await readShop(asked), asked),
    readSoon: async (asked) => {
      const last = () => lastKnown(asked)
      const soon = setTimeout(PATIENCE_MS, undefined, { ref: false }).then(last)
      return frameOf(await Promise.race([readShop(asked).catch(last), soon]), asked)
    },
  }
}

/** @param shop as it was read for `asked` */
export function frameOf(shop: ShopFacts, asked: Language | null): Frame {
  const language = asked ?? shop.language
  return { shop, language, words: WORDS[language], format: formatsOf(language, shop.timeZone) }
}

/** As it is now, past everything that is kept. */
export async function readFrame(payload: BasePayload, asked: Language | null): Promise<Frame> {
  return frameOf(await readShopFacts(payload, { publicUrl: shopOf(payload).publicUrl, asked }), asked)
}

function isCurrent({ moment }: Read<ShopFacts>): boolean {
  return !moment.feed.hasChangedSince(moment, NO_TOPIC_OF_ITS_OWN)
}

/** While changes cannot be followed no page is kept, and what was read a moment ago is as good as what would be read now. */
function isCurrentOrNothingIs(read: Read<ShopFacts>): boolean {
  return isCurrent(read) || !read.moment.feed.isCurrent()
}

async function readShopFacts(
  payload: BasePayload,
  { publicUrl, asked }: { publicUrl: string; asked: Language | null },
): Promise<ShopFacts> {
  const settings = await readShopSettings(payload)
  const locale = asked ?? settings.language
  const [pages, taxes, shippingRates] = await Promise.all([
    listPages(payload, locale),
    findDefaultTaxes(payload, locale),
    findShippingRates(payload, locale),
  ])
  const { logo, address, contact, vatNumber, language, timeZone } = settings
  return {
    name: settings.name || unnamed(publicUrl).name,
    logo: logo?.url ? { src: toAbsoluteUrl(logo.url, publicUrl), width: widthOf(logo) } : null,
    address,
    contact,
    vatNumber,
    language,
    timeZone,
    taxes: taxes.map(({ displayName, percentage, inclusive }) => ({ displayName, percentage, inclusive })),
    shippingRates,
    pages: pages.map(({ title, slug }) => ({ title, url: `/page/${encodeURIComponent(slug)}` })),
  }
}

function widthOf({ width, height }: NonNullable<ShopSettings['logo']>): number | null {
  return width && height ? Math.round((width * LOGO_HEIGHT_PX) / height) : null
}

/** A shop whose owner has not said yet what it is called goes by its address. */
export function unnamed(publicUrl: string): ShopFacts {
  const name = new URL(publicUrl).hostname
  return {
    name,
    logo: null,
    address: '',
    contact: '',
    vatNumber: '',
    language: 'en',
    timeZone: 'UTC',
    taxes: [],
    shippingRates: [],
    pages: [],
  }
}
