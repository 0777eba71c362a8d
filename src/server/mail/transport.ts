import { createTransport, type Transporter } from 'nodemailer'
import type { QueuedMail } from 'payload-stripe-shop'
import type { MailConfig } from '../config/shop-config.ts'
import { keepMail } from './kept-mails.ts'

export interface OutgoingMail extends QueuedMail {
  /** The same at every repeat: mail servers drop a second one with it. */
  id: string
  shopName: string
}

/** A server that hangs holds up the other mails for no longer than this. */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

const transports = new Map<string, Transporter>()

/** Throws where the mail server did not take it. */
export async function deliver(config: MailConfig, { id, shopName, ...mail }: OutgoingMail): Promise<void> {
  const from = config.from.includes('<') ? config.from : { name: shopName, address: config.from }
  if ('folder' in config) return keepMail(config.folder, { id, ...mail })
  const transport = transports.get(config.smtpUrl) ?? createTransport({ url: config.smtpUrl, ...TIMEOUTS })
  transports.set(config.smtpUrl, transport)
  const host = config.from.split('@')[1]?.replace('>', '') ?? 'localhost'
  await transport.sendMail({ ...mail, from, messageId: `<${id}@${host}>` })
}
