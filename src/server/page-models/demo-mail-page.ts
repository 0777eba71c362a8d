import type { Frame } from '../frame.ts'
import type { KeptMail } from '../mail/kept-mails.ts'
import type { PageHead } from './page-head.ts'

export interface DemoMailPage {
  head: PageHead
  mails: {
    subject: string
    to: string
    sentAt: { iso: string; text: string }
    text: string
  }[]
}

interface DemoMailPageInput {
  /** Newest first. */
  mails: readonly KeptMail[]
  frame: Frame
}

export function buildDemoMailPage({ mails, frame }: DemoMailPageInput): DemoMailPage {
  const { title } = frame.words.demoMail
  return {
    head: {
      title: `${title} · ${frame.shop.name}`,
      description: null,
      canonicalUrl: null,
      path: '/demo/mail',
      isIndexable: false,
      openGraph: null,
    },
    mails: mails.map(({ subject, to, sentAt, text }) => ({
      subject,
      to,
      sentAt: { iso: sentAt, text: frame.format.moment(sentAt) },
      text,
    })),
  }
}
