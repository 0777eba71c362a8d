/** What the shared layout puts into `<head>`. URLs are absolute. */
export interface PageHead {
  title: string
  description: string | null
  /** Of this page in this language. */
  canonicalUrl: string | null
  /** The path of this page, whatever language it is in; null where it has no address to come back to. */
  path: string | null
  isIndexable: boolean
  openGraph: { type: 'website' | 'product'; title: string; imageUrl: string | null } | null
}

/** Takes a path of this shop or an address that is absolute already. */
export function toAbsoluteUrl(pathOrUrl: string, publicUrl: string): string {
  return new URL(pathOrUrl, `${publicUrl}/`).href
}

/** Search engines and link previews cut at about this many characters; so do we, at a word's end. */
const DESCRIPTION_CHARS = 160

export function summarise(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  if (flat.length <= DESCRIPTION_CHARS) return flat
  const cut = flat.slice(0, DESCRIPTION_CHARS)
  const end = cut.lastIndexOf(' ')
  return `${cut.slice(0, end > 0 ? end : DESCRIPTION_CHARS)}…`
}
