import type { BasePayload, CollectionConfig, CollectionSlug, Config, PayloadRequest } from 'payload'
import type { Id } from '../domain/id.ts'
import type { OrderLine } from '../domain/order-line.ts'
import type { Fulfilment, ShippingCopy, ShippingRate } from '../domain/shipping.ts'
import type { HostData } from './host-fields.ts'
import type { Turn } from './turn.ts'

/** Of a document: a collection can have ids of its own kind. */
export interface DocumentId {
  collection: CollectionSlug
  id: Id
}

/** What an id looks like in an address, and how to tell people. */
export interface IdForm {
  pattern: RegExp
  words: string
}

/** An order in the list of an item's orders. `place` is where the list goes on after it. */
export interface ListedOrder {
  id: Id
  place: string
}

/** What a database must offer to sell on. `database/` has one file for each. */
export interface ShopDatabase {
  idFormOf(payload: BasePayload, collection: CollectionSlug): IdForm

  /** Whether a document can have this id at all: a database answers an error, not nothing, to some others. */
  isPossibleId(payload: BasePayload, document: DocumentId): boolean

  /** For `sort`: whatever was written last comes first. */
  newestFirst(payload: BasePayload, collection: CollectionSlug): string[]

  /** The id as Payload has it, from where it was kept as text. */
  toDocumentId(payload: BasePayload, document: DocumentId): Id

  /** The project's adapter with what the shop needs of it. */
  fitAdapter(db: Config['db']): Config['db']

  /** The plugin's collections as this database can hold them. */
  fitCollections(collections: CollectionConfig[]): CollectionConfig[]

  /**
   * Makes what the shop needs beside Payload's own tables: what order numbers are drawn from, indexes. Safe to run by
   * several processes at once and again and again. `collections` are the plugin's own.
   * @throws Error in words where money cannot be written safely on this database as it is set up
   */
  prepareDatabase(payload: BasePayload, collections: readonly string[]): Promise<void>

  /**
   * Runs `work` in one transaction and resolves only once it is committed: a failed commit rejects. Everything that
   * must not be lost goes through here. Give `req` to each Payload call inside. An error inside must leave `work`:
   * Payload has rolled back by then, and a write made after it would stand alone. `work` can run more than once,
   * where the database asks for that, and must do nothing but read and write by `req`.
   */
  inTransaction<T>(payload: BasePayload, work: (req: PayloadRequest) => Promise<T>): Promise<T>

  /**
   * Holds the documents until the transaction of `req` ends, so that read, merge and write are one step. Takes them in
   * one order everywhere, so that two who want several do not wait for each other. Whoever only refers to one does
   * not wait.
   */
  lockDocuments(
    req: PayloadRequest,
    { collection, ids }: { collection: CollectionSlug; ids: readonly Id[] },
  ): Promise<void>

  /** Holds the name until the transaction of `req` ends; whoever else wants it waits. */
  lockName(req: PayloadRequest, name: string): Promise<void>

  /**
   * Lets deletions wait for whoever writes orders' references to items, discounts and taxes, and the other way round,
   * where a foreign key would make each wait for rows of the other. Comes before any row is taken.
   */
  lockReferences(req: PayloadRequest, purpose: 'write' | 'delete'): Promise<void>

  /**
   * Lets a job of that key that waits in the queue do for this one too, in the transaction of `req`: it takes on `input`
   * beside its own, and is due at once unless this one `isPutOff` itself. Answers false where there is none, and where a
   * worker is taking it in this moment; a database that cannot tell answers false.
   */
  reuseWaitingJob(
    req: PayloadRequest,
    wanted: { concurrencyKey: string; input: object; isPutOff: boolean },
  ): Promise<boolean>

  /** Unique and increasing over all processes; a number drawn by a write that fails is a gap. */
  drawOrderNumber(req: PayloadRequest): Promise<string>

  /** How many orders one transaction settles side by side. One where a transaction takes one call at a time. */
  mostSideBySide: number

  /**
   * Changes each document by what is said of it, in the transaction of `req` and past Payload's hooks; in as few
   * statements as the database can. For plain fields.
   */
  updateDocuments(
    req: PayloadRequest,
    changed: { collection: CollectionSlug; changes: readonly DocumentChange[] },
  ): Promise<void>

  /** Adds documents of the same fields in the same way. */
  insertDocuments(req: PayloadRequest, added: NewDocuments): Promise<void>

