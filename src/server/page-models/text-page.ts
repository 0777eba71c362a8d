import type { Frame } from '../frame.ts'
import { pathIn } from '../languages/page-addresses.ts'
import { type PageHead, summarise, toAbsoluteUrl } from './page-head.ts'

export interface TextPageInput {
  title: string
  slug: string
  /** HTML that the rich text's own converter made: it is printed as it is. */
  contentHtml: string
  contentText: string
  frame: Frame
  publicUrl: string
}

export interface TextPage {
  head: PageHead
  title: string
  contentHtml: string
}

/** What a shop has to say beside its items: imprint, terms, privacy. */
export function buildTextPage(input: TextPageInput): TextPage {
  const { title, slug, contentHtml, contentText, frame, publicUrl } = input
  const path = `/page/${encodeURIComponent(slug)}`
  return {
    head: {
      title: `${title} · ${frame.shop.name}`,
      description: summarise(contentText) || null,
      canonicalUrl: toAbsoluteUrl(pathIn(path, frame), publicUrl),
      path,
      isIndexable: true,
      openGraph: { type: 'website', title, imageUrl: null },
    },
    title,
    contentHtml,
  }
}
