/** The mails that the shop writes. */
export const MAIL_KINDS = [
  'paid',
  'link',
  'lost-link',
  'shipped',
  'refund-pending',
  'refund-succeeded',
  'refund-failed',
  'review',
  'reset',
] as const

export type MailKind = (typeof MAIL_KINDS)[number]

export function isMailKind(text: unknown): text is MailKind {
  return MAIL_KINDS.some((kind) => kind === text)
}
