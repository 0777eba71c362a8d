/** What shows and takes an amount in minor units as people write money. For `admin.components` of a number field. */
export const MONEY_COMPONENTS = {
  Field: 'payload-stripe-shop/client#MoneyField',
  Cell: 'payload-stripe-shop/client#MoneyCell',
}

/** For `admin.components` of a row: compares the amounts of that name in two versions, in the currency beside them. */
export const moneyRowComponents = (...amounts: string[]) => ({
  Diff: { path: 'payload-stripe-shop/client#MoneyRowDiff', clientProps: { amounts } },
})
