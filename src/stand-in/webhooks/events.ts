import { API_VERSION, type Work } from '../stand-in.ts'
import { newId } from '../store/ids.ts'
import type { StoredEvent } from '../store/records.ts'

/**
 * Records that something happened, and a delivery for each endpoint that listens.
 *
 * @param previous the old values of what changed, for `*.updated`
 */
export function emitEvent(work: Work, type: string, object: { id: string }, previous?: object): void {
  const listeners = work.tx.list('webhook_endpoint', {
    limit: 100,
    keep: ({ doc }) => doc.status === 'enabled' && isSubscribed(doc.enabled_events, type),
  })
  const event: StoredEvent = {
    id: newId('evt'),
    object: 'event',
    api_version: API_VERSION,
    created: work.nowSeconds,
    data: previous ? { object, previous_attributes: previous } : { object },
    livemode: false,
    pending_webhooks: listeners.length,
    request: work.request,
    type,
  }
  work.tx.insert('event', event, null)
  for (const { doc } of listeners) {
    const id = newId('whd')
    work.tx.insert(
      'delivery',
      {
        id,
        event: event.id,
        endpoint: doc.id,
        state: 'pending',
        attempts: [],
        nextAttemptMs: work.nowSeconds * 1000,
        created: work.nowSeconds,
      },
      null,
    )
    work.deliveries.push({ id, type })
  }
}

function isSubscribed(enabled: string[], type: string): boolean {
  return enabled.includes('*') || enabled.includes(type)
}

/** The values that `after` no longer has, as `previous_attributes` of an update tells them. */
export function previousAttributes(before: object, after: object): Record<string, unknown> {
  const now = after as Record<string, unknown>
  const changed = Object.entries(before).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(now[field]),
  )
  return Object.fromEntries(changed)
}
