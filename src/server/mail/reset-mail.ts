import type { BasePayload } from 'payload'
import { isLanguage, shopOf } from 'payload-stripe-shop/storefront'
import { readFrame } from '../frame.ts'
import type { Letter } from './letter.ts'
import { renderLetter } from './render-letter.ts'

export interface WantedReset {
  email: string
  token: string
  /** Of the panel, for whoever asks. */
  language: string
}

/** For somebody who has forgotten a password: the link to choose another. */
export async function writeResetMail(payload: BasePayload, { email, token, language }: WantedReset) {
  const { publicUrl } = shopOf(payload)
  const frame = await readFrame(payload, isLanguage(language) ? language : null)
  const { reset } = frame.words.mail
  const letter: Letter = {
    subject: reset.subject(frame.shop.name),
    heading: reset.heading,
    paragraphs: [reset.text(email)],
    bill: null,
    action: { text: reset.button, url: `${publicUrl}${payload.config.routes.admin}/reset/${token}` },
    notes: [reset.ignore],
  }
  return { subject: letter.subject, ...renderLetter(letter, frame) }
}
