import type { BasePayload, CollectionSlug, Where } from 'payload'
import { slugOf } from '../slugs.ts'

/** How a project has set up what the shop reads past Payload's own hooks: drafts, the trash, languages. */

type Kept = 'items' | 'orders' | 'discounts' | 'taxes' | 'shipping-rates'

/** Tells what counts from what does not: published, where there are drafts, and not in the trash, where there is one. */
export function inForce(payload: BasePayload, collection: Kept): Where[] {
  const published = hasDrafts(payload, collection) ? [{ _status: { equals: 'published' } }] : []
  return [...published, ...outOfTrash(payload, collection)]
}

/** The same as an answer of an access rule or of `filterOptions`. */
export function onlyInForce(payload: BasePayload, collection: Kept): Where | true {
  const conditions = inForce(payload, collection)
  return conditions.length === 0 || { and: conditions }
}

export function outOfTrash(payload: BasePayload, collection: Kept): Where[] {
  return configOf(payload, collection)?.trash ? [{ deletedAt: { exists: false } }] : []
}

export function hasDrafts(payload: BasePayload, collection: Kept): boolean {
  return Boolean(configOf(payload, collection)?.versions?.drafts)
}

function configOf({ collections, config }: BasePayload, collection: Kept) {
  return collections[slugOf({ config }, collection) as CollectionSlug]?.config
}

type Texts = Record<string, unknown>

/**
 * A text in one language. A localized one is an object by locale where it is read past Payload's hooks; where it is not
 * there in `locale`, it comes in a language that this one falls back to, and last in any that it is there in.
 */
export function textIn({ config }: BasePayload, value: unknown, locale?: string | null): string {
  if (typeof value !== 'object' || value === null) return String(value ?? '')
  const { localization } = config
  if (!localization) return ''
  const wanted = locale ?? localization.defaultLocale
  const { fallbackLocale } = localization.locales.find(({ code }) => code === wanted) ?? {}
  const order = [wanted, ...[fallbackLocale ?? []].flat(), localization.defaultLocale]
  const texts = value as Texts
  const found = order.map((code) => texts[code]).find(isText) ?? Object.values(texts).find(isText)
  return found ?? ''
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
