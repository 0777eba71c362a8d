'use client'

import { PasswordField, useAuth, useDocumentInfo, useTranslation } from '@payloadcms/ui'
import { panelWords } from './panel-words.ts'

/** On one's own page: asked for beside a new password or e-mail address of one's own. */
export function CurrentPassword({ path }: { path: string }) {
  const { id } = useDocumentInfo()
  const { user } = useAuth()
  const words = panelWords(useTranslation().i18n.language)
  if (id === undefined || id !== user?.id) return null
  return (
    <>
      <PasswordField
        autoComplete="current-password"
        field={{ name: 'currentPassword', label: words.currentPassword, required: false }}
        path={path}
        validate={() => true}
      />
      <p className="field-description">{words.whyPassword}</p>
    </>
  )
}
