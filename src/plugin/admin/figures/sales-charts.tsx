import type { BasePayload } from 'payload'
import { formatMoney } from '../../domain/money-text.ts'
import { currenciesOf, type DaySales, type ShownFigures, sumSales } from '../../shop/figures/figures.ts'
import { say } from '../../translations/texts.ts'
import { addressOf } from './list-address.ts'

interface SalesChartsProps {
  figures: ShownFigures
  payload: BasePayload
  language: string
}

/** What was paid on each of the last days: a chart for each currency, and the same as a table. Nothing where nothing was. */
export function SalesCharts({ figures, payload, language }: SalesChartsProps) {
  const { days, timeZone } = figures
  if (days.sales.length === 0) return null
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone })
  const names = days.starts.map((start) => format.format(start))
  const currencies = currenciesOf(days.sales)
  return (
    <section aria-labelledby="sales-heading" style={{ marginTop: '2rem' }}>
      <h3 id="sales-heading" style={{ marginBottom: '1rem' }}>
        {say(language, 'Paid in the last 30 days')}
      </h3>
      <div style={CHARTS}>
        {currencies.map((currency) => (
          <SalesChart
            key={currency}
            names={names}
            sales={days.sales.filter((one) => one.currency === currency)}
            currency={currency}
            language={language}
          />
        ))}
      </div>
      <details style={{ marginTop: '1rem' }}>
        <summary style={{ cursor: 'pointer' }}>{say(language, 'As a table')}</summary>
        <SalesTable {...{ names, currencies, figures, payload, language }} />
      </details>
    </section>
  )
}

interface SalesChartProps {
  /** Of the days, in their order. */
  names: readonly string[]
  sales: readonly DaySales[]
  currency: string
  language: string
}

function SalesChart({ names, sales, currency, language }: SalesChartProps) {
  const money = (amount: number) => formatMoney(amount, currency, language)
  const { amount, orders } = sumSales(sales)
  const best = sales.reduce((most, one) => (one.amount > most.amount ? one : most))
  const id = `sales-${currency}`
  return (
    <figure style={{ margin: 0 }}>
      <figcaption style={CAPTION}>
        <strong>{money(amount)}</strong> <span>{say(language, 'Orders: {1}', orders)}</span>
      </figcaption>
      <svg
        role="img"
        aria-labelledby={`${id}-title ${id}-most`}
        viewBox={`0 0 ${names.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        style={PLOT}
      >
        <title id={`${id}-title`}>{`${say(language, 'Paid in the last 30 days')}: ${money(amount)}`}</title>
        <desc id={`${id}-most`}>
          {say(language, 'Most on {1}: {2}', names[best.day] ?? '', money(best.amount))}
        </desc>
        {sales.map(({ day, ...one }) => (
          <Bar key={day} day={day} share={best.amount > 0 ? one.amount / best.amount : 0}>
            {`${names[day]}: ${money(one.amount)}`}
          </Bar>
        ))}
      </svg>
      <div style={AXIS} aria-hidden="true">
        <span>{names[0]}</span>
        <span>{names.at(-1)}</span>
      </div>
    </figure>
  )
}

/** A day's part of the chart, which says under the pointer what it stands for. What is not nothing can be seen. */
function Bar({ day, share, children }: { day: number; share: number; children: string }) {
  const height = Math.max(share * HEIGHT, 1)
  return (
    <rect x={day + 0.1} y={HEIGHT - height} width={0.8} height={height} fill="var(--theme-success-500)">
      <title>{children}</title>
    </rect>
  )
}

interface SalesTableProps extends SalesChartsProps {
  names: readonly string[]
  currencies: readonly string[]
}

/** The newest day first, without those on which nothing was paid. */
function SalesTable({ names, currencies, figures, payload, language }: SalesTableProps) {
  const { sales } = figures.days
  const days = [...new Set(sales.map(({ day }) => day))].sort((a, b) => b - a)
  const paidOn = (day: number, currency: string) =>
    sales.find((one) => one.day === day && one.currency === currency)
  return (
    <table style={{ marginTop: '0.5rem' }}>
      <thead>
        <tr>
          <th scope="col" style={CELL}>
            {say(language, 'Day')}
          </th>
          {currencies.map((currency) => (
            <th key={currency} scope="col" style={AMOUNT}>
              {currency.toUpperCase()}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.map((day) => (
          <tr key={day}>
            <th scope="row" style={CELL}>
              <a href={ordersOfDay(payload, figures, day)}>{names[day]}</a>
            </th>
            {currencies.map((currency) => (
              <td key={currency} style={AMOUNT}>
                {formatMoney(paidOn(day, currency)?.amount ?? 0, currency, language)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function ordersOfDay(payload: BasePayload, { days: { starts } }: ShownFigures, day: number): string {
  const next = starts[day + 1]
  return addressOf(payload, 'orders', {
    'where[or][0][and][0][paidAt][greater_than_equal]': starts[day]!.toISOString(),
    ...(next && { 'where[or][0][and][1][paidAt][less_than]': next.toISOString() }),
    sort: '-paidAt',
  })
}

/** In units of the drawing, which is stretched to its place. */
const HEIGHT = 100

const CHARTS = {
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fit, minmax(min(20rem, 100%), 1fr))',
  gap: '2rem',
} as const

const CAPTION = {
  display: 'flex',
  justifyContent: 'space-between',
  fontVariantNumeric: 'tabular-nums',
} as const

const PLOT = {
  display: 'block',
  width: '100%',
  height: '7rem',
  borderBottom: '1px solid var(--theme-elevation-400)',
} as const

const AXIS = { display: 'flex', justifyContent: 'space-between' } as const

const CELL = { padding: '0.25rem 1rem 0.25rem 0', textAlign: 'start', fontWeight: 'normal' } as const

const AMOUNT = { ...CELL, textAlign: 'end', fontVariantNumeric: 'tabular-nums' } as const
