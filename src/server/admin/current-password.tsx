'use client'

import { PasswordField } from '@payloadcms/ui'

/** Asked for beside a new password or e-mail address of one's own. */
export function CurrentPassword({ path }: { path: string }) {
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
