import type { MailCallback } from 'payload-stripe-shop'
import type { MailConfig } from '../config/shop-config.ts'
import { readShopFacts } from '../frame.ts'
import { deliver } from './transport.ts'

/** Sends a mail that was written before. */
export async function sendQueuedMail(
  { mail: config, publicUrl }: { mail: MailConfig; publicUrl: string },
  { id, mail, payload }: Parameters<MailCallback>[0],
): Promise<void> {
  const { name } = await readShopFacts(payload, publicUrl)
  await deliver(config, { id, shopName: name, ...mail })
}
