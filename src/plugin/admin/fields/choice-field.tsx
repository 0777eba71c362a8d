'use client'

import { SelectInput, useField, withCondition } from '@payloadcms/ui'
import type { TextFieldClientComponent } from 'payload'

interface Choice {
  value: string
  label: string
}

const ChoiceFieldAlways: TextFieldClientComponent = (props) => {
  const { field, path, readOnly } = props
  const { choices = [] } = props as { choices?: Choice[] }
  const { value, setValue, showError, errorMessage } = useField<string>({ path })
  const description = (showError && errorMessage) || field.admin?.description
  return (
    <SelectInput
      path={path}
      name={field.name}
      label={field.label ?? field.name}
      required={field.required ?? false}
      readOnly={readOnly || field.admin?.readOnly || false}
      showError={showError}
      {...(description && { description })}
      options={choices}
      value={value ?? ''}
      onChange={(option) => setValue(Array.isArray(option) ? option[0]?.value : (option?.value ?? null))}
      isClearable={false}
    />
  )
}

/** A drop-down for a text of which few are possible: another choice needs no change of the database. */
export const ChoiceField = withCondition(ChoiceFieldAlways)
