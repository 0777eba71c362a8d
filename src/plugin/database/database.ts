import type { CollectionConfig, CollectionSlug, Config, PayloadRequest } from 'payload'
import type { Id } from '../domain/id.ts'
import { tellingAfter } from './after-commit.ts'
import { mongodb } from './mongodb/mongodb.ts'
import { postgres } from './postgres/postgres.ts'
import type { ShopDatabase } from './shop-database.ts'

export { afterCommit } from './after-commit.ts'
export type {
  DaySales,
  DocumentChange,
  Figures,
  Offer,
  Stock,
  StoredText,
  SyncedRow,
} from './shop-database.ts'
export { UNLIMITED } from './shop-database.ts'
export { LostTurnError, type Turn } from './turn.ts'

/**
 * The only file that knows which database Payload runs on; `database/` has one file for each, and
 * `database/shop-database.ts` says what each must offer. Everything else goes through `payload.db`'s own adapter
 * interface or through the functions below.
 */
const DATABASES: ReadonlyMap<string, ShopDatabase> = new Map([
  ['postgres', postgres],
  ['mongoose', mongodb],
])

type Connected = { db: { name: string } }

function databaseOf({ db }: Connected): ShopDatabase {
  const database = DATABASES.get(db.name)
  if (!database) throw new Error(unsupported(db.name))
  return database
}

function unsupported(name: string): string {
  return `stripeShop needs PostgreSQL (@payloadcms/db-postgres) or MongoDB (@payloadcms/db-mongodb), not ${name}: orders, stock and payments are written in transactions and under locks that the plugin has for these two only.`
}

/**
 * Stops a project on another database at its start instead of at its first purchase. Money is written under
 * locks and in transactions whose failed commit is seen.
 * @throws Error in words
 */
export function assertSupportedDatabase({ db }: Pick<Config, 'db'>): void {
  // A config that is not built yet can be without a database, and Payload says so itself.
  if (db?.name !== undefined && !DATABASES.has(db.name)) throw new Error(unsupported(db.name))
}

/** The project's adapter with what the shop needs of it. */
export function fitAdapter({ db }: Pick<Config, 'db'>): Config['db'] {
  return DATABASES.get(db?.name ?? '')?.fitAdapter(db) ?? db
}

/** The plugin's collections as the database of this config can hold them. */
export function fitCollections(
  { db }: Pick<Config, 'db'>,
  collections: CollectionConfig[],
): CollectionConfig[] {
  return DATABASES.get(db?.name ?? '')?.fitCollections(collections) ?? collections
}

export const prepareDatabase: ShopDatabase['prepareDatabase'] = (payload, collections) =>
  databaseOf(payload).prepareDatabase(payload, collections)

export const inTransaction: ShopDatabase['inTransaction'] = (payload, work) =>
  tellingAfter((told) => databaseOf(payload).inTransaction(payload, told), work)

export const lockDocuments: ShopDatabase['lockDocuments'] = (req, documents) =>
  databaseOf(req.payload).lockDocuments(req, documents)

export const lockDocument = (
  req: PayloadRequest,
  { collection, id }: { collection: CollectionSlug; id: Id },
): Promise<void> => lockDocuments(req, { collection, ids: [id] })

export const lockName: ShopDatabase['lockName'] = (req, name) => databaseOf(req.payload).lockName(req, name)

export const lockReferences: ShopDatabase['lockReferences'] = (req, purpose) =>
  databaseOf(req.payload).lockReferences(req, purpose)

export const reuseWaitingJob: ShopDatabase['reuseWaitingJob'] = (req, wanted) =>
  databaseOf(req.payload).reuseWaitingJob(req, wanted)

export const drawOrderNumber: ShopDatabase['drawOrderNumber'] = (req) =>
  databaseOf(req.payload).drawOrderNumber(req)

export const mostSideBySide = (payload: Connected): number => databaseOf(payload).mostSideBySide

export const updateDocuments: ShopDatabase['updateDocuments'] = (req, changed) =>
  databaseOf(req.payload).updateDocuments(req, changed)

export const insertDocuments: ShopDatabase['insertDocuments'] = (req, added) =>
  databaseOf(req.payload).insertDocuments(req, added)

export const storeOnce: ShopDatabase['storeOnce'] = (payload, wanted) =>
  databaseOf(payload).storeOnce(payload, wanted)

export const withLock: ShopDatabase['withLock'] = (payload, name, work) =>
  databaseOf(payload).withLock(payload, name, work)

export const withLockIfFree: ShopDatabase['withLockIfFree'] = (payload, name, work) =>
  databaseOf(payload).withLockIfFree(payload, name, work)

export const ping: ShopDatabase['ping'] = (payload) => databaseOf(payload).ping(payload)

export const listOrdersOfItem: ShopDatabase['listOrdersOfItem'] = (payload, wanted) =>
  databaseOf(payload).listOrdersOfItem(payload, wanted)

export const isPlace: ShopDatabase['isPlace'] = (payload, text) => databaseOf(payload).isPlace(payload, text)

export const readOffer: ShopDatabase['readOffer'] = (payload, itemId) =>
  databaseOf(payload).readOffer(payload, itemId)

export const writePurchase: ShopDatabase['writePurchase'] = (payload, purchase) =>
  databaseOf(payload).writePurchase(payload, purchase)

export const writeDraftPayment: ShopDatabase['writeDraftPayment'] = (payload, payment) =>
  databaseOf(payload).writeDraftPayment(payload, payment)

export const writeOpened: ShopDatabase['writeOpened'] = (payload, opened) =>
  databaseOf(payload).writeOpened(payload, opened)

export const readSynced: ShopDatabase['readSynced'] = (payload, keys) =>
  databaseOf(payload).readSynced(payload, keys)

export const countRedemptions: ShopDatabase['countRedemptions'] = (reader, discounts) =>
  databaseOf(reader.payload).countRedemptions(reader, discounts)

export const readFigures: ShopDatabase['readFigures'] = (payload, asked) =>
  databaseOf(payload).readFigures(payload, asked)

export const readStocks: ShopDatabase['readStocks'] = (req, items) =>
  databaseOf(req.payload).readStocks(req, items)

export const isPossibleId: ShopDatabase['isPossibleId'] = (payload, document) =>
  databaseOf(payload).isPossibleId(payload, document)

export const toDocumentId: ShopDatabase['toDocumentId'] = (payload, document) =>
  databaseOf(payload).toDocumentId(payload, document)

export const idFormOf: ShopDatabase['idFormOf'] = (payload, collection) =>
  databaseOf(payload).idFormOf(payload, collection)

export const newestFirst: ShopDatabase['newestFirst'] = (payload, collection) =>
  databaseOf(payload).newestFirst(payload, collection)

// An error says by itself which database it is of.
const isOfAny = (is: (database: ShopDatabase) => boolean) => [...DATABASES.values()].some(is)

export const isUniqueViolation = (error: unknown) => isOfAny((database) => database.isUniqueViolation(error))

export const isUnusableValue = (error: unknown) => isOfAny((database) => database.isUnusableValue(error))

export const isConflict = (error: unknown) => isOfAny((database) => database.isConflict(error))

export const isAway = (error: unknown) => isOfAny((database) => database.isAway(error))
