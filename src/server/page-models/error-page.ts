import type { Frame } from '../frame.ts'
import type { PageHead } from './page-head.ts'

export interface ErrorPageInput {
  status: number
  /** Safe to show; empty for the status's own words. */
  message: string
  frame: Frame
  /** A path of this shop that is a better way on than the catalogue. */
  backUrl?: string
  backText?: string
}

export interface ErrorPage {
  head: PageHead
  status: number
  heading: string
  message: string
  backUrl: string
  backText: string
}

export function buildErrorPage({ status, message, frame, backUrl, backText }: ErrorPageInput): ErrorPage {
  const { errors, layout } = frame.words
  const wording = status in errors ? errors[status as keyof typeof errors] : errors[500]
  return {
    head: {
      title: `${wording.heading} · ${frame.shop.name}`,
      description: null,
      canonicalUrl: null,
      path: null,
      isIndexable: false,
      openGraph: null,
    },
    status,
    heading: wording.heading,
    message: message || wording.message,
    backUrl: backUrl ?? '/',
    backText: backText ?? layout.back,
  }
}
