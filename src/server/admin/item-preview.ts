import type { CollectionConfig } from 'payload'

/** Named by what they are in every language. */
const SCREENS = [
  { name: 'phone', label: '360 × 740', width: 360, height: 740 },
  { name: 'tablet', label: '820 × 1180', width: 820, height: 1180 },
  { name: 'desktop', label: '1280 × 800', width: 1280, height: 800 },
]

/**
 * Items with the shop's own page beside their form, and a way to it: `routes/preview.ts`. The address says nothing but the
 * item, whoever opens it is asked for the panel's own session.
 */
export function withPreview(items: CollectionConfig): CollectionConfig {
  const addressOf = ({ id }: Record<string, unknown>) => (id ? `/preview/item/${id}` : null)
  return {
    ...items,
    admin: {
      ...items.admin,
      preview: (item) => addressOf(item),
      livePreview: { url: ({ data }) => addressOf(data), breakpoints: SCREENS },
    },
  }
}
