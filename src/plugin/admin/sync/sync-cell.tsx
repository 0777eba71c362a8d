import { Pill } from '@payloadcms/ui'
import type { DefaultServerCellComponentProps } from 'payload'
import { nameOf, slugOf } from '../../slugs.ts'
import { say } from '../../translations/texts.ts'
import { BY_URGENCY, PILL_STYLES } from './states.ts'

/** The state of a document in Stripe, in a list: the worst of all accounts. */
export async function SyncCell({
  payload,
  collectionSlug,
  rowData,
  i18n,
}: Partial<DefaultServerCellComponentProps>) {
  // Payload renders every component of a field that is no input beside the form as well, where there is no row.
  if (!payload || !collectionSlug || !rowData) return null
  const { docs } = await payload.find({
    collection: slugOf(payload, 'stripe-sync'),
    where: {
      and: [
        { kind: { equals: nameOf(payload, collectionSlug) } },
        { document: { equals: String(rowData.id) } },
      ],
    },
    depth: 0,
    pagination: false,
  })
  const worst = BY_URGENCY.find((status) => docs.some((doc) => doc.status === status))
  if (!worst) return <span>–</span>
  const reasons = docs.flatMap(({ reason, accountName }) => (reason ? [`${accountName}: ${reason}`] : []))
  return (
    <span title={reasons.join('\n')}>
      <Pill pillStyle={PILL_STYLES[worst]} size="small">
        {say(i18n?.language, worst)}
      </Pill>
    </span>
  )
}
