import type { ShopDatabase } from '../shop-database.ts'
import { insertDocuments, storeOnce, updateDocuments } from './documents.ts'
import { isAway, isConflict, isUniqueViolation } from './errors.ts'
import { readFigures } from './figures.ts'
import { idFormOf, isPossibleId, toDocumentId } from './ids.ts'
import { reuseWaitingJob } from './job-queue.ts'
import { lockDocuments, lockName, lockReferences, withLock, withLockIfFree } from './locks.ts'
import { drawOrderNumber } from './order-numbers.ts'
import { isPlace, listOrdersOfItem } from './orders-of-item.ts'
import { prepareDatabase } from './preparation.ts'
import { readOffer, writeOpened, writePurchase } from './purchases.ts'
import { countRedemptions, ping, readStocks, readSynced } from './reads.ts'
import { inTransaction } from './transactions.ts'
import { fitCollections } from './unique-texts.ts'

/** The shop on MongoDB, with `@payloadcms/db-mongodb`. */
export const mongodb: ShopDatabase = {
  idFormOf,
  // Ids ascend by the second only, where several processes make them.
  newestFirst: () => ['-createdAt', '-id'],
  isPossibleId,
  toDocumentId,
  fitAdapter: (db) => db,
  fitCollections,
  prepareDatabase,
  inTransaction,
  lockDocuments,
  lockName,
  lockReferences,
  reuseWaitingJob,
  drawOrderNumber,
  // A session takes one call at a time.
  mostSideBySide: 1,
  updateDocuments,
  insertDocuments,
  storeOnce,
  withLock,
  withLockIfFree,
  isUniqueViolation,
  // It takes any.
  isUnusableValue: () => false,
  isConflict,
  isAway,
  ping,
  listOrdersOfItem,
  isPlace,
  readOffer,
  writePurchase,
  // Its transactions are quick to begin, and several writes of one cannot be sent at once.
  writeDraftPayment: async () => false,
  writeOpened,
  readSynced,
  countRedemptions,
  readStocks,
  readFigures,
}
