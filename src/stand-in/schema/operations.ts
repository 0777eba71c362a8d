/**
 * What the stand-in serves, and the method of Stripe's SDK whose parameters say what it takes.
 * An operation is named as Stripe's reference names it: method and path.
 */
export const OPERATIONS = {
  'GET /v1/account': 'accounts.retrieveCurrent',
  'GET /v1/accounts/{id}': 'accounts.retrieve',

  'GET /v1/balance_transactions': 'balanceTransactions.list',
  'GET /v1/balance_transactions/{id}': 'balanceTransactions.retrieve',

  'GET /v1/payment_methods': 'paymentMethods.list',
  'GET /v1/payment_methods/{id}': 'paymentMethods.retrieve',

  'POST /v1/checkout/sessions': 'checkout.sessions.create',
  'GET /v1/checkout/sessions': 'checkout.sessions.list',
  'GET /v1/checkout/sessions/{id}': 'checkout.sessions.retrieve',
  'POST /v1/checkout/sessions/{id}': 'checkout.sessions.update',
  'POST /v1/checkout/sessions/{id}/expire': 'checkout.sessions.expire',
  'GET /v1/checkout/sessions/{id}/line_items': 'checkout.sessions.listLineItems',

  'POST /v1/payment_intents': 'paymentIntents.create',
  'GET /v1/payment_intents': 'paymentIntents.list',
  'GET /v1/payment_intents/{id}': 'paymentIntents.retrieve',
  'POST /v1/payment_intents/{id}': 'paymentIntents.update',
  'POST /v1/payment_intents/{id}/confirm': 'paymentIntents.confirm',
  'POST /v1/payment_intents/{id}/cancel': 'paymentIntents.cancel',
  'POST /v1/payment_intents/{id}/capture': 'paymentIntents.capture',

  'GET /v1/charges': 'charges.list',
  'GET /v1/charges/{id}': 'charges.retrieve',

  'POST /v1/refunds': 'refunds.create',
  'GET /v1/refunds': 'refunds.list',
  'GET /v1/refunds/{id}': 'refunds.retrieve',
  'POST /v1/refunds/{id}': 'refunds.update',
  'POST /v1/refunds/{id}/cancel': 'refunds.cancel',

  'GET /v1/disputes': 'disputes.list',
  'GET /v1/disputes/{id}': 'disputes.retrieve',

  'POST /v1/customers': 'customers.create',
  'GET /v1/customers': 'customers.list',
  'GET /v1/customers/{id}': 'customers.retrieve',
  'POST /v1/customers/{id}': 'customers.update',
  'DELETE /v1/customers/{id}': 'customers.del',

  'POST /v1/products': 'products.create',
  'GET /v1/products': 'products.list',
  'GET /v1/products/{id}': 'products.retrieve',
  'POST /v1/products/{id}': 'products.update',
  'DELETE /v1/products/{id}': 'products.del',

  'POST /v1/prices': 'prices.create',
  'GET /v1/prices': 'prices.list',
  'GET /v1/prices/{id}': 'prices.retrieve',
  'POST /v1/prices/{id}': 'prices.update',

  'POST /v1/coupons': 'coupons.create',
  'GET /v1/coupons': 'coupons.list',
  'GET /v1/coupons/{id}': 'coupons.retrieve',
  'POST /v1/coupons/{id}': 'coupons.update',
  'DELETE /v1/coupons/{id}': 'coupons.del',

  'POST /v1/promotion_codes': 'promotionCodes.create',
  'GET /v1/promotion_codes': 'promotionCodes.list',
  'GET /v1/promotion_codes/{id}': 'promotionCodes.retrieve',
  'POST /v1/promotion_codes/{id}': 'promotionCodes.update',

  'POST /v1/tax_rates': 'taxRates.create',
  'GET /v1/tax_rates': 'taxRates.list',
  'GET /v1/tax_rates/{id}': 'taxRates.retrieve',
  'POST /v1/tax_rates/{id}': 'taxRates.update',

  'POST /v1/webhook_endpoints': 'webhookEndpoints.create',
  'GET /v1/webhook_endpoints': 'webhookEndpoints.list',
  'GET /v1/webhook_endpoints/{id}': 'webhookEndpoints.retrieve',
  'POST /v1/webhook_endpoints/{id}': 'webhookEndpoints.update',
  'DELETE /v1/webhook_endpoints/{id}': 'webhookEndpoints.del',

  'GET /v1/events': 'events.list',
  'GET /v1/events/{id}': 'events.retrieve',
} as const

export type StripeOperation = keyof typeof OPERATIONS
