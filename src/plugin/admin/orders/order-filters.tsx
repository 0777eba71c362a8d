import type { BasePayload, TypedUser, Where } from 'payload'
import { slugOf } from '../../slugs.ts'
import { say } from '../../translations/texts.ts'

interface OrderFiltersProps {
  payload: BasePayload
  user?: TypedUser | null
  i18n?: { language: string }
}

/** What is paid, and not sent yet. */
const TO_PACK: Where = {
  and: [{ fulfilment: { equals: 'to_pack' } }, { status: { in: ['paid', 'partially_refunded'] } }],
}
const TO_PACK_QUERY =
  '?where[or][0][and][0][fulfilment][equals]=to_pack&where[or][0][and][1][status][in]=paid,partially_refunded'

/** Above the list of orders, the way to those that are to be packed. Shows nothing when there are none. */
export async function OrderFilters({ payload, user = null, i18n }: OrderFiltersProps) {
  const { totalDocs } = await payload.count({
    collection: slugOf(payload, 'orders'),
    where: TO_PACK,
    overrideAccess: false,
    user,
  })
  if (totalDocs === 0) return null
  return (
    <p>
      <a href={TO_PACK_QUERY}>
        {say(i18n?.language, 'To pack')}: {totalDocs}
      </a>
    </p>
  )
}
