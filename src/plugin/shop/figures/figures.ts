import { type BasePayload, createLocalReq, type TypedUser } from 'payload'
import { ofAll } from '../../collections/access.ts'
import { type DaySales, type Figures, readFigures } from '../../database/database.ts'
import { startsOf, startsOfLastDays } from '../../domain/days.ts'
import { FEW_LEFT } from '../../domain/few-left.ts'
import { readShopSettings } from '../settings/shop-settings.ts'

export type { DaySales }

export interface ShownFigures extends Omit<Figures, 'sales'> {
  /** What was paid in each currency that something was paid in this week. Amounts in its minor unit. */
  sales: { currency: string; today: number; ordersToday: number; week: number; ordersThisWeek: number }[]
  /** What was paid on each of the last days. */
  days: {
    sales: readonly DaySales[]
    /** When each of them began where the shop is; the last is today. */
    starts: readonly Date[]
  }
  /** When the day and the week began where the shop is. */
  since: { day: Date; week: Date }
  timeZone: string
}

const SHOWN_DAYS = 30

/** How the shop does today. Null for those who may see a part of the orders only, or none. */
export async function findFigures(
  payload: BasePayload,
  user: TypedUser | null,
): Promise<ShownFigures | null> {
  const req = await createLocalReq({ ...(user && { user }) }, payload as Parameters<typeof createLocalReq>[1])
  if ((await ofAll(['orders', 'items'])({ req })) !== true) return null
  const { timeZone } = await readShopSettings(payload)
  const now = new Date()
  const since = startsOf(now, timeZone)
  const starts = startsOfLastDays(SHOWN_DAYS, now, timeZone)
  const figures = await readFigures(payload, { dayStarts: starts, few: FEW_LEFT })
  const days = { sales: figures.sales, starts }
  return { ...figures, sales: sumUp(days, since), days, since, timeZone }
}

function sumUp({ sales, starts }: ShownFigures['days'], since: ShownFigures['since']): ShownFigures['sales'] {
  const ofWeek = sales.filter(({ day }) => starts[day]! >= since.week)
  return currenciesOf(ofWeek)
    .map((currency) => {
      const inCurrency = ofWeek.filter((one) => one.currency === currency)
      const week = sumSales(inCurrency)
      const today = sumSales(inCurrency.filter(({ day }) => starts[day]! >= since.day))
      return {
        currency,
        today: today.amount,
        ordersToday: today.orders,
        week: week.amount,
        ordersThisWeek: week.orders,
      }
    })
    .toSorted((a, b) => b.week - a.week)
}

export function currenciesOf(sales: readonly DaySales[]): string[] {
  return [...new Set(sales.map(({ currency }) => currency))]
}

/** Of sales in one currency. */
export function sumSales(sales: readonly DaySales[]): Pick<DaySales, 'amount' | 'orders'> {
  return {
    amount: sales.reduce((sum, { amount }) => sum + amount, 0),
    orders: sales.reduce((sum, { orders }) => sum + orders, 0),
  }
}
