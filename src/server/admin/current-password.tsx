'use client'

import { PasswordField, useAuth, useDocumentInfo } from '@payloadcms/ui'

/** On one's own page: asked for beside a new password or e-mail address of one's own. */
export function CurrentPassword({ path }: { path: string }) {
  const { id } = useDocumentInfo()
  const { user } = useAuth()
  if (id === undefined || id !== user?.id) return null
  return (
    <>
      <PasswordField
        autoComplete="current-password"
        field={{ name: 'currentPassword', label: 'Current password', required: false }}
        path={path}
        validate={() => true}
      />
      <p className="field-description">Needed to change your password or e-mail address.</p>
    </>
  )
}
