/** Every way the shop refuses something, and the HTTP status of that refusal. */
const STATUS = {
  invalid_input: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  order_state: 409,
  frozen: 409,
  mixed_currencies: 409,
  below_minimum: 409,
  out_of_stock: 409,
  discount_used_up: 409,
  too_large: 413,
  too_many: 429,
  internal: 500,
  payment_refused: 502,
  payment_unavailable: 503,
  mail_unavailable: 503,
  unavailable: 503,
} as const

export type ShopErrorCode = keyof typeof STATUS

/** When to come again after a 503, where nothing better is known. */
export const RETRY_AFTER_SECONDS = 5

/** Registered for the whole process, so that every copy of this module finds the same symbol. */
const BRAND = Symbol.for('payload-stripe-shop.ShopError')

/**
 * An expected refusal, safe to show. Payload and Express both read `status` from it. `instanceof` recognizes one by its
 * brand: two copies of this module can be at work in one process, such as Next's bundle beside a server's own.
 */
export class ShopError extends Error {
  override readonly name = 'ShopError'
  readonly code: ShopErrorCode
  readonly status: number
  readonly isPublic = true

  constructor(code: ShopErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.status = STATUS[code]
    // Beside the fields that are shown: a brand is nothing to log.
    Object.defineProperty(this, BRAND, { value: true })
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value
  }
}
