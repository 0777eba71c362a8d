'use client'

import { useField, useFormFields } from '@payloadcms/ui'
import { useEffect } from 'react'

/** Empties the months as soon as the duration has none: the field is hidden then and could not be emptied. */
export function ClearMonths() {
  const duration = useFormFields(([fields]) => fields.duration?.value)
  const { value: months, setValue } = useField<number | null>({ path: 'durationInMonths' })
  useEffect(() => {
    if (duration !== 'repeating' && months !== null && months !== undefined) setValue(null)
  }, [duration, months, setValue])
  return null
}
