import type { CollectionConfig } from 'payload'

/** Named by what they are in every language. */
const SCREENS = [
  { name: 'phone', label: '360 × 740', width: 360, height: 740 },
  { name: 'tablet', label: '820 × 1180', width: 820, height: 1180 },
  { name: 'desktop', label: '1280 × 800', width: 1280, height: 800 },
]

/**
 * Items with the shop's own page beside their form, and a way to it: `routes/preview.ts`. The address says nothing but the
 * item and the language that it is written in, whoever opens it is asked for the panel's own session.
 */
export function withPreview(items: CollectionConfig): CollectionConfig {
  const addressOf = ({ id }: Record<string, unknown>, language: string) =>
    id ? `/preview/item/${id}?language=${language}` : null
  return {
    ...items,
    admin: {
      ...items.admin,
      preview: (item, { locale }) => addressOf(item, locale),
      livePreview: { url: ({ data, locale }) => addressOf(data, locale.code), breakpoints: SCREENS },
    },
  }
}
