'use client'

import { SelectInput, useField, useTranslation } from '@payloadcms/ui'
import type { CheckboxFieldClientComponent } from 'payload'
import { say } from '../../translations/texts.ts'

const CHOICES = [
  { label: 'Inclusive: prices include it', value: 'true' },
  { label: 'Exclusive: added to prices', value: 'false' },
]

/** A choice between two that has to be made: an untouched checkbox would look like a decision. */
export const InclusiveField: CheckboxFieldClientComponent = ({ field, path: pathFromProps, readOnly }) => {
  const { i18n } = useTranslation()
  const { path, value, setValue, showError, errorMessage } = useField<boolean | null>({
    potentiallyStalePath: pathFromProps,
  })
  return (
    <SelectInput
      path={path}
      name={field.name}
      label={say(i18n.language, 'Kind')}
      required
      readOnly={Boolean(readOnly)}
      showError={showError}
      {...(errorMessage && { description: errorMessage })}
      options={CHOICES.map(({ label, value }) => ({ label: say(i18n.language, label), value }))}
      value={typeof value === 'boolean' ? String(value) : ''}
      onChange={(option) => {
        const chosen = Array.isArray(option) ? option[0] : option
        setValue(chosen ? chosen.value === 'true' : null)
      }}
      isClearable={false}
    />
  )
}
