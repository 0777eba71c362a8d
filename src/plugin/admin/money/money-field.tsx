'use client'

import {
  FieldDescription,
  FieldError,
  FieldLabel,
  fieldBaseClass,
  RenderCustomComponent,
  withCondition,
} from '@payloadcms/ui'
import { mergeFieldStyles } from '@payloadcms/ui/shared'
import type { NumberFieldClientComponent } from 'payload'
import { useMoney } from './use-money.ts'

const MoneyFieldAlways: NumberFieldClientComponent = ({ field: config, path: pathFromProps, readOnly }) => {
  const { admin, label, localized, required = false } = config
  const isLocked = Boolean(readOnly || admin?.readOnly)
  const money = useMoney({ path: pathFromProps, isLocked, isRequired: required })
  const { path, disabled, showError, customComponents = {} } = money.field
  const hasError = showError || money.problem !== null
  const classes = [fieldBaseClass, 'number', admin?.className, hasError && 'error', isLocked && 'read-only']
  return (
    <div className={classes.filter(Boolean).join(' ')} style={mergeFieldStyles(config)}>
      <RenderCustomComponent
        CustomComponent={customComponents.Label}
        Fallback={<FieldLabel label={label} localized={localized} path={path} required={required} />}
      />
      <div className={`${fieldBaseClass}__wrap`}>
        <RenderCustomComponent
          CustomComponent={customComponents.Error}
          Fallback={<FieldError message={money.problem ?? undefined} path={path} showError={hasError} />}
        />
        {customComponents.BeforeInput}
        <div style={{ alignItems: 'center', display: 'flex', gap: '0.5rem' }}>
          <input
            aria-invalid={hasError}
            autoComplete="off"
            disabled={isLocked || disabled}
            id={`field-${path.replace(/\./g, '__')}`}
            inputMode="decimal"
            name={path}
            onBlur={money.leave}
            onChange={money.change}
            onFocus={money.enter}
            placeholder={typeof admin?.placeholder === 'string' ? admin.placeholder : undefined}
            type="text"
            value={money.text}
          />
          {money.currency && <span>{money.currency.toUpperCase()}</span>}
        </div>
        {customComponents.AfterInput}
        <RenderCustomComponent
          CustomComponent={customComponents.Description}
          Fallback={<FieldDescription description={admin?.description} path={path} />}
        />
      </div>
    </div>
  )
}

/**
 * A number field that shows and takes `19.99` and stores 1999, by the digits of the `currency` beside
 * it. What cannot be read is stored as nothing, with a message, never as some other amount.
 */
export const MoneyField = withCondition(MoneyFieldAlways)
