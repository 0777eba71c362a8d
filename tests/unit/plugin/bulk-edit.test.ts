import { expect, it } from '@jest/globals'
import type { Field } from 'payload'
import { discounts } from '../../../src/plugin/collections/discounts/discounts.ts'
import { items } from '../../../src/plugin/collections/items/items.ts'
import { orders } from '../../../src/plugin/collections/orders/orders.ts'
import { taxes } from '../../../src/plugin/collections/taxes/taxes.ts'

const options = { currencies: ['eur'], timeZone: 'UTC', taxRoundingOf: () => 'line' as const }

/** What the panel offers for several documents at once: neither money nor what belongs to one document. */
it.each([
  [items(options), ['name', 'isShipped', 'images']],
  [discounts(options), ['redeemBy', 'active']],
  [taxes, ['country', 'state', 'jurisdiction', 'description', 'appliesByDefault', 'active']],
  [orders(options), ['fulfilment', 'review', 'note']],
])('offers in bulk edit what cannot go wrong there: $slug', ({ fields }, offered) => {
  expect(offeredIn(fields)).toEqual(offered)
})

function offeredIn(fields: readonly Field[]): string[] {
  return fields.flatMap((field) => {
    if (field.type === 'tabs') return field.tabs.flatMap((tab) => offeredIn(tab.fields))
    if (field.type === 'row') return offeredIn(field.fields)
    const isOffered = 'name' in field && field.admin?.disableBulkEdit !== true
    return isOffered ? [String(field.name)] : []
  })
}
