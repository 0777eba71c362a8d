import type { BasePayload } from 'payload'
import type { ShopDatabase } from '../shop-database.ts'
import { fitAdapter } from './adapter.ts'
import { postgresOf, run } from './connection.ts'
import { insertDocuments, storeOnce, updateDocuments } from './documents.ts'
import { writeDraftPayment } from './draft-payments.ts'
import { isAway, isConflict, isUniqueViolation, isUnusableValue } from './errors.ts'
import { readFigures } from './figures.ts'
import { idFormOf, isPossibleId, newestFirst, toDocumentId } from './ids.ts'
import { reuseWaitingJob } from './job-queue.ts'
import { lockDocuments, lockName, lockReferences, withLock, withLockIfFree } from './locks.ts'
import { drawOrderNumber, prepareOrderNumbers } from './order-numbers.ts'
import { isPlace, listOrdersOfItem } from './orders-of-item.ts'
import { readOffer, writeOpened, writePurchase } from './purchases.ts'
import { countRedemptions, ping, readStocks, readSynced } from './reads.ts'
import { tableOf } from './schema.ts'
import { inTransaction } from './transactions.ts'

/** Everything else is made by migrations. */
async function prepareDatabase(payload: BasePayload): Promise<void> {
  await assertTransactions(payload)
  await prepareOrderNumbers(payload)
  await prepareHolds(payload)
}

/** Of stock that was written before there were holds, nothing is held. A database yet to be migrated has none. */
async function prepareHolds(payload: BasePayload): Promise<void> {
  await run(
    postgresOf(payload).drizzle,
    `do $$ begin
      update ${tableOf(payload, 'inventory')} set available = quantity where available is null and quantity is not null;
    exception when undefined_table or undefined_column then null;
    end $$`,
  )
}

/** Payload's adapter begins none where it was told not to: no lock would hold, and half a save could stay. */
async function assertTransactions({ db }: BasePayload): Promise<void> {
  const id = await db.beginTransaction()
  if (id === null) {
    throw new Error(
      'stripeShop needs transactions, which the option transactionOptions: false of postgresAdapter turns off: an order could be paid and its stock not lowered.',
    )
  }
  await db.rollbackTransaction(id)
}

/** More would only make the first of them wait for the last, and hold their orders meanwhile. */
const MOST_SIDE_BY_SIDE = 50

/** The shop on PostgreSQL, with `@payloadcms/db-postgres`. */
export const postgres: ShopDatabase = {
  idFormOf,
  newestFirst,
  isPossibleId,
  toDocumentId,
  fitAdapter,
  fitCollections: (collections) => collections,
  prepareDatabase,
  inTransaction,
  lockDocuments,
  lockName,
  lockReferences,
  reuseWaitingJob,
  drawOrderNumber,
  mostSideBySide: MOST_SIDE_BY_SIDE,
  updateDocuments,
  insertDocuments,
  storeOnce,
  withLock,
  withLockIfFree,
  isUniqueViolation,
  isUnusableValue,
  isConflict,
  isAway,
  ping,
  listOrdersOfItem,
  isPlace,
  readOffer,
  writePurchase,
  writeDraftPayment,
  writeOpened,
  readSynced,
  countRedemptions,
  readStocks,
  readFigures,
}
