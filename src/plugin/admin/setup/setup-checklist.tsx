import type { BasePayload, TypedUser } from 'payload'
import { formatAdminURL } from 'payload/shared'
import { Suspense } from 'react'
import { findSetupSteps } from '../../shop/settings/setup-steps.ts'
import { slugOf } from '../../slugs.ts'
import { say } from '../../translations/texts.ts'
import { QuietBoundary } from './quiet-boundary.tsx'

interface SetupChecklistProps {
  payload: BasePayload
  user?: TypedUser | null
  i18n: { language: string }
}

/** Above the dashboard, until it is done: what a shop still needs before it can be opened. For administrators. */
export function SetupChecklist(props: SetupChecklistProps) {
  const { shopRole, role } = (props.user ?? {}) as { shopRole?: unknown; role?: unknown }
  if ((shopRole ?? role) !== 'admin') return null
  return (
    <QuietBoundary>
      <Suspense fallback={null}>
        <Steps {...props} />
      </Suspense>
    </QuietBoundary>
  )
}

async function Steps({ payload, i18n }: SetupChecklistProps) {
  const steps = await findSetupSteps(payload)
  if (steps.every(({ isDone }) => isDone)) return null
  const addressOf = (path: string) =>
    formatAdminURL({
      adminRoute: payload.config.routes.admin,
      path: path as `/${string}`,
      includeBasePath: true,
    })
  const links: Record<string, string | undefined> = {
    name: addressOf(`/globals/${slugOf(payload, 'shop-settings')}`),
    address: addressOf(`/globals/${slugOf(payload, 'shop-settings')}`),
    staffMail: addressOf(`/globals/${slugOf(payload, 'shop-settings')}`),
    pages: addressOf(`/collections/${slugOf(payload, 'pages')}`),
    items: addressOf(`/collections/${slugOf(payload, 'items')}`),
  }
  return (
    <section aria-labelledby="setup-heading" style={{ marginBottom: '2rem' }}>
      <h2 id="setup-heading">{say(i18n.language, 'Before you open')}</h2>
      <ul style={{ listStyle: 'none', padding: 0 }}>
        {steps.map(({ name, text, isDone }) => (
          <li key={name}>
            <span aria-hidden="true">{isDone ? '✓' : '○'}</span>{' '}
            {isDone || !links[name] ? (
              <span>{say(i18n.language, text)}</span>
            ) : (
              <a href={links[name]}>{say(i18n.language, text)}</a>
            )}
            <span style={HIDDEN}>{isDone ? ` (${say(i18n.language, 'done')})` : ''}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Read out, and not seen. */
const HIDDEN = {
  position: 'absolute',
  width: 1,
  height: 1,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
} as const
