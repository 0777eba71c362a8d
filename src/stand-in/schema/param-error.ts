/** The codes of Stripe's list that a parameter alone can earn. */
type ParamErrorCode =
  | 'email_invalid'
  | 'parameter_invalid_empty'
  | 'parameter_invalid_integer'
  | 'parameter_missing'
  | 'parameter_unknown'
  | 'parameters_exclusive'
  | 'url_invalid'

/** A request that Stripe would refuse with status 400 because of what was sent, whatever the account holds. */
export class StripeParamError extends Error {
  override readonly name = 'StripeParamError'
  readonly type = 'invalid_request_error'
  /** Absent where Stripe names none, as for a word that is not on the list. */
  readonly code: ParamErrorCode | undefined
  /** In Stripe's brackets: `line_items[0][price_data][unit_amount]`. */
  readonly param: string | undefined

  constructor(message: string, { code, param }: { code?: ParamErrorCode; param?: string }) {
    super(message)
    this.code = code
    this.param = param
  }
}
