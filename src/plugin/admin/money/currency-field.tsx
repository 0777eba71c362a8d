'use client'

import { SelectInput, useField, withCondition } from '@payloadcms/ui'
import type { TextFieldClientComponent } from 'payload'

const CurrencyFieldAlways: TextFieldClientComponent = (props) => {
  const { field, path, readOnly } = props
  const { currencies = [] } = props as { currencies?: string[] }
  const { value, setValue, showError, errorMessage } = useField<string>({ path })
  return (
    <SelectInput
      path={path}
      name={field.name}
      label={field.label ?? 'Currency'}
      required={field.required ?? false}
      readOnly={readOnly || field.admin?.readOnly || false}
      showError={showError}
      {...(errorMessage && { description: errorMessage })}
      options={currencies.map((currency) => ({ label: currency.toUpperCase(), value: currency }))}
      value={value ?? ''}
      onChange={(option) => setValue(Array.isArray(option) ? option[0]?.value : (option?.value ?? null))}
      isClearable={false}
    />
  )
}

/** A drop-down of the currencies that the shop sells in; what is stored is the code itself. */
export const CurrencyField = withCondition(CurrencyFieldAlways)
