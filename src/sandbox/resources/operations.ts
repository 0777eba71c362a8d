import type { Operations } from '../api/call.ts'
import { account } from './account.ts'
import { charges } from './charges.ts'
import { checkoutSessions } from './checkout-sessions.ts'
import { coupons } from './coupons.ts'
import { disputes } from './disputes.ts'
import { events } from './events.ts'
import { paymentIntents } from './payment-intents.ts'
import { prices } from './prices.ts'
import { products } from './products.ts'
import { promotionCodes } from './promotion-codes.ts'
import { refunds } from './refunds.ts'
import { taxRates } from './tax-rates.ts'
import { webhookEndpoints } from './webhook-endpoints.ts'

/** Everything that the sandbox answers under `/v1`; the busiest first. */
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
  ...events,
  ...webhookEndpoints,
  ...account,
}
