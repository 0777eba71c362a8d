import type { EmailAdapter, SendEmailOptions } from 'payload'
import type { StripeShopOptions } from 'payload-stripe-shop'
import { queueMail } from 'payload-stripe-shop/operations'
import type { ShopConfig } from '../config/shop-config.ts'

// What writes and sends mails is loaded when the first one is due: the panel's bundle has this file too.

type MailOptions = Pick<
  StripeShopOptions,
  'onOrderPaid' | 'onOrderRefunded' | 'onOrderReviewed' | 'onOrderShipped' | 'sendMail'
>

/** What the plugin tells of orders goes into mails; in a shop without a mail service it tells nothing. */
export function mailOptions({ mail, publicUrl }: ShopConfig): MailOptions {
  if (mail === null) return {}
  const config = { mail, publicUrl }
  const orderMails = () => import('./order-mails.ts')
  return {
    onOrderPaid: async (news) => (await orderMails()).mailOrderPaid(config, news),
    onOrderRefunded: async (news) => (await orderMails()).mailRefunds(config, news),
    onOrderReviewed: async (news) => (await orderMails()).mailReview(config, news),
    onOrderShipped: async (news) => (await orderMails()).mailOrderShipped(config, news),
    sendMail: async (news) => (await import('./queued-mails.ts')).sendQueuedMail(config, news),
  }
}

export const NO_MAIL = 'none'

/**
 * What Payload sends goes through the outbox: it would wait for the mail server inside a transaction, and forget a mail
 * that the server did not take.
 */
export function mailAdapter({ mail }: ShopConfig): EmailAdapter {
  return ({ payload }) => ({
    name: mail === null ? NO_MAIL : 'outbox',
    defaultFromAddress: mail?.from ?? 'shop@localhost',
    defaultFromName: 'Shop',
    sendEmail: async (message) => {
      // Payload's stand-in would write whole messages, and with them links that log people in, to the log.
      if (mail === null) return payload.logger.warn(`No mail service is set up; not sent: ${message.subject}`)
      await queueMail(payload, toQueued(message))
    },
  })
}

function toQueued({ to, subject = '', html = '', text }: SendEmailOptions) {
  const address =
    typeof to === 'string' ? to : String((to as { address?: string } | undefined)?.address ?? to)
  return {
    to: address,
    subject: String(subject),
    html: String(html),
    text: String(text ?? plain(String(html))),
  }
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** The words of a mail that came as HTML alone, with the addresses that it links to. */
function plain(html: string): string {
  return html
    .replace(/<(head|style)\b[\s\S]*?<\/\1>/g, '')
    .replace(/<a\b[^>]*\bhref="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g, '$2:\n$1')
    .replace(/<[^>]+>/g, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => ENTITIES[name] ?? '')
    .replace(/[ \t]*\n[ \t]*/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
