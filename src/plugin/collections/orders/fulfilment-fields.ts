import type { Field } from 'payload'
import { FULFILMENTS } from '../../domain/shipping.ts'

/** How far the goods are, and where they can be followed: what staff write once the order is paid. */
export const fulfilmentFields: Field[] = [
  {
    name: 'fulfilment',
    type: 'select',
    index: true,
    label: 'Delivery status',
    options: FULFILMENTS.map((fulfilment) => ({
      value: fulfilment,
      label: fulfilment.replaceAll('_', ' '),
    })),
    admin: {
      isClearable: false,
      description: 'Shipped: the customer gets a mail with the link to follow the parcel.',
    },
  },
  {
    type: 'row',
    fields: [
      {
        name: 'carrier',
        type: 'text',
        maxLength: 100,
        admin: { width: '50%', description: 'Such as DHL.' },
      },
      { name: 'trackingNumber', type: 'text', maxLength: 100, admin: { width: '50%' } },
    ],
  },
  {
    name: 'trackingUrl',
    type: 'text',
    maxLength: 500,
    label: 'Link to follow it',
    validate: webAddress,
    admin: { description: 'Where the shop does not know the carrier’s own page.' },
  },
  {
    name: 'shippedAt',
    type: 'date',
    admin: { readOnly: true, date: { pickerAppearance: 'dayAndTime' } },
  },
]

function webAddress(value: unknown): true | string {
  if (value === null || value === undefined || value === '') return true
  const isWeb = typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value)
  return isWeb || 'trackingUrl must be a web address that begins with https://.'
}
