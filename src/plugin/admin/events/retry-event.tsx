import type { UIFieldServerComponent } from 'payload'
import { RetryForm } from './retry-form.tsx'

/** For administrators, on an event that was not applied. */
export const RetryEvent: UIFieldServerComponent = ({ data, user }) => {
  const { shopRole, role } = (user as { shopRole?: unknown; role?: unknown } | null | undefined) ?? {}
  if (data?.id === undefined || (shopRole ?? role) !== 'admin') return null
  // One that is ignored without a reason is another's, or asks for nothing.
  const isLeft = data.status === 'failed' || data.status === 'received' || Boolean(data.reason)
  return isLeft ? <RetryForm id={data.id} /> : null
}
