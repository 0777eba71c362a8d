import type { BasePayload } from 'payload'
import { nameOf, slugOf } from '../../slugs.ts'
import { say } from '../../translations/texts.ts'
import { BY_URGENCY, type SyncStatus } from './states.ts'

interface SyncFilterProps {
  payload: BasePayload
  collectionSlug: string
  i18n?: { language: string }
}

const WORDS: Partial<Record<SyncStatus, string>> = {
  failed: 'Stripe refuses',
  pending: 'On their way to Stripe',
}
/** An address with more ids than these grows too long. */
const MOST = 100

/** Above a list, the way to those documents that Stripe refuses or has not got yet. Shows nothing when all are in step. */
export async function SyncFilter({ payload, collectionSlug, i18n }: SyncFilterProps) {
  const { docs } = await payload.find({
    collection: slugOf(payload, 'stripe-sync'),
    where: {
      and: [{ kind: { equals: nameOf(payload, collectionSlug) } }, { status: { not_equals: 'synced' } }],
    },
    select: { document: true, status: true },
    depth: 0,
    limit: MOST,
  })
  const groups = BY_URGENCY.flatMap((status) => {
    const ids = new Set(docs.filter((doc) => doc.status === status).map(({ document }) => document))
    const words = WORDS[status]
    return words && ids.size > 0 ? [{ words, ids: [...ids] }] : []
  })
  if (groups.length === 0) return null
  return (
    <p>
      {groups.map(({ words, ids }) => (
        <a
          key={words}
          href={`?where[or][0][and][0][id][in]=${ids.join(',')}`}
          style={{ marginRight: '1rem' }}
        >
          {say(i18n?.language, words)}: {ids.length}
        </a>
      ))}
    </p>
  )
}
