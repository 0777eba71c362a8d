import { isIPv6 } from 'node:net'
import type { ShopConfig } from './shop-config.ts'

/** Where Stripe should send the events of an account; a demo's stand-in reaches the shop on the same machine. */
export function webhookUrl({ sandbox, publicUrl, host, port }: ShopConfig, accountName: string): string {
  const base = sandbox === null ? publicUrl : `http://${reachableHost(host)}:${port}`
  return `${base}/stripe/webhook/${accountName}`
}

function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return isIPv6(host) ? `[${host}]` : host
}
