import type { DiscountCopy, TaxCopy } from '../../collections/orders/draft-order.ts'
import type { StoredText, SyncedRow } from '../../database/database.ts'
import type { OrderLine } from '../records.ts'

/** What an order is sold with, as it is charged: copies, which a document may have left behind since. */
export interface SoldWith {
  currency: string
  lines: readonly Pick<OrderLine, 'soldItem' | 'name'>[]
  discountCopy?: DiscountCopy | null
  taxCopies?: readonly TaxCopy[] | null
  /** What stands in Stripe for all of them, where it was read with them already. */
  synced?: readonly SyncedRow[]
  /** How they are called in every language, where that was read with them already. */
  texts?: StoredTexts
}

/** The texts of documents as they are stored, by the document's id as text. */
export interface StoredTexts {
  items: ReadonlyMap<string, StoredText>
  discounts: ReadonlyMap<string, StoredText>
  taxes: ReadonlyMap<string, StoredText>
}
