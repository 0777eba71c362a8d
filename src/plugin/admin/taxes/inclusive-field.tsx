'use client'

import { SelectInput, useField } from '@payloadcms/ui'
import type { CheckboxFieldClientComponent } from 'payload'

const CHOICES = [
  { label: 'Inclusive: prices include it', value: 'true' },
  { label: 'Exclusive: added to prices', value: 'false' },
]

/** A choice between two that has to be made: an untouched checkbox would look like a decision. */
export const InclusiveField: CheckboxFieldClientComponent = ({ field, path: pathFromProps, readOnly }) => {
  const { path, value, setValue, showError, errorMessage } = useField<boolean | null>({
    potentiallyStalePath: pathFromProps,
  })
  return (
    <SelectInput
      path={path}
      name={field.name}
      label="Kind"
      required
      readOnly={Boolean(readOnly)}
      showError={showError}
      {...(errorMessage && { description: errorMessage })}
      options={CHOICES}
      value={typeof value === 'boolean' ? String(value) : ''}
      onChange={(option) => {
        const chosen = Array.isArray(option) ? option[0] : option
        setValue(chosen ? chosen.value === 'true' : null)
      }}
      isClearable={false}
    />
  )
}
