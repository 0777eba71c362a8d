'use client'

import {
  FieldDescription,
  FieldError,
  FieldLabel,
  fieldBaseClass,
  useField,
  useFormFields,
  useTranslation,
} from '@payloadcms/ui'
import type { FormState, NumberFieldClientComponent } from 'payload'
import type { ChangeEvent } from 'react'
import { say } from '../../translations/texts.ts'

/** The stock is kept outside the document, and the panel's own input shows such fields without letting them be edited. */
export const StockField: NumberFieldClientComponent = ({ field, path: pathFromProps, readOnly }) => {
  const { path, value, setValue, showError, errorMessage, disabled } = useField<number | null>({
    potentiallyStalePath: pathFromProps,
  })
  const { i18n } = useTranslation()
  const held = useFormFields(([fields]) => heldOf(fields))
  const change = ({ target }: ChangeEvent<HTMLInputElement>) =>
    setValue(target.value === '' ? null : Number(target.value))
  return (
    <div className={`${fieldBaseClass} number${showError ? ' error' : ''}`}>
      <FieldLabel label={field.label} path={path} />
      <div className={`${fieldBaseClass}__wrap`}>
        <FieldError message={errorMessage} path={path} showError={showError} />
        <input
          disabled={Boolean(readOnly) || disabled}
          id={`field-${path}`}
          min={0}
          name={path}
          onChange={change}
          placeholder={say(i18n.language, 'Unlimited')}
          step={1}
          type="number"
          value={value ?? ''}
        />
      </div>
      {held > 0 && <p className="field-description">{describeHeld(held, i18n.language)}</p>}
      <FieldDescription description={field.admin?.description} path={path} />
    </div>
  )
}

/** What payments under way hold of the stock that the form was shown. */
function heldOf({ stockSeen, available }: FormState): number {
  const [seen, free] = [stockSeen?.value, available?.value]
  return typeof seen === 'number' && typeof free === 'number' ? seen - free : 0
}

function describeHeld(held: number, language: string): string {
  return held === 1
    ? say(language, '1 is reserved by a payment under way.')
    : say(language, '{1} are reserved by payments under way.', held)
}
