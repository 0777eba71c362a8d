import type { ShopRequest, Visit } from './handler.ts'

/**
 * What makes repeated purchases one: the client's own `Idempotency-Key`, else the browser's name, else nothing. Clients
 * choose their keys, and two strangers may choose the same one: it means something only together with who sends it.
 */
export function buyerKeyOf({ headers }: ShopRequest, { user, browser, address }: Visit): string | null {
  const own = headers.get('idempotency-key')
  const name = browser ? `cookie:${browser}` : null
  if (!own) return name
  const caller = user ? `user:${user.id}` : (name ?? `address:${address}`)
  return JSON.stringify([caller, own])
}
