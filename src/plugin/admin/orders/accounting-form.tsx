import type { BasePayload, TypedUser } from 'payload'
import { formatAdminURL } from 'payload/shared'
import { slugOf } from '../../slugs.ts'
import { say } from '../../translations/texts.ts'

interface AccountingFormProps {
  payload: BasePayload
  user?: TypedUser | null
  i18n?: { language: string }
}

/** Above the list of orders: what was paid in some days, for the accountant. The month before unless another is chosen. */
export function AccountingForm({ payload, user, i18n }: AccountingFormProps) {
  const { shopRole, role } = (user ?? {}) as { shopRole?: unknown; role?: unknown }
  if (!['admin', 'support'].includes(String(shopRole ?? role))) return null
  const action = formatAdminURL({
    apiRoute: payload.config.routes.api,
    path: `/${slugOf(payload, 'orders')}/accounting`,
    includeBasePath: true,
  })
  const { from, to } = lastMonth(new Date())
  return (
    <details style={{ marginBottom: '1rem' }}>
      <summary style={{ cursor: 'pointer' }}>{say(i18n?.language, 'Export for the accountant')}</summary>
      <form action={action} method="get" style={FORM}>
        <label>
          {say(i18n?.language, 'Paid from')} <input type="date" name="from" defaultValue={from} required />
        </label>
        <label>
          {say(i18n?.language, 'to')} <input type="date" name="to" defaultValue={to} required />
        </label>
        <button type="submit">{say(i18n?.language, 'Download')}</button>
      </form>
    </details>
  )
}

function lastMonth(today: Date): { from: string; to: string } {
  const [year, month] = [today.getUTCFullYear(), today.getUTCMonth()]
  const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10)
  return { from: dayOf(Date.UTC(year, month - 1, 1)), to: dayOf(Date.UTC(year, month, 0)) }
}

const FORM = {
  display: 'flex',
  flexWrap: 'wrap',
  gap: '1rem',
  alignItems: 'end',
  marginTop: '0.5rem',
} as const
