'use client'

import { useField, useFormFields, useTranslation } from '@payloadcms/ui'
import type { Validate } from 'payload'
import { type ChangeEvent, useCallback, useEffect, useRef, useState } from 'react'
import {
  currencyPathsOf,
  describeWrongStep,
  hasOtherDigits,
  readTypedAmount,
  rereadAmount,
  showStoredAmount,
  type TypedAmount,
} from './typed-amount.ts'

/**
 * The state of a money field. What a person types is kept as it is while the field has the focus, and
 * for as long as it cannot be read; else the text is that of the stored amount.
 */
export function useMoney({ path: pathFromProps, isLocked, isRequired }: MoneyFieldOptions) {
  const [typed, setTyped] = useState<string | null>(null)
  const [isFocused, setIsFocused] = useState(false)
  const currency = useCurrency(pathFromProps)
  const validate = useAmountValidation({ path: pathFromProps, typed, currency, isLocked, isRequired })
  const field = useField<number | null | undefined>({ potentiallyStalePath: pathFromProps, validate })
  const { path, setValue } = field
  const dispatchFields = useFormFields(([, dispatch]) => dispatch)
  const value = field.value ?? null
  const isUnread = typed !== null && value === null

  const store = useCallback(
    (text: string, { amountMinor, problem }: TypedAmount) => {
      setTyped(text)
      setValue(amountMinor)
      // `useField` would tell the form in a moment; Enter right after the last key would be faster.
      if (problem) dispatchFields({ type: 'UPDATE', path, valid: false, validate: refuseUnlessRead(problem) })
    },
    [dispatchFields, path, setValue],
  )

  const seen = useRef({ value, currency })
  useEffect(() => {
    const before = seen.current
    seen.current = { value, currency }
    // An amount that came together with its currency was loaded, not left behind by another currency.
    if (isLocked || before.value !== value || !hasOtherDigits(before.currency, currency)) return
    const text = isUnread ? typed : showStoredAmount(value, before.currency)
    if (text === '') return
    store(text, rereadAmount(text, currency))
  }, [currency, isLocked, isUnread, store, typed, value])

  return {
    field,
    currency,
    text: typed !== null && (isFocused || isUnread) ? typed : showStoredAmount(value, currency),
    problem: isUnread ? readTypedAmount(typed, currency).problem : null,
    enter: () => {
      setIsFocused(true)
      if (!isUnread) setTyped(null)
    },
    change: ({ target }: ChangeEvent<HTMLInputElement>) => {
      store(target.value, readTypedAmount(target.value, currency))
    },
    leave: () => {
      setIsFocused(false)
      if (typed !== null && readTypedAmount(typed, currency).problem === null) setTyped(null)
    },
  }
}

interface MoneyFieldOptions {
  path: string
  isLocked: boolean
  isRequired: boolean
}

function useCurrency(path: string): string | null {
  const [sibling, top] = currencyPathsOf(path)
  return useFormFields(([fields]) => {
    const value = (fields[sibling] ?? fields[top])?.value
    return typeof value === 'string' && value !== '' ? value : null
  })
}

interface AmountValidationOptions extends MoneyFieldOptions {
  typed: string | null
  currency: string | null
}

/** Keeps the form from being submitted with a text that could not be read, or with what the server would refuse. */
function useAmountValidation(options: AmountValidationOptions): Validate {
  const { path, typed, currency, isLocked, isRequired } = options
  const { t } = useTranslation()
  return useCallback(
    (value: unknown) => {
      const wrongStep = isLocked ? null : describeWrongStep(value, { path, currency })
      if (wrongStep) return wrongStep
      const problem = typed === null ? null : readTypedAmount(typed, currency).problem
      return refuseUnlessRead(problem ?? (isRequired ? t('validation:required') : true))(value)
    },
    [path, typed, currency, isLocked, isRequired, t],
  )
}

function refuseUnlessRead(verdict: string | true) {
  return (value: unknown) => typeof value === 'number' || verdict
}
