import { ShopError } from '../../domain/errors.ts'

export function paymentRefused(): ShopError {
  return new ShopError('payment_refused', 'The payment could not be started: Stripe refused it.')
}

export function paymentUnavailable(): ShopError {
  return new ShopError(
    'payment_unavailable',
    'The payment service cannot be reached. Please try again in a moment.',
  )
}
