import type { Operations } from '../api/call.ts'
import { account } from './account.ts'
import { coupons } from './catalogue/coupons.ts'
import { prices } from './catalogue/prices.ts'
import { products } from './catalogue/products.ts'
import { promotionCodes } from './catalogue/promotion-codes.ts'
import { taxRates } from './catalogue/tax-rates.ts'
import { checkoutSessions } from './checkout/checkout-sessions.ts'
import { events } from './events.ts'
import { balanceTransactions } from './payments/balance-transactions.ts'
import { charges } from './payments/charges.ts'
import { disputes } from './payments/disputes.ts'
import { paymentIntents } from './payments/payment-intents.ts'
import { paymentMethods } from './payments/payment-methods.ts'
import { refunds } from './payments/refunds.ts'
import { webhookEndpoints } from './webhook-endpoints.ts'

/** Everything that the stand-in answers under `/v1`; the busiest first. */
export const operations: Operations = {
  ...checkoutSessions,
  ...paymentIntents,
  ...products,
  ...prices,
  ...coupons,
  ...promotionCodes,
  ...taxRates,
  ...charges,
  ...refunds,
  ...disputes,
  ...balanceTransactions,
  ...paymentMethods,
  ...events,
  ...webhookEndpoints,
  ...account,
}
