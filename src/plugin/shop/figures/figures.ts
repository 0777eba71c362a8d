import { type BasePayload, createLocalReq, type TypedUser } from 'payload'
import { ofAll } from '../../collections/access.ts'
import { type Figures, readFigures } from '../../database/database.ts'
import { startsOf } from '../../domain/days.ts'
import { FEW_LEFT } from '../../domain/few-left.ts'
import { readShopSettings } from '../settings/shop-settings.ts'

export type { Figures }

export interface ShownFigures extends Figures {
  /** When the day and the week began where the shop is. */
  since: { day: Date; week: Date }
  timeZone: string
}

/** How the shop does today. Null for those who may see a part of the orders only, or none. */
export async function findFigures(
  payload: BasePayload,
  user: TypedUser | null,
): Promise<ShownFigures | null> {
  const req = await createLocalReq({ ...(user && { user }) }, payload as Parameters<typeof createLocalReq>[1])
  if ((await ofAll(['orders', 'items'])({ req })) !== true) return null
  const { timeZone } = await readShopSettings(payload)
  const since = startsOf(new Date(), timeZone)
  const figures = await readFigures(payload, { dayStart: since.day, weekStart: since.week, few: FEW_LEFT })
  return { ...figures, since, timeZone }
}
