import type { BasePayload } from 'payload'
import { isLanguage, shopOf } from 'payload-stripe-shop/storefront'
import { readFrame } from '../frame.ts'
import { resetLetter } from './letters.ts'
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
  const url = `${publicUrl}${payload.config.routes.admin}/reset/${token}`
  const letter = resetLetter({ email, frame, url })
  return { subject: letter.subject, ...renderLetter(letter, frame) }
}
