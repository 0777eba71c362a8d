import { invalidParam, noSuch, notSimulated } from '../../api/errors.ts'
import type { Params } from '../../api/form.ts'
import { readWhole } from '../../api/read-params.ts'
import type { DocOf } from '../../store/records.ts'
import { checkRounding, formatAmount, MAX_AMOUNT, minimumCharge } from '../currencies.ts'

type Intent = DocOf<'payment_intent'>

/** What may be set at creation and at any time before the end, and is told as it was sent. */
const PLAIN_FIELDS = [
  'description',
  'receipt_email',
  'shipping',
  'statement_descriptor',
  'statement_descriptor_suffix',
  'transfer_group',
] as const

export function plainFields(params: Params): Partial<Intent> {
  const sent = PLAIN_FIELDS.filter((name) => params[name] !== undefined)
  return Object.fromEntries(sent.map((name) => [name, params[name] === '' ? null : readWhole(params[name])]))
}

/**
 * What is read for one of its values only. What is not simulated at all is refused because nothing reads it.
 *
 * @throws ApiError
 */
export function checkIntentParams(params: Params): void {
  if (params.customer !== undefined) throw noSuch('customer', String(params.customer), 'customer')
  for (const name of ['capture_method', 'confirmation_method']) {
    if (params[name] === 'manual') throw notSimulated(name, 'manual')
  }
}

/** Both take the money at once: which of the two the intent tells is all that they differ in here. */
export function readCaptureMethod({ capture_method: sent }: Params): Partial<Intent> {
  return sent === undefined || sent === '' ? {} : { capture_method: sent as Intent['capture_method'] }
}

/** Source: documentation, "Minimum and maximum charge amounts", and the error codes of these names. */
export function checkAmount(amount: number, currency: string): void {
  const minimum = minimumCharge(currency)
  if (amount < minimum) {
    throw invalidParam(
      'amount',
      `Amount must be at least ${formatAmount(minimum, currency)} ${currency}`,
      'amount_too_small',
    )
  }
  if (amount > MAX_AMOUNT) {
    throw invalidParam(
      'amount',
      `Amount must be no more than ${formatAmount(MAX_AMOUNT, currency)} ${currency}`,
      'amount_too_large',
    )
  }
  checkRounding(amount, currency, 'amount')
}

/** What only a confirmation uses, read whether it comes to that or not. */
export interface ConfirmationParams {
  returnUrl: string | undefined
  /** Authentication is then a decline: nobody is there to authenticate. */
  refusesAuthentication: boolean
}

/** Documentation: these "can only be used with confirm=true". */
export function readConfirmationParams(params: Params, isConfirmed: boolean): ConfirmationParams {
  const { return_url: returnUrl, off_session: isOffSession, error_on_requires_action: failsOnAction } = params
  // Documentation: only when "manually handling next actions" with the mobile SDKs does it make a difference.
  const { use_stripe_sdk: usesSdk } = params
  // That the customer agreed is taken as said: a mandate is told by its acceptance alone, and nothing here debits again.
  if (params.mandate_data !== undefined) readWhole(params.mandate_data)
  const sent = {
    error_on_requires_action: failsOnAction,
    off_session: isOffSession,
    return_url: returnUrl,
    use_stripe_sdk: usesSdk,
  }
  for (const [name, value] of Object.entries(sent)) {
    if (isConfirmed || value === undefined || value === false) continue
    throw invalidParam(
      name,
      `The parameter \`${name}\` cannot be passed when creating a PaymentIntent unless \`confirm\` is set to true.`,
    )
  }
  // Words in place of true say how the saved method is used next time; here nothing is saved.
  if (typeof isOffSession === 'string') throw notSimulated('off_session', isOffSession)
  return {
    returnUrl: returnUrl as string | undefined,
    refusesAuthentication: failsOnAction === true || isOffSession === true,
  }
}

/** Documentation: since version 2023-08-16 automatic payment methods are on unless turned off. */
export function readAutomaticMethods({
  automatic_payment_methods: sent,
}: Params): Intent['automatic_payment_methods'] {
  const { enabled = true, allow_redirects: redirects = 'always' } = (sent ?? {}) as Params
  if (enabled !== true) return null
  return { allow_redirects: redirects as 'always' | 'never', enabled: true }
}

/** `amount_details` describe the amount, they do not change it. Line items are told only when asked for. */
export function readDetails({ amount_details: sent }: Params): Partial<Intent> {
  if (sent === undefined) return {}
  if (sent === '') return { amount_details: { tip: {} } }
  const { line_items: _, enforce_arithmetic_validation: __, ...told } = readWhole(sent) as Params
  return { amount_details: { tip: {}, ...told } as Intent['amount_details'] }
}