  /**
   * Stores those documents whose unique `key` is not there yet, and resolves once they are committed. Answers all of
   * them as they are stored, in any order.
   */
  storeOnce(payload: BasePayload, wanted: NewDocuments): Promise<StoredKey[]>

  /** Runs `work`, of any length, while no other process runs any under the same name; waits its turn. */
  withLock<T>(payload: BasePayload, name: string, work: (turn: Turn) => Promise<T>): Promise<T>

  /**
   * Like `withLock`, but answers undefined at once when another process is at it. Nobody waits long for a process that is
   * dead, frozen or cut off from the database: its turn ends with its lease, and `turn` tells its work.
   */
  withLockIfFree<T>(
    payload: BasePayload,
    name: string,
    work: (turn: Turn) => Promise<T>,
  ): Promise<T | undefined>

  /** Whether the error is a unique index refusing a second row. */
  isUniqueViolation(error: unknown): boolean

  /** Whether the error is the database refusing a value that it can neither store nor look for. */
  isUnusableValue(error: unknown): boolean

  /** Whether the error says that somebody else wrote the same in this moment, and that another try can succeed. */
  isConflict(error: unknown): boolean

  /** Whether the error says that the database cannot be reached, or does not answer. */
  isAway(error: unknown): boolean

  /** Rejects when the database cannot be reached. */
  ping(payload: BasePayload): Promise<void>

  /**
   * The orders with a line of the item, newest first, at most `limit`, those that come after the place `after`. Where
   * ids ascend with time an index on the lines makes it cost the same in a small shop and a large one.
   */
  listOrdersOfItem(payload: BasePayload, wanted: WantedOrders): Promise<ListedOrder[]>

  /** Whether `listOrdersOfItem` can have answered it. */
  isPlace(payload: BasePayload, text: string): boolean

  /** Reads an item for sale, or null when no published one has this id. Every purchase begins with it. */
  readOffer(payload: BasePayload, itemId: Id): Promise<Offer | null>

  /**
   * Writes an open order, its line, its history and its first attempt, and takes what it holds off what others can have:
   * all of it or nothing. Fails with a unique violation where another order has the same `buyKey`. Answers false, and has
   * written nothing, where there is less of the item than nobody holds.
   */
  writePurchase(payload: BasePayload, purchase: Purchase): Promise<boolean>

  /**
   * Writes the first payment of a draft without a discount: opens and freezes the order at what it costs now, with its
   * history and the attempt, and takes what it holds off what others can have. Answers false, and has written nothing,
   * where anything is not as it was read or somebody else is at it, where there is not enough, and on a database that has
   * no fast way to do it: then it is for a transaction to find out.
   */
  writeDraftPayment(payload: BasePayload, payment: DraftPayment): Promise<boolean>

  /** Stores what Stripe answered to an attempt; opens it unless an event of it came first. */
  writeOpened(payload: BasePayload, opened: OpenedAttempt): Promise<void>

  /** What stands in Stripe for the documents of these keys of `stripe-sync`. */
  readSynced(payload: BasePayload, keys: readonly string[]): Promise<SyncedRow[]>

  /** How many paid orders had each of the discounts. */
  countRedemptions(
    { payload, req }: { payload: BasePayload; req?: PayloadRequest },
    discounts: readonly string[],
  ): Promise<Map<string, number>>

  /** How the shop does, in a number of rows that does not grow with the number of orders. */
  readFigures(payload: BasePayload, asked: AskedFigures): Promise<Figures>

  /** What there is of each of the items. */
  readStocks(req: PayloadRequest, items: readonly string[]): Promise<Stock[]>
}

export interface AskedFigures {
  /** When each of the days began that are asked about, ascending; the last of them is not over. */
  dayStarts: readonly Date[]
  /** Of an item this many or fewer are few. */
  few: number
}

export interface Figures {
  /** What was paid, by day and currency, where anything was. Amounts in the currency's minor unit. */
  sales: DaySales[]
  toPack: number
  toReview: number
  /** Disputes that want an answer. */
  disputes: { count: number; answerBy: string | null }
  /** Published items of which few are left, by their ids: the first hundred. */
  lowStock: string[]
  failedSyncs: number
}

export interface DaySales {
  /** The place of the day among those asked about. */
  day: number
  currency: string
  amount: number
  orders: number
}

