import type { BasePayload, TypedUser } from 'payload'
import { type ReactNode, Suspense } from 'react'
import { formatMoney } from '../../domain/money-text.ts'
import { findFigures, type ShownFigures } from '../../shop/figures/figures.ts'
import { say } from '../../translations/texts.ts'
import { QuietBoundary } from '../setup/quiet-boundary.tsx'
import { addressOf, filter } from './list-address.ts'
import { SalesCharts } from './sales-charts.tsx'

interface ShopFiguresProps {
  payload: BasePayload
  user?: TypedUser | null
  i18n: { language: string }
}

/** Above the dashboard: how the shop does, and what there is to do. Comes when it is ready; the page does not wait. */
export function ShopFigures(props: ShopFiguresProps) {
  return (
    <QuietBoundary>
      <Suspense fallback={null}>
        <Figures {...props} />
      </Suspense>
    </QuietBoundary>
  )
}

async function Figures({ payload, user = null, i18n }: ShopFiguresProps) {
  const figures = await findFigures(payload, user)
  if (!figures) return null
  const { language } = i18n
  return (
    <section aria-labelledby="figures-heading" style={{ marginBottom: '2rem' }}>
      <h2 id="figures-heading" style={{ marginBottom: '1rem' }}>
        {say(language, 'Today')}
      </h2>
      <ul style={LIST}>
        {[...salesOf(figures, payload, language), ...tasksOf(figures, payload, language)].map(
          ({ label, value, href, more }) => (
            <li key={label} style={CARD}>
              <a href={href} style={LINK}>
                <span style={VALUE}>{value}</span>
                <span>{label}</span>
                {more && <span>{more}</span>}
              </a>
            </li>
          ),
        )}
      </ul>
      <SalesCharts figures={figures} payload={payload} language={language} />
    </section>
  )
}

interface Figure {
  label: string
  value: ReactNode
  /** The list of what was counted. */
  href: string
  more?: string | null
}

function salesOf({ sales, since }: ShownFigures, payload: BasePayload, language: string): Figure[] {
  const paidSince = (time: Date) =>
    addressOf(payload, 'orders', {
      ...filter('paidAt', 'greater_than_equal', time.toISOString()),
      sort: '-paidAt',
    })
  const amounts = (pick: (one: ShownFigures['sales'][number]) => number) => {
    const texts = sales
      .filter((one) => pick(one) > 0)
      .map((one) => formatMoney(pick(one), one.currency, language))
    return texts.join(' · ') || '–'
  }
  const countOf = (pick: (one: ShownFigures['sales'][number]) => number) =>
    say(
      language,
      'Orders: {1}',
      sales.reduce((sum, one) => sum + pick(one), 0),
    )
  return [
    {
      label: say(language, 'Paid today'),
      value: amounts(({ today }) => today),
      href: paidSince(since.day),
      more: countOf(({ ordersToday }) => ordersToday),
    },
    {
      label: say(language, 'Paid this week'),
      value: amounts(({ week }) => week),
      href: paidSince(since.week),
      more: countOf(({ ordersThisWeek }) => ordersThisWeek),
    },
  ]
}

/** Nothing of what there is none. */
function tasksOf(figures: ShownFigures, payload: BasePayload, language: string): Figure[] {
  const { toPack, toReview, disputes, lowStock, failedSyncs, timeZone } = figures
  const deadline = disputes.answerBy && dayIn(new Date(disputes.answerBy), { language, timeZone })
  const tasks = [
    {
      label: say(language, 'To pack'),
      value: toPack,
      href: addressOf(payload, 'orders', {
        ...filter('fulfilment', 'equals', 'to_pack'),
        'where[or][0][and][1][status][in]': 'paid,partially_refunded',
      }),
    },
    {
      label: say(language, 'To review'),
      value: toReview,
      href: addressOf(payload, 'orders', filter('review', 'exists', 'true')),
    },
    {
      label: say(language, 'Disputes to answer'),
      value: disputes.count,
      href: addressOf(payload, 'disputes', {
        ...filter('status', 'contains', 'needs_response'),
        sort: 'answerBy',
      }),
      more: deadline && say(language, 'First deadline: {1}', deadline),
    },
    {
      label: say(language, 'Few left'),
      value: lowStock.length,
      href: addressOf(payload, 'items', filter('id', 'in', lowStock.join(','))),
    },
    {
      label: say(language, 'Refused by Stripe'),
      value: failedSyncs,
      href: addressOf(payload, 'stripe-sync', filter('status', 'equals', 'failed')),
    },
  ]
  return tasks.filter(({ value }) => value > 0)
}

function dayIn(time: Date, { language, timeZone }: { language: string; timeZone: string }): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone }).format(time)
}

const LIST = {
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fit, minmax(11rem, 1fr))',
  gap: '1rem',
  listStyle: 'none',
  padding: 0,
  margin: 0,
} as const

const CARD = {
  border: '1px solid var(--theme-elevation-150)',
  borderRadius: 'var(--style-radius-m)',
} as const

const LINK = {
  display: 'flex',
  flexDirection: 'column',
  padding: '1rem',
  textDecoration: 'none',
} as const

const VALUE = { fontSize: '1.5rem', fontVariantNumeric: 'tabular-nums' } as const
