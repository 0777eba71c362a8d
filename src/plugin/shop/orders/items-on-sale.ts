import type { Reader } from '../../collections/orders/draft-sources.ts'
import { inForce } from '../../database/catalogue-terms.ts'
import { toDocumentId } from '../../database/database.ts'
import { ShopError } from '../../domain/errors.ts'
import type { Id } from '../../domain/id.ts'
import { slugOf } from '../../slugs.ts'
import type { OrderRecord } from '../records.ts'

/** Those of the items, by their ids as text, that are published and not in the trash. */
export async function findItemsOnSale(
  { payload, req }: Reader,
  items: readonly string[],
): Promise<ReadonlySet<string>> {
  const { docs } = await payload.db.find<{ id: Id }>({
    collection: slugOf(payload, 'items'),
    where: {
      and: [
        { id: { in: items.map((item) => toDocumentId(payload, { collection: 'items', id: item })) } },
        ...inForce(payload, 'items'),
      ],
    },
    pagination: false,
    ...(req && { req }),
  })
  return new Set(docs.map(({ id }) => String(id)))
}

/** A draft is priced from what is on sale; this is for an order that was frozen. Throws `order_state` (409). */
export async function assertOnSale(reader: Reader, { lines }: OrderRecord): Promise<void> {
  const items = [...new Set(lines.map(({ soldItem }) => soldItem))]
  const onSaleNow = await findItemsOnSale(reader, items)
  const gone = lines.find(({ soldItem }) => !onSaleNow.has(soldItem))
  if (gone) throw new ShopError('order_state', `“${gone.name}” is not for sale any more.`)
}
