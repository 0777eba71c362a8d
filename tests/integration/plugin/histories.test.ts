import { afterAll, beforeAll, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  Buy,
  BuyCart,
  DISCOUNTS,
  Draft,
  EndDebit,
  FailRefund,
  ITEMS,
  MoveOrder,
  Pay,
  RefundHere,
  Restock,
  STEPS,
  StartPayment,
  type Step,
  TakeOffSale,
} from '../../support/history-steps.ts'
import {
  compare,
  type HistoryWorld,
  openRealShop,
  startHistoryWorld,
  tellEverything,
} from '../../support/history-world.ts'
import { ShopModel } from '../../support/shop-model.ts'

/** How long histories are tried; as many as come in that time. Every run tries the same ones, unless told another seed. */
const SECONDS = Number(process.env.HISTORIES_SECONDS ?? 25)
const SEED = Number(process.env.HISTORIES_SEED ?? 1129)
/** So many learn what they missed from Stripe's list of events, which is read no faster than Stripe allows. */
const BY_TIME = 3

let world: HistoryWorld

beforeAll(async () => {
  world = await startHistoryWorld()
})
afterAll(() => world.close())

async function play(commands: Iterable<Step>, { isByTime = false } = {}): Promise<void> {
  const model = new ShopModel(ITEMS, DISCOUNTS)
  const real = await openRealShop(world, model)
  await fc.asyncModelRun(() => ({ model, real }), commands)
  await tellEverything(world, { isByTime })
  await compare(model, real)
}

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
]

it.each(KEPT)('holds to the model with %s', (_what, commands) => play(commands))

it(
  `holds every history of ${SECONDS} s to a model of the shop (HISTORIES_SEED=${SEED})`,
  async () => {
    let histories = 0
    await fc.assert(
      fc.asyncProperty(fc.commands(STEPS, { maxCommands: 30, size: 'max' }), async (commands) => {
        await play(commands, { isByTime: histories < BY_TIME })
        histories += 1
      }),
      {
        seed: SEED,
        numRuns: 1_000_000,
        interruptAfterTimeLimit: SECONDS * 1000,
        // Looking for the shortest one takes minutes.
        endOnFailure: process.env.HISTORIES_SHRINK === undefined,
      },
    )
    process.stdout.write(`${histories} histories, seed ${SEED}\n`)
    expect(histories).toBeGreaterThan(0)
  },
  SECONDS * 1000 + 60_000,
)
