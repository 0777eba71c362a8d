import type { Field } from 'payload'

const readOnly = { readOnly: true } as const

/** Who bought, as Stripe collected it. */
export const customerFields: Field[] = [
  { name: 'customerName', type: 'text', admin: readOnly },
  { name: 'customerEmail', type: 'text', index: true, admin: readOnly },
  { name: 'customerPhone', type: 'text', admin: readOnly },
  {
    name: 'billingAddress',
    type: 'json',
    admin: { ...readOnly, components: { Field: 'payload-stripe-shop/rsc#AddressField' } },
  },
  { name: 'shippingName', type: 'text', label: 'Recipient', admin: readOnly },
  {
    name: 'shippingAddress',
    type: 'json',
    admin: { ...readOnly, components: { Field: 'payload-stripe-shop/rsc#AddressField' } },
  },
]
