import type { BasePayload } from 'payload'
import { withLock } from '../../database/database.ts'
import { isLanguage, type Language } from '../../domain/languages.ts'
import { slugOf } from '../../slugs.ts'

/** What the shop says of itself. A text that nobody has written is empty. */
export interface ShopSettings {
  name: string
  logo: ShopLogo | null
  address: string
  contact: string
  vatNumber: string
  language: Language
  timeZone: string
  staffMail: string
}

/** As Payload answers an upload. */
export interface ShopLogo {
  url?: string | null
  alt?: string | null
  width?: number | null
  height?: number | null
}

type Stored = { [name in keyof ShopSettings]?: unknown }

export async function readShopSettings(payload: BasePayload): Promise<ShopSettings> {
  const stored = (await payload.findGlobal({
    slug: slugOf(payload, 'shop-settings') as never,
    depth: 1,
    overrideAccess: true,
  })) as Stored
  return {
    name: textOf(stored.name),
    logo: typeof stored.logo === 'object' ? (stored.logo as ShopLogo | null) : null,
    address: textOf(stored.address),
    contact: textOf(stored.contact),
    vatNumber: textOf(stored.vatNumber),
    language: isLanguage(stored.language) ? stored.language : 'en',
    timeZone: textOf(stored.timeZone) || 'UTC',
    staffMail: textOf(stored.staffMail),
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

/**
 * Makes the one document at a start, under a lock: Payload would make one for each of two first saves at once, and read
 * the older ever after.
 */
export async function ensureShopSettings(payload: BasePayload): Promise<void> {
  if (await isThere(payload)) return
  await withLock(payload, 'stripe-shop:settings', async () => {
    if (await isThere(payload)) return
    const now = new Date().toISOString()
    await payload.db.createGlobal({
      slug: slugOf(payload, 'shop-settings') as never,
      data: { language: 'en', timeZone: 'UTC', createdAt: now, updatedAt: now },
    })
  })
}

async function isThere(payload: BasePayload): Promise<boolean> {
  const found = await payload.db.findGlobal({ slug: slugOf(payload, 'shop-settings') as never })
  return (found as { id?: unknown } | null)?.id !== undefined
}
