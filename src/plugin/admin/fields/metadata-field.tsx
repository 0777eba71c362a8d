'use client'

import { TextareaInput, useField, useTranslation } from '@payloadcms/ui'
import type { JSONFieldClientComponent } from 'payload'
import { useState } from 'react'
import { say } from '../../translations/texts.ts'
import { metadataToText, textToMetadata } from './metadata-text.ts'

/** Texts under keys, typed one pair per line. */
export const MetadataField: JSONFieldClientComponent = ({ field, path: pathFromProps, readOnly }) => {
  const { path, value, setValue, showError, errorMessage } = useField<Record<string, string> | null>({
    potentiallyStalePath: pathFromProps,
  })
  const { i18n } = useTranslation()
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <TextareaInput
      path={path}
      label={field.label}
      description={errorMessage ?? field.admin?.description}
      placeholder={say(i18n.language, 'campaign: spring')}
      readOnly={Boolean(readOnly)}
      rows={3}
      showError={showError}
      value={typed ?? metadataToText(value)}
      onChange={({ target }: { target: { value: string } }) => {
        setTyped(target.value)
        setValue(textToMetadata(target.value))
      }}
    />
  )
}
