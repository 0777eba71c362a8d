import type { TextField } from 'payload'

/**
 * A currency (ISO 4217, lower case) out of those that the shop sells in. Stored as text, not as a select:
 * on PostgreSQL that would be an enum, and another currency in the configuration a migration.
 */
export function currencyField({
  currencies,
  required = false,
  readOnly = false,
}: {
  currencies: readonly string[]
  required?: boolean
  readOnly?: boolean
}): TextField {
  return {
    name: 'currency',
    type: 'text',
    required,
    validate: (value: unknown) => {
      if (value === null || value === undefined || value === '') {
        return required ? `currency is required: one of ${currencies.join(', ')}.` : true
      }
      return (
        readOnly || currencies.includes(String(value)) || `currency must be one of ${currencies.join(', ')}.`
      )
    },
    admin: {
      readOnly,
      components: {
        Field: {
          path: 'payload-stripe-shop/client#CurrencyField',
          clientProps: { currencies: [...currencies] },
        },
        Cell: 'payload-stripe-shop/rsc#CurrencyCell',
      },
    },
  }
}
