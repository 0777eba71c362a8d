/** What shows and takes an amount in minor units as people write money. For `admin.components` of a number field. */
export const MONEY_COMPONENTS = {
  Field: 'payload-stripe-shop/client#MoneyField',
  Cell: 'payload-stripe-shop/client#MoneyCell',
}
