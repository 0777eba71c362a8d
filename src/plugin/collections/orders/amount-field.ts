import type { Field } from 'payload'
import { MONEY_COMPONENTS } from '../money-components.ts'

/** For fields that the form shows together, as a bill. */
export const inNoForm = () => false

/** An amount in the minor unit of the order's currency. Written by the shop, shown as money. */
function amount(name: string, label: string): Field {
  return {
    name,
    type: 'number',
    defaultValue: 0,
    label,
    admin: {
      readOnly: true,
      width: '25%',
      components: MONEY_COMPONENTS,
    },
  }
}

/** An amount that the form shows as part of the bill. */
export function billed(name: string, label: string): Field {
  const field = amount(name, label)
  return { ...field, admin: { ...field.admin, condition: inNoForm } } as Field
}
