import type { BasePayload, TypedUser } from 'payload'
import type Stripe from 'stripe'
import type { HostData } from '../database/host-fields.ts'
import type { PaymentFlow } from '../domain/payment-flows.ts'
import { CUSTOM_KEY, type Slugs } from '../slugs.ts'
import type { Accounts } from '../stripe/accounts.ts'
import type { MailCallback, OrderCallback, OrderNewsKind } from './callbacks.ts'
import type { EventHandlers } from './events/event-handlers.ts'
import type { OrderRecord } from './records.ts'

/** What the plugin was set up with, for everything that works on a running Payload. */
export interface Shop {
  accounts: Accounts
  /** The address that shoppers see, without a trailing slash. */
  publicUrl: string
  /** What the project calls this installation; null where it says nothing. */
  installation: string | null
  /** Whether calls go to a stand-in instead of Stripe. */
  isStandIn: boolean
  /** What the host project wants to be told. */
  callbacks: Partial<Record<OrderNewsKind, OrderCallback>>
  /** Sends what `queueMail` has queued; null where the host project sends none. */
  sendMail: MailCallback | null
  /** What the host project adds to a Checkout Session. */
  sessionParams: SessionParamsOption
  /** Whether stock and uses of discounts are held while somebody pays. */
  holdsWhilePaying: boolean
  /** How people pay where a request says nothing else. */
  flow: PaymentFlow
  /** What the host project does with events itself. */
  webhooks: EventHandlers
  /** What the host project's own fields of a shopper's order say; null where they say nothing. */
  orderData: OrderDataOption | null
  /** What collections are called here, where not by their own names. */
  slugs: Slugs
}

/** An order as `sessionParams` sees it. Amounts in the minor unit of `currency`. */
export type SessionOrder = Readonly<Pick<OrderRecord, 'id' | 'currency' | 'lines' | 'total'>>

/**
 * Takes an order and the parameters that the shop will send, and answers what else to send: a language, a shipping
 * address, a phone number, an invoice. Lines, amounts, marks and addresses of return stay the shop's: what contradicts
 * them is left out, with a line in the log.
 */
export type SessionParamsOption = (
  order: SessionOrder,
  params: Stripe.Checkout.SessionCreateParams,
) => Stripe.Checkout.SessionCreateParams

/** What a shopper is about to order. */
export interface ShoppersSale {
  /** The items that are bought, as Payload reads them at depth 0. */
  items: readonly Record<string, unknown>[]
  /** Null for a stranger. */
  user: TypedUser | null
  payload: BasePayload
}

/** Answers what else an order has that a shopper makes, such as the tenant of what is in it. */
export type OrderDataOption = (sale: ShoppersSale) => HostData | Promise<HostData>

/** Where the plugin leaves the shop in Payload's config; `custom` never reaches a browser. */
export function asCustom(shop: Shop): Record<string, unknown> {
  return { [CUSTOM_KEY]: shop }
}

export function shopOf(payload: BasePayload): Shop {
  const shop = payload.config.custom?.[CUSTOM_KEY] as Shop | undefined
  if (!shop) throw new Error('This Payload config was built without stripeShop().')
  return shop
}

/** How tax is rounded on what is paid in a currency: as its account does. */
export const taxRoundingOf = (payload: BasePayload) => (currency: string) =>
  shopOf(payload).accounts.taxRoundingOf(currency)
