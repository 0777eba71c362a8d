import type { UIFieldServerComponent } from 'payload'
import { formatAdminURL } from 'payload/shared'
import { OrderTotals, type PricedOrder } from './order-totals.tsx'
import './order.css'
import { slugOf } from '../../slugs.ts'
import { say } from '../../translations/texts.ts'

type KeptOrder = Omit<PricedOrder, 'lines' | 'taxCopies'> & {
  status?: string
  lines?: (PricedOrder['lines'][number] & { item?: unknown })[] | null
  taxCopies?: PricedOrder['taxCopies'] | null
}

/** What was sold and for how much, from the copies that the order keeps: nobody can change them now. */
export const KeptLines: UIFieldServerComponent = async ({ data, payload, i18n }) => {
  const order = data as KeptOrder
  if (!order.status || order.status === 'draft') return null
  const items = formatAdminURL({
    adminRoute: payload.config.routes.admin,
    path: `/collections/${slugOf(payload, 'items')}`,
    // A plain link, which Next adds nothing to.
    includeBasePath: true,
  })
  const lines = (order.lines ?? []).map(({ item, name, quantity, unitAmount, amount }) => {
    const id = item && typeof item === 'object' && 'id' in item ? item.id : item
    return { name, quantity, unitAmount, amount, ...(id ? { href: `${items}/${id}` } : {}) }
  })
  return (
    <section className="field-type order-totals" aria-label={say(i18n.language, 'What was ordered')}>
      <OrderTotals
        currency={order.currency}
        lines={lines}
        subtotal={order.subtotal}
        discountAmount={order.discountAmount}
        discountCopy={order.discountCopy ?? null}
        taxCopies={order.taxCopies ?? []}
        shippingCopy={order.shippingCopy ?? null}
        total={order.total}
        amountRefunded={order.amountRefunded ?? 0}
      />
    </section>
  )
}
