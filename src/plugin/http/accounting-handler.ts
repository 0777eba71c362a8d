import { createLocalReq } from 'payload'
import { ofAll } from '../collections/access.ts'
import { ShopError } from '../domain/errors.ts'
import { exportForAccountant, type Period } from '../shop/orders/accounting-export.ts'
import { type Fields, readQuery } from './fields.ts'
import type { Handler, Visit } from './handler.ts'

/** `from`, `to`: what was paid on these days, as comma-separated values. For administrators and support. */
export const accounting: Handler = async (request, visit) => {
  await assertMayExport(visit)
  const period = parsePeriod(readQuery(request))
  const rows = exportForAccountant(visit.payload, period)
  // The first row tells whether it can be read at all, while there is still a status to say so.
  const first = await rows.next()
  return new Response(streamOf(first.value ?? '', rows), {
    headers: {
      'Cache-Control': 'no-store',
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="orders-${period.from}-${period.to}.csv"`,
    },
  })
}

/** Who may see some of the orders only, gets none of them as a list for the books. */
async function assertMayExport({ payload, user }: Visit): Promise<void> {
  if (!user) throw new ShopError('unauthorized', 'Sign in, or send an API key.')
  const req = await createLocalReq({ user }, payload as Parameters<typeof createLocalReq>[1])
  if ((await ofAll(['orders'], ['admin', 'support'])({ req })) === true) return
  throw new ShopError('forbidden', 'The accountant’s list is for administrators and support.')
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

function parsePeriod({ from, to }: Fields): Period {
  if (!isDay(from) || !isDay(to) || to < from)
    throw new ShopError('invalid_input', '"from" and "to" are days such as 2026-11-30, the first one first.')
  return { from, to }
}

function isDay(value: unknown): value is string {
  if (typeof value !== 'string' || !DAY.test(value)) return false
  const time = new Date(value)
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value)
}

function streamOf(first: string, rows: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(first)),
    pull: async (controller) => {
      const { value, done } = await rows.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel: async () => {
      await rows.return(undefined)
    },
  })
}