/** What changes of a document: fields and their values. */
export interface DocumentChange {
  id: Id
  data: Readonly<Record<string, unknown>>
}

export interface NewDocuments {
  collection: CollectionSlug
  documents: readonly Readonly<Record<string, unknown>>[]
}

/** A document as `storeOnce` answers it. */
export interface StoredKey {
  id: Id
  key: string
  status: string
}

export interface WantedOrders {
  itemId: string
  limit: number
  after: string | null
}

/** What is left of an item, and what of it nobody holds; both null for an unlimited one. */
export interface Stock {
  quantity: number | null
  /** Less than 0 where the stock was lowered below what is held. */
  available: number | null
}

export const UNLIMITED: Stock = { quantity: null, available: null }

/** As it is read past Payload's hooks: by locale where the project has it in several languages. */
export type StoredText = string | Readonly<Record<string, string>>

/** A published item as it is sold now, with what an order of it needs. Amounts in the minor unit. */
export interface Offer {
  id: Id
  name: StoredText
  price: number
  currency: string
  isShipped?: boolean | null
  stock: Stock
  /** The taxes that go on whatever shoppers buy. */
  taxes: { id: Id; displayName: StoredText; percentage: number; inclusive: boolean }[]
  /** The ways of delivery in use, in the order of their ids. */
  shippingRates: (Omit<ShippingRate, 'name'> & { name: StoredText })[]
  /** What stands in Stripe for the item and those taxes, in every account. */
  synced: SyncedRow[]
  /** Drawn for the order that may come of it; one that does not come leaves a gap. */
  orderId: Id
  orderNumber: string
}

/** An order of one line with its first attempt to be paid, as `writePurchase` stores them. */
export interface Purchase {
  order: {
    id: Id
    number: string
    currency: string
    subtotal: number
    discountAmount: number
    taxAmount: number
    total: number
    taxCopies: { id: Id }[]
    shippingAmount?: number | null
    shippingCopy?: ShippingCopy | null
    fulfilment?: Fulfilment | null
    buyKey: string | null
    /** The project's own fields. */
    more: HostData
  }
  line: Omit<OrderLine, 'id'>
  payment: {
    attempt: string
    flow: string
    account: string
    amount: number
    currency: string
    params: unknown
    idempotencyKey: string
    expiresAt?: string | null
    /** The project's own fields. */
    more: HostData
  }
  reason: string
  /** Whether the line's quantity is held until the payment is over. */
  holdsStock: boolean
}

/** A draft at what it costs now, with its first attempt to be paid. */
export interface DraftPayment {
  order: Omit<Purchase['order'], 'number' | 'buyKey' | 'more'> & {
    /** As it was read, which tells whether somebody has changed the order since. */
    updatedAt: string
    lines: readonly OrderLine[]
  }
  payment: Purchase['payment']
  reason: string
  holdsStock: boolean
}

/** An item, a discount or a tax in one Stripe account, as far as a payment needs it. */
export interface SyncedRow {
  accountId: string
  mode: string
  kind: string
  /** The document's id as text. */
  document: string
  title: string | null
  status: string
  objectId: string | null
  terms: string | null
}

/** What Stripe answered to an attempt, as `writeOpened` stores it. */
export interface OpenedAttempt {
  attempt: string
  sessionId: string | null
  intentId: string | null
  url: string | null
  clientSecret: string | null
  isLiveMode: boolean
}

/** Thrown when work goes on after Payload has rolled its transaction back. */
export class TransactionEndedError extends Error {
  override readonly name = 'TransactionEndedError'

  constructor() {
    super('The transaction was rolled back by an error inside it.')
  }
}

type ErrorLike = { code?: unknown; name?: unknown; message?: unknown; data?: unknown; cause?: unknown }

/** The error and what caused it. Payload wraps the driver's. */
export function causesOf(error: unknown): ErrorLike[] {
  if (typeof error !== 'object' || error === null) return []
  return [error, ...causesOf((error as ErrorLike).cause)]
}

/**
 * Whether it is Payload's own word for what a unique index refused. That is said in the project's language, and told
 * from a field that was found invalid by having no label.
 */
export function isRefusedAsTaken(error: unknown): boolean {
  return causesOf(error).some(({ name, data }) => {
    const { errors = [] } = (data ?? {}) as { errors?: { label?: unknown }[] }
    return name === 'ValidationError' && errors.length > 0 && errors.every(({ label }) => label === undefined)
  })
}
