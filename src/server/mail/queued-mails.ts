import type { MailCallback } from 'payload-stripe-shop'
import type { MailConfig } from '../config/shop-config.ts'
import { readFrame } from '../frame.ts'
import { deliver } from './transport.ts'

/** Sends a mail that was written before. */
export async function sendQueuedMail(
  { mail: config }: { mail: MailConfig },
  { id, mail, payload }: Parameters<MailCallback>[0],
): Promise<void> {
  const { shop } = await readFrame(payload, null)
  await deliver(config, { id, shopName: shop.name, ...mail })
}
