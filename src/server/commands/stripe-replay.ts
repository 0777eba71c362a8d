import { parseArgs } from 'node:util'
import { replayEvents } from 'payload-stripe-shop/operations'
import type { Command } from './command.ts'
import { OptionError, parseTime } from './time-options.ts'

export const STRIPE_REPLAY_HELP = `npm run stripe:replay -- [EVENT…] [--type TYPE]… [--since TIME] [--until TIME] [--check]

Applies Stripe's events once more, as if Stripe had sent them again: those named by their ids, or all of some types and of
some time. What was applied already changes nothing. Stripe keeps events for 30 days.

  EVENT         ids of events: evt_…
  --type TYPE   only events of this type, such as refund.created; can be given more than once
  --since TIME  from then on: 2026-11-28, 36h, 7d
  --until TIME  until then (default: now)
  --check       only names them

Ends with 1 where one of them is not known or cannot be applied.
`

/** As many as Stripe takes in one list. */
const MOST_TYPES = 20

export const stripeReplay: Command = async ({ payload, options, signal, log }) => {
  const { values, positionals: ids } = parseArgs({
    args: [...options],
    allowPositionals: true,
    options: {
      type: { type: 'string', multiple: true, default: [] },
      since: { type: 'string' },
      until: { type: 'string' },
      check: { type: 'boolean', default: false },
    },
  })
  const { type: types, check: isCheck } = values
  if (ids.length === 0 && values.since === undefined)
    throw new OptionError('Name events by their ids, or say since when: --since 36h.')
  if (types.length > MOST_TYPES) throw new OptionError(`At most ${MOST_TYPES} types at once.`)
  const { count, failed, unknown } = await replayEvents(payload, {
    ids,
    types,
    fromSeconds: parseTime(values.since ?? '30d'),
    toSeconds: values.until === undefined ? Math.floor(Date.now() / 1000) : parseTime(values.until),
    isCheck,
    signal,
    onEvent: ({ id, type, created, error }) => {
      const at = new Date(created * 1000).toISOString()
      log(`${at} ${id} ${type}${error === null ? '' : `: ${error}`}`)
    },
  })
  for (const id of unknown)
    log(`${id} is not known to Stripe under the configured keys, or older than 30 days.`)
  const done = isCheck ? 'found' : 'applied'
  log(`${count - failed} events ${done}${failed > 0 ? `, ${failed} failed` : ''}.`)
  return failed > 0 || unknown.length > 0 || signal.aborted ? 1 : 0
}
