import type { DocOf } from '../../store/records.ts'

/** Documentation: "a subset of fields" is answered to a publishable key. */
export function publicPart(intent: DocOf<'payment_intent'>): object {
  const fields = [
    'id',
    'object',
    'amount',
    'amount_details',
    'automatic_payment_methods',
    'canceled_at',
    'cancellation_reason',
    'capture_method',
    'client_secret',
    'confirmation_method',
    'created',
    'currency',
    'description',
    'last_payment_error',
    'livemode',
    'next_action',
    'payment_method',
    'payment_method_types',
    'processing',
    'receipt_email',
    'setup_future_usage',
    'shipping',
    'status',
  ] as const
  return Object.fromEntries(fields.map((field) => [field, intent[field]]))
}
