import type { BasePayload, TypedUser } from 'payload'
import type { PaymentFlow } from '../domain/payment-flows.ts'

/**
 * The part of a Fetch `Request` that the handlers read. Each `Request` is one; a server of another kind, such as
 * Express, hands over what it has read already and need not build a whole one.
 */
export interface ShopRequest {
  readonly method: string
  /** Its query is read, and whether it is HTTPS. The parts of the path that matter are in `Visit.params`. */
  readonly url: string
  readonly headers: Pick<Headers, 'get'>
  /** The bytes as they were sent: a webhook's signature is over these very bytes. */
  readonly body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | null
}

/** What a server knows of a request beside the request itself. */
export interface Visit {
  payload: BasePayload
  /** Who is signed in, as Payload's `auth` answers it; null for a stranger. */
  user: TypedUser | null
  /** The parts of the path: `id`, or a webhook's `account`. */
  params: Readonly<Record<string, unknown>>
  /** Where the request comes from; tells apart strangers who chose the same `Idempotency-Key`. Null where unknown. */
  address: string | null
  /** A random name that the server keeps in the browser's cookie: makes its repeated purchases one. Default: none. */
  browser?: string | null
  /** Which of the project's locales the caller reads. Default: the default one. */
  locale?: string | null
  /** How people pay where the request does not say. Default: the plugin's option `flow`. */
  flow?: PaymentFlow
}

/** Throws a `ShopError` for what is refused; the server that mounts it says that in its own form. */
export type Handler = (request: ShopRequest, visit: Visit) => Promise<Response>
