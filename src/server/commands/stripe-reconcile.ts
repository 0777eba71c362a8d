import { parseArgs } from 'node:util'
import { DRIFT_KINDS, type Drift, reconcile } from 'payload-stripe-shop/operations'
import type { Command } from './command.ts'
import { openProgress } from './progress.ts'
import { parseTime } from './time-options.ts'

export const STRIPE_RECONCILE_HELP = `npm run stripe:reconcile -- [--since TIME] [--check]

Compares all payments, refunds and disputes that Stripe has with what the shop has, and the shop's open payments with
Stripe, and puts right what differs. Run it after days without webhooks and after restoring a backup. It can be run at any
time, beside the shop, and again and again; interrupted, it goes on where it was.

  --since TIME  leaves alone what was made before: 2026-11-28, 36h, 7d (default: 30d)
  --check       only looks; ends with 1 where anything differs

Ends with 1 where something is left that it cannot put right.
`

export const stripeReconcile: Command = async ({ payload, options, signal, log }) => {
  const flags = { since: { type: 'string' }, check: { type: 'boolean' } } as const
  const { values } = parseArgs({ args: [...options], options: flags })
  const isCheck = values.check === true
  const counts = new Map<Drift['kind'], number>()
  const bar = openProgress(log)
  const report = await reconcile(payload, {
    sinceSeconds: values.since === undefined ? null : parseTime(values.since),
    isCheck,
    signal,
    onDrift: (drift) => {
      counts.set(drift.kind, (counts.get(drift.kind) ?? 0) + 1)
      bar.say(describe(drift))
    },
    onProgress: ({ share, what }) => bar.show(share, what),
  })
  if (!report) {
    bar.end('Another process is at it.')
    return 1
  }
  const byKind = DRIFT_KINDS.filter((kind) => counts.has(kind)).map((kind) => `${counts.get(kind)} ${kind}`)
  const sum = byKind.length === 0 ? 'Nothing differs.' : `${report.found} differences: ${byKind.join(', ')}.`
  const end = report.isInterrupted
    ? `${sum} Stopped; run it again to go on.`
    : report.left > 0 && !isCheck
      ? `${sum} ${report.left} are left.`
      : sum
  bar.end(end)
  return report.isInterrupted || report.left > 0 ? 1 : 0
}

function describe({ kind, object, order, what, isForPeople }: Drift): string {
  const ofOrder = order === null ? '' : `, order ${order}`
  return `${kind} ${object}${ofOrder}: ${what}${isForPeople ? ' This needs a person.' : ''}`
}
