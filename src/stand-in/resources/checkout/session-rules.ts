import { invalidParam, missingParam, noSuch, notSimulated } from '../../api/errors.ts'
import type { Params } from '../../api/form.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE

/**
 * What a combination of parameters of a new session must obey, beyond the shape of each.
 *
 * @throws ApiError with Stripe's code and the parameter, where Stripe would refuse
 */
export function checkSessionParams(params: Params, nowSeconds: number): void {
  checkMode(params)
  checkUiMode(params)
  checkLineItems(params)
  checkExpiry(params, nowSeconds)
  checkCustomer(params)
  checkNotSimulated(params)
}

function checkMode({ mode }: Params): void {
  // Required in practice although the types leave it open: unverified.
  if (mode === undefined) throw missingParam('mode')
  if (mode !== 'payment') throw notSimulated('mode', String(mode))
}

/** Source: documentation of `ui_mode`, `success_url`, `cancel_url`, `return_url`, `redirect_on_completion`. */
function checkUiMode(params: Params): void {
  const uiMode = params.ui_mode ?? 'hosted_page'
  if (uiMode === 'hosted_page') {
    // Since `success_url` is where a hosted page goes when it is paid, it cannot do without.
    if (params.success_url === undefined) throw missingParam('success_url')
    forbid(params, ['return_url', 'redirect_on_completion'], 'hosted_page')
  } else if (uiMode === 'embedded_page') {
    forbid(params, ['success_url', 'cancel_url'], 'embedded_page')
    const returns = params.redirect_on_completion ?? 'always'
    if (returns === 'never' && params.return_url !== undefined) {
      throw invalidParam(
        'return_url',
        'You cannot set `return_url` when `redirect_on_completion` is `never`.',
      )
    }
    if (returns !== 'never' && params.return_url === undefined) throw missingParam('return_url')
  } else {
    throw notSimulated('ui_mode', String(uiMode))
  }
}

function forbid(params: Params, names: string[], uiMode: string): void {
  for (const name of names) {
    if (params[name] === undefined) continue
    throw invalidParam(name, `You may not set \`${name}\` when \`ui_mode\` is \`${uiMode}\`.`)
  }
}

function checkLineItems({ line_items: lines }: Params): void {
  if (!Array.isArray(lines) || lines.length === 0) throw missingParam('line_items')
  for (const [index, line] of lines.entries()) checkLine(line as Params, `line_items[${index}]`)
}

/** Documentation of `line_items.price`: "One of `price` or `price_data` is required." */
function checkLine(line: Params, at: string): void {
  if (line.price !== undefined && line.price_data !== undefined) {
    throw invalidParam(
      `${at}[price_data]`,
      'You may only specify one of these parameters: price, price_data.',
      'parameters_exclusive',
    )
  }
  if (line.price === undefined && line.price_data === undefined) throw missingParam(`${at}[price]`)
  if (line.adjustable_quantity !== undefined && (line.adjustable_quantity as Params).enabled === true) {
    throw notSimulated(`${at}[adjustable_quantity][enabled]`, 'true')
  }
  if (line.quantity === undefined) throw missingParam(`${at}[quantity]`)
}

/** Documentation of `expires_at`: "anywhere from 30 minutes to 24 hours after Checkout Session creation". */
function checkExpiry({ expires_at: expiresAt }: Params, nowSeconds: number): void {
  if (expiresAt === undefined) return
  const ahead = Number(expiresAt) - nowSeconds
  if (ahead < 30 * MINUTE - 5) {
    throw invalidParam(
      'expires_at',
      'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
    )
  }
  if (ahead > 24 * HOUR + 5) {
    throw invalidParam(
      'expires_at',
      'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.',
    )
  }
}

function checkCustomer(params: Params): void {
  if (params.customer !== undefined && params.customer_email !== undefined) {
    throw invalidParam(
      'customer_email',
      'You may only specify one of these parameters: customer, customer_email.',
      'parameters_exclusive',
    )
  }
  if (params.customer !== undefined) throw noSuch('customer', String(params.customer), 'customer')
}

/**
 * Switches that say nothing where they are off. What else is not simulated is refused because nothing reads it.
 */
function checkNotSimulated(params: Params): void {
  for (const name of [
    'automatic_tax',
    'adaptive_pricing',
    'invoice_creation',
    'managed_payments',
    'tax_id_collection',
  ]) {
    if ((params[name] as Params | undefined)?.enabled === true) throw notSimulated(`${name}[enabled]`)
  }
  if (params.allow_promotion_codes === true) throw notSimulated('allow_promotion_codes', 'true')
  if (params.customer_creation === 'always') throw notSimulated('customer_creation', 'always')
}
