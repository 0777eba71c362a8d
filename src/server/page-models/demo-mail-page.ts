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
    isHidden: boolean
  }[]
}

interface DemoMailPageInput {
  /** Newest first. */
  mails: readonly KeptMail[]
  frame: Frame
  /** Where somebody asks from another machine, what logs people in is left out. */
  isHere: boolean
}

/** In the link of a mail to somebody who has forgotten a password. */
const LOGS_IN = /\/reset\//

export function buildDemoMailPage({ mails, frame, isHere }: DemoMailPageInput): DemoMailPage {
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
    mails: mails.map(({ subject, to, sentAt, text }) => {
      const isHidden = !isHere && LOGS_IN.test(text)
      return {
        subject,
        to,
        sentAt: { iso: sentAt, text: frame.format.moment(sentAt) },
        text: isHidden ? '' : text,
        isHidden,
      }
    }),
  }
}
