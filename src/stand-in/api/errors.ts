export type ErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'

interface ErrorDetails {
  status?: number
  type?: ErrorType
  code?: string | undefined
  param?: string | undefined
  /** Further fields of the error object, such as `decline_code` and `payment_intent`. */
  more?: Record<string, unknown>
}

/** A refusal in Stripe's form: `{"error": {"type", "code", "param", "message"}}`. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly body: { error: Record<string, unknown> }

  constructor(
    message: string,
    { status = 400, type = 'invalid_request_error', code, param, more }: ErrorDetails,
  ) {
    super(message)
    this.status = status
    this.body = {
      error: {
        ...(code && { code, doc_url: `https://docs.stripe.com/error-codes#${code.replaceAll('_', '-')}` }),
        message,
        ...(param && { param }),
        type,
        ...more,
      },
    }
  }
}

/** A parameter whose value is wrong for a reason that has no code of its own. */
export function invalidParam(param: string, message: string, code?: string): ApiError {
  return new ApiError(message, { code, param })
}

export function missingParam(param: string): ApiError {
  return new ApiError(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
}

/** What Stripe calls the things it cannot find. */
const NAMES: Record<string, string> = {
  balance_transaction: 'balance transaction',
  payment_method: 'PaymentMethod',
  promotion_code: 'promotion code',
  tax_rate: 'tax rate',
  webhook_endpoint: 'webhook endpoint',
}

/** What Stripe calls the id in the path, where it is not `id`. Known from answers that were published. */
const PATH_PARAMS: Record<string, string> = {
  'checkout.session': 'session',
  charge: 'charge',
  coupon: 'coupon',
  payment_intent: 'intent',
  price: 'price',
  refund: 'refund',
  tax_rate: 'tax_rate',
}

/** The object that the path names does not exist, or belongs to another account. */
export function notFound(kind: string, id: string): ApiError {
  return noSuch(kind, id, PATH_PARAMS[kind] ?? 'id', 404)
}

/** The object that a parameter names does not exist. */
export function noSuch(kind: string, id: string, param: string, status = 400): ApiError {
  const otherMode = id.includes('_live_')
    ? '; a similar object exists in live mode, but a test mode key was used to make this request.'
    : ''
  return new ApiError(`No such ${NAMES[kind] ?? kind}: '${id}'${otherMode}`, {
    status,
    code: 'resource_missing',
    param,
  })
}

/**
 * Stripe can do it, this stand-in cannot: said openly, instead of an answer that would be wrong.
 *
 * @param name a parameter in Stripe's brackets, a header, or a method and path
 * @param value where it is only this value of a parameter
 */
export function notSimulated(name: string, value?: string): ApiError {
  const what = value === undefined ? name : `${name}=${value}`
  return new ApiError(`The stand-in does not simulate this: ${what}. Stripe itself might accept it.`, {
    code: 'sandbox_not_simulated',
    param: name,
  })
}
