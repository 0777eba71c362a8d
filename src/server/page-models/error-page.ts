import type { PageHead } from './page-head.ts'

export interface ErrorPageInput {
  status: number
  /** Safe to show; empty for the status's own words. */
  message: string
  shopName: string
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

interface Wording {
  heading: string
  message: string
}

const WORDING: Record<number, Wording> = {
  400: { heading: 'That did not look right', message: 'The shop could not read this request.' },
  401: { heading: 'This page is not public', message: 'Sign in, or use the link that you were sent.' },
  403: { heading: 'This page is not public', message: 'Use the link that you were sent, in full.' },
  404: {
    heading: 'There is nothing here',
    message: 'The page may have moved, or the item is no longer sold.',
  },
  405: { heading: 'That did not look right', message: 'This address does not support that kind of request.' },
  409: { heading: 'That is not possible now', message: 'Something has changed in the meantime.' },
  413: { heading: 'That was too much', message: 'The request was larger than the shop accepts.' },
  429: { heading: 'One moment, please', message: 'That was a lot at once. Please try again in a minute.' },
  500: { heading: 'Something went wrong', message: 'The fault is ours. Please try again in a moment.' },
  502: {
    heading: 'The payment could not start',
    message: 'Nothing was charged. Please try again in a moment.',
  },
  503: {
    heading: 'We will be right back',
    message: 'The shop cannot answer right now. Please try again in a moment.',
  },
}

const UNEXPECTED = WORDING[500] as Wording

export function buildErrorPage({ status, message, shopName, backUrl, backText }: ErrorPageInput): ErrorPage {
  const wording = WORDING[status] ?? UNEXPECTED
  return {
    head: {
      title: `${wording.heading} · ${shopName}`,
      description: null,
      canonicalUrl: null,
      isIndexable: false,
      openGraph: null,
    },
    status,
    heading: wording.heading,
    message: message || wording.message,
    backUrl: backUrl ?? '/',
    backText: backText ?? 'Back to the shop',
  }
}
