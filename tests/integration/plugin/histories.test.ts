import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import {
  Buy,
  BuyCart,
  Draft,
  EndDebit,
  FailRefund,
  MoveOrder,
  Pay,
  RefundHere,
  Restock,
  StartPayment,
  type Step,
  TakeOffSale,
} from '../../support/history-steps.ts'
import { type HistoryWorld, playHistory, startHistoryWorld } from '../../support/history-world.ts'

/** How long random histories are tried; as many as come in that time. */
const SECONDS = Number(process.env.HISTORIES_SECONDS ?? 25)
/** Of the first one; each has the next. Every run tries the same, unless told otherwise. */
const SEED = Number(process.env.HISTORIES_SEED ?? 1129)
/** With 1, the history of that seed alone. */
const COUNT = Number(process.env.HISTORIES_COUNT ?? 1_000_000)

let world: HistoryWorld

beforeAll(async () => {
  world = await startHistoryWorld()
})
afterAll(() => world.close())

/** What once went wrong. */
const KEPT: [string, Step[]][] = [
  ['a stock lowered below what is held and paid for', [new Buy(0, 3), new Restock(0, 1), new Pay(0, 'card')]],
  [
    'a refund that fails after its use of the discount went to somebody else',
    [
      new BuyCart([{ item: 1, quantity: 1 }], 0),
      new BuyCart([{ item: 1, quantity: 1 }], 0),
      new Pay(0, 'card'),
      new Pay(0, 'card'),
      new RefundHere(0, null),
      new BuyCart([{ item: 1, quantity: 1 }], 0),
      new Pay(0, 'card'),
      new FailRefund(0),
    ],
  ],
  [
    'a draft thrown away whose item is not sold any more',
    [
      new Draft([{ item: 0, quantity: 1 }], null),
      new TakeOffSale(0, 'unpublished'),
      new MoveOrder(0, 'trash'),
      new MoveOrder(0, 'there'),
    ],
  ],
  [
    'another way to pay asked for, for what is not sold any more',
    [
      new Buy(0, 1, 'intent'),
      new Pay(0, 'debit'),
      new TakeOffSale(0, 'trash'),
      new EndDebit(0, false),
      // The shop knows of all that by then.
      new Restock(1, 8),
      new StartPayment(0, 'hosted'),
    ],
  ],
  [
    'another way to pay asked for, for what is not there any more',
    [new Buy(2, 1, 'hosted'), new Restock(2, 0), new StartPayment(0, 'intent')],
  ],
]

it.each(KEPT)('holds to the model with %s', (_what, commands) => playHistory(world, commands))

// Stripe's list of events is read no faster than Stripe allows.
it.each(KEPT)('holds to it where what Stripe tells is found later, with %s', (_what, commands) =>
  playHistory(world, commands, { isByTime: true }),
)

it(
  `holds every history of ${SECONDS} s to a model of the shop (HISTORIES_SEED=${SEED})`,
  async () => {
    const program = ['--conditions=production', '--import', 'tsx', 'tests/support/history-run.ts']
    const child = spawn(process.execPath, [...program, ...[SEED, COUNT, SECONDS].map(String)], {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let told = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (told += chunk))
    const [code] = await once(child, 'close')
    process.stdout.write(told)
    expect([code, told]).toEqual([0, expect.stringContaining('histories, seeds')])
  },
  SECONDS * 1000 + 90_000,
)
