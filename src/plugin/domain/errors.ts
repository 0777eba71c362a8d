/** Every way the shop refuses something, and the HTTP status it is told with. */
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
  too_large: 413,
  too_many: 429,
  internal: 500,
  payment_refused: 502,
  payment_unavailable: 503,
} as const

export type ShopErrorCode = keyof typeof STATUS

/** An expected refusal, safe to show. Payload and Express both read `status` from it. */
export class ShopError extends Error {
  override readonly name = 'ShopError'
  readonly code: ShopErrorCode
  readonly status: number
  readonly isPublic = true

  constructor(code: ShopErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.status = STATUS[code]
  }
}
