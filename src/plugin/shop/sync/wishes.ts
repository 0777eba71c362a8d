import type { BasePayload } from 'payload'
import { hasDrafts } from '../../database/catalogue-terms.ts'
import { toDocumentId } from '../../database/database.ts'
import type { Id } from '../../domain/id.ts'
import { slugOf } from '../../slugs.ts'
import type { Account, Accounts } from '../../stripe/accounts.ts'
import type { CouponWish } from '../../stripe/coupons.ts'
import type { ProductWish } from '../../stripe/products.ts'
import type { TaxRateWish } from '../../stripe/tax-rates.ts'
import { installationIdOf } from '../installation.ts'
import { shopOf } from '../shop.ts'
import type { SyncedDocument } from './sync-records.ts'

type Text = string | null | undefined
type Metadata = Record<string, unknown> | null | undefined

interface ItemDoc {
  id: Id
  name: string
  price: number
  currency: string
  description?: unknown
  images?: ({ url?: Text } | Id)[] | null
  _status?: Text
  deletedAt?: Text
}

interface DiscountDoc {
  name: string
  percentOff?: number | null
  amountOff?: number | null
  currency?: Text
  duration: CouponWish['duration']
  durationInMonths?: number | null
  maxRedemptions?: number | null
  redeemBy?: Text
  code?: Text
  active?: boolean | null
  metadata?: Metadata
  deletedAt?: Text
}

interface TaxDoc {
  displayName: string
  percentage: number
  inclusive?: boolean | null
  jurisdiction?: Text
  country?: Text
  state?: Text
  description?: Text
  active?: boolean | null
  metadata?: Metadata
  deletedAt?: Text
}

/** What a document should be in Stripe. `null` as value: nothing that is on sale. */
export type Wish =
  | { collection: 'items'; title: string; value: ProductWish | null }
  | { collection: 'discounts'; title: string; value: CouponWish }
  | { collection: 'taxes'; title: string; value: TaxRateWish }

/** The document as it is stored now with the accounts that need it, or null when it is gone. */
export async function readWish(
  payload: BasePayload,
  { collection, id }: SyncedDocument,
): Promise<{ wish: Wish; accounts: readonly Account[] } | null> {
  const { localization } = payload.config
  const doc = await payload.findByID({
    collection: slugOf(payload, collection),
    id: toDocumentId(payload, { collection, id }),
    depth: collection === 'items' ? 1 : 0,
    disableErrors: true,
    // It can come back from there, and is then the same one in Stripe.
    trash: true,
    // In the default language, and where it says nothing in any other.
    ...(localization && { fallbackLocale: localization.localeCodes as never }),
  })
  if (!doc) return null
  const { accounts } = shopOf(payload)
  if (collection === 'items') {
    const item = doc as unknown as ItemDoc
    return { wish: await wishOfItem(payload, item), accounts: servedBy(accounts, item.currency) }
  }
  if (collection === 'discounts') {
    const discount = doc as unknown as DiscountDoc
    const serving = servedBy(accounts, discount.currency)
    return { wish: wishOfDiscount(discount), accounts: discount.deletedAt ? [] : serving }
  }
  const tax = doc as unknown as TaxDoc
  return { wish: wishOfTax(tax), accounts: tax.deletedAt ? [] : accounts.all }
}

/** The currency's account; all where the document is of no currency; none where none is set up for it. */
function servedBy(accounts: Accounts, currency: Text): readonly Account[] {
  if (!currency) return accounts.all
  const account = accounts.serving(currency)
  return account ? [account] : []
}

async function wishOfItem(payload: BasePayload, item: ItemDoc): Promise<Wish> {
  const isPublished = item._status === 'published' || !hasDrafts(payload, 'items')
  const value = isPublished && !item.deletedAt ? await readProductWish(payload, item) : null
  return { collection: 'items', title: item.name, value }
}

/** Behind a proxy the shop can have a path before its own; Next writes its `basePath` into the address itself. */
function addressOf(payload: BasePayload, url: string): string {
  const { publicUrl } = shopOf(payload)
  const prefix = new URL(publicUrl).pathname.replace(/\/+$/, '')
  const isWhole = !url.startsWith('/') || url.startsWith(`${prefix}/`)
  return new URL(isWhole ? url : prefix + url, `${publicUrl}/`).href
}

const LONGEST_DESCRIPTION = 1000

async function readProductWish(payload: BasePayload, item: ItemDoc): Promise<ProductWish> {
  const urls = (item.images ?? []).flatMap((image) =>
    typeof image === 'object' && image.url ? [addressOf(payload, image.url)] : [],
  )
  return {
    itemId: String(item.id),
    installation: await installationIdOf(payload),
    name: item.name,
    description: textOf((item.description as { root?: unknown } | null)?.root)
      .trim()
      .slice(0, LONGEST_DESCRIPTION),
    images: urls.slice(0, 8),
    unitAmount: item.price,
    currency: item.currency,
  }
}

/** The words of a rich text, a line for each block. */
function textOf(node: unknown): string {
  const { text, children, type } = (node ?? {}) as { text?: string; children?: unknown[]; type?: string }
  if (typeof text === 'string') return text
  if (type === 'linebreak') return '\n'
  const words = (children ?? []).map(textOf).join('')
  return type === 'paragraph' || type === 'heading' || type === 'listitem' ? `${words}\n` : words
}

function wishOfDiscount(doc: DiscountDoc): Wish {
  const value: CouponWish = {
    name: doc.name,
    percentOff: doc.percentOff ?? null,
    amountOff: doc.amountOff ?? null,
    currency: doc.amountOff ? (doc.currency ?? null) : null,
    duration: doc.duration,
    durationInMonths: doc.duration === 'repeating' ? (doc.durationInMonths ?? null) : null,
    maxRedemptions: doc.maxRedemptions ?? null,
    redeemBySeconds: doc.redeemBy ? Math.floor(Date.parse(doc.redeemBy) / 1000) : null,
    code: doc.code || null,
    isActive: doc.active !== false,
    metadata: textsOf(doc.metadata),
  }
  return { collection: 'discounts', title: doc.name, value }
}

function wishOfTax(doc: TaxDoc): Wish {
  const value: TaxRateWish = {
    displayName: doc.displayName,
    percentage: doc.percentage,
    isInclusive: doc.inclusive === true,
    jurisdiction: doc.jurisdiction ?? '',
    country: doc.country ?? '',
    state: doc.state ?? '',
    description: doc.description ?? '',
    isActive: doc.active !== false,
    metadata: textsOf(doc.metadata),
  }
  return { collection: 'taxes', title: doc.displayName, value }
}

function textsOf(metadata: Metadata): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, String(value)]))
}
