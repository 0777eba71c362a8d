import type { StripeOperation } from '../schema/operations.ts'
import { StripeParamError } from '../schema/param-error.ts'
import { validateParams } from '../schema/validate.ts'
import { ApiError } from './errors.ts'
import type { Params } from './form.ts'

/** @throws ApiError for the first parameter that the operation does not take */
export function readParams(operation: StripeOperation, params: Params): Params {
  try {
    return validateParams(operation, params)
  } catch (error) {
    if (!(error instanceof StripeParamError)) throw error
    throw new ApiError(error.message, { code: error.code, param: error.param })
  }
}
