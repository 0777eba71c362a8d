'use client'

import { useField } from '@payloadcms/ui'
import { useEffect, useRef } from 'react'

/**
 * Puts the cursor into the field when its form opens: one click less for whoever is at a desk. Where fingers point, the
 * keyboard would cover half of the form.
 */
export function StartHere({ path = '' }: { path?: string }) {
  // It takes no cursor until the form has been filled in.
  const { disabled } = useField({ path })
  const hasBegun = useRef(false)
  useEffect(() => {
    if (disabled || hasBegun.current) return
    hasBegun.current = true
    const isIdle = document.activeElement === null || document.activeElement === document.body
    if (!isIdle || matchMedia('(pointer: coarse)').matches) return
    document.getElementById(`field-${path.replaceAll('.', '__')}`)?.focus({ preventScroll: true })
  }, [disabled, path])
  return null
}
