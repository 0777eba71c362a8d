/** What those who run a shop need: locks and health, the sync worker, the bulk sync, and what a Stripe account is like. */
export { inTransaction, lockDocument, ping, withLock } from '../database/database.ts'
export { minorDigits } from '../domain/currencies.ts'
export { InstallationError } from '../domain/installation-name.ts'
export type { ShopNews } from '../domain/news.ts'
export { priceOrder, type TaxRounding } from '../domain/pricing.ts'
export { countDeliveries } from '../shop/events/event-deliveries.ts'
export { type ReplayOptions, replayEvents } from '../shop/events/event-replay.ts'
export { queueMail } from '../shop/mail-queue.ts'
export { DRIFT_KINDS, type Drift } from '../shop/reconciliation/drift.ts'
export { reconcile } from '../shop/reconciliation/reconcile.ts'
export { type Bulk, listFailures, planBulk, queueBulk, readBulk } from '../shop/sync/bulk.ts'
export { startSyncWorker } from '../shop/sync/worker.ts'
export { retrieveAccount } from '../stripe/account-facts.ts'
export { type Account, Accounts } from '../stripe/accounts.ts'
export type { Outcome } from '../stripe/outcome.ts'
export { askTrialTotal, type Trial } from '../stripe/trial-session.ts'
export {
  createEndpoint,
  listEndpoints,
  missingEvents,
  repairEndpoint,
  WEBHOOK_API_VERSION,
} from '../stripe/webhook-endpoints.ts'
