import type { ShopDatabase } from '../shop-database.ts'
import { isConflict, isUniqueViolation } from './errors.ts'
import { isPossibleId } from './ids.ts'
import { dropWaitingJobs } from './job-queue.ts'
import { lockDocuments, lockName, lockReferences, withLock, withLockIfFree } from './locks.ts'
import { drawOrderNumber } from './order-numbers.ts'
import { prepareDatabase } from './preparation.ts'
import { readOffer, writeOpened, writePurchase } from './purchases.ts'
import { countRedemptions, findOrderIdsOfItem, ping, readStocks, readSynced } from './reads.ts'
import { inTransaction } from './transactions.ts'
import { fitCollections } from './unique-texts.ts'

/** The shop on MongoDB, with `@payloadcms/db-mongodb`. */
export const mongodb: ShopDatabase = {
  idForm: { pattern: /^[0-9a-f]{24}$/i, words: '24 digits from 0 to f' },
  // Ids ascend by the second only, where several processes make them.
  newestFirst: ['-createdAt', '-id'],
  isPossibleId,
  toDocumentId: (text) => text.toLowerCase(),
  fitAdapter: (db) => db,
  fitCollections,
  prepareDatabase,
  inTransaction,
  lockDocuments,
  lockName,
  lockReferences,
  dropWaitingJobs,
  drawOrderNumber,
  withLock,
  withLockIfFree,
  isUniqueViolation,
  // It takes any.
  isUnusableValue: () => false,
  isConflict,
  ping,
  findOrderIdsOfItem,
  readOffer,
  writePurchase,
  writeOpened,
  readSynced,
  countRedemptions,
  readStocks,
}
