import { availableParallelism } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type pg from 'pg'
import { CONNECTIONS, type Load, loadFor, sendOnce } from './load.ts'
import { addDrafts, connect, FEW_ORDERS, fillOrders, MANY_ORDERS } from './orders.ts'
import { run, type Started } from './processes.ts'
import { type Growth, type Measured, printGrowth, printShares } from './report.ts'
import {
  BARE_URL,
  type Folder,
  fillCatalogue,
  type Headers,
  makeFolder,
  newSessions,
  paidEvents,
  readMemoryMb,
  SHOP_URL,
  signIn,
  startBareApp,
  startShop,
  startStandIn,
} from './shop.ts'
import { measureSync } from './sync.ts'

/**
 * `npm run bench`: the shop's answers as a share of what a bare Express app answers in the same run, on the
 * same machine. A share says more than a figure, because it hardly depends on the machine. `--short` tries
 * everything out; its figures mean little.
 */
const { values: options } = parseArgs({ options: { short: { type: 'boolean', default: false } } })
const ROUNDS = options.short ? 1 : 5
const SECONDS = options.short ? 1 : 4
const WARM_UP_SECONDS = options.short ? 1 : 3
/** Messages that are sent once each, in a round. */
const MESSAGES = options.short ? 100 : 500
/** What a request leaves behind is collected by then. */
const CALM_MS = 3_000
/** How many items are saved at once to see how fast they reach Stripe. */
const SYNCED_ITEMS = options.short ? 20 : 200
/** How much slower a look-up may be among many orders than among few. */
const MOST_GROWTH = 1.5

const started: Started[] = []
const folder = await makeFolder()
try {
  process.exitCode = (await measure(folder)) ? 0 : 1
} finally {
  for (const part of started.reverse()) await part.stop()
  await folder.remove()
}

async function measure(folder: Folder): Promise<boolean> {
  // What is measured as a start has nothing left to build.
  await run('scripts/build.mjs')
  console.log('Starting the shop, the stand-in for Stripe and a bare Express app')
  started.push(await startBareApp(), await startStandIn(folder.path))
  const first = await startShop(folder.path)
  await first.stop()
  const shop = await startShop(folder.path)
  started.push(shop)
  const staff = await signIn()
  const items = await fillCatalogue(staff)
  await pause(CALM_MS)
  const atRestMb = await readMemoryMb()

  const database = await connect(folder)
  started.push({ startSeconds: 0, stop: () => database.end() })
  const synced = await measureSync(database, staff, SYNCED_ITEMS)
  const growths = await measureLookUps(database, items, staff)
  const { bare, measured } = await measureRoutes(database, items, staff)
  await pause(CALM_MS)
  const afterLoadMb = await readMemoryMb()

  console.log(
    `\n${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s, ${availableParallelism()} cores, medians\n`,
  )
  const isFast = printShares(bare, measured)
  console.log(`\nfrom ${FEW_ORDERS} to ${MANY_ORDERS} orders\n`)
  const isSteady = printGrowth(growths, MOST_GROWTH)
  console.log(
    `\nsync: ${synced.itemsPerSecond.toFixed(1)} new items a second, ${synced.share.toFixed(2)} of what the pace allows`,
  )
  console.log(
    `\nmemory of the shop's process: ${atRestMb.toFixed(0)} MB at rest, ${afterLoadMb.toFixed(0)} MB after load`,
  )
  console.log(
    `start: ${first.startSeconds.toFixed(1)} s on an empty folder, ${shop.startSeconds.toFixed(1)} s after that`,
  )
  return isFast && isSteady
}

/** The look-up by item, of an item in every order and of one in every tenth, in a small shop and in a large one. */
async function measureLookUps(database: pg.Client, items: number[], staff: Headers): Promise<Growth[]> {
  const [inEvery = 0, inOneOfTen = 0, inTheOthers = 0] = items
  const lines = { inEvery, inOneOfTen, inTheOthers }
  const growths = [
    { name: 'item in every order', url: `${SHOP_URL}/order/by_item/${inEvery}` },
    { name: 'item in one of ten', url: `${SHOP_URL}/order/by_item/${inOneOfTen}` },
  ].map((lookUp) => ({ ...lookUp, few: [] as Load[], many: [] as Load[] }))
  await fillOrders(database, lines, { after: 0, upTo: FEW_ORDERS })
  for (const { url, few } of growths) few.push(...(await loadInRounds(url, staff)))
  await fillOrders(database, lines, { after: FEW_ORDERS, upTo: MANY_ORDERS })
  for (const { url, many } of growths) many.push(...(await loadInRounds(url, staff)))
  return growths
}

async function loadInRounds(url: string, headers: Headers): Promise<Load[]> {
  await loadFor(url, WARM_UP_SECONDS, headers)
  const loads: Load[] = []
  for (let round = 1; round <= ROUNDS; round += 1) loads.push(await loadFor(url, SECONDS, headers))
  return loads
}

/** Every route in every round, beside the bare app, so that a slow moment of the machine meets all of them. */
async function measureRoutes(
  database: pg.Client,
  items: number[],
  staff: Headers,
): Promise<{ bare: Load[]; measured: Measured[] }> {
  const item = items.at(-1)
  const pages = [
    { name: '/item/:id', url: `${SHOP_URL}/item/${item}`, mark: 0.35, loads: [] as Load[] },
    { name: '/', url: `${SHOP_URL}/`, loads: [] as Load[] },
    { name: '/api/items/:id', url: `${SHOP_URL}/api/items/${item}`, mark: 0.2, loads: [] as Load[] },
    { name: '/buy/:id', url: `${SHOP_URL}/buy/${item}`, mark: 0.08, loads: [] as Load[] },
  ]
  const orders: Measured = { name: '/order/:id/buy', loads: [] }
  const events: Measured = { name: 'webhook (paid)', loads: [] }
  const bare: Load[] = []
  const settled = new Set<string>()
  for (const url of [BARE_URL, ...pages.map((page) => page.url)]) await loadFor(url, WARM_UP_SECONDS)
  for (let round = 1; round <= ROUNDS; round += 1) {
    console.log(`Round ${round} of ${ROUNDS}`)
    bare.push(await loadFor(BARE_URL, SECONDS))
    for (const { url, loads } of pages) loads.push(await loadFor(url, SECONDS))
    const drafts = await addDrafts(database, items.slice(-2), MESSAGES)
    const payments = drafts.map((id) => ({
      method: 'GET' as const,
      path: `/order/${id}/buy`,
      headers: staff,
    }))
    orders.loads.push(await sendOnce(SHOP_URL, payments))
    events.loads.push(await sendOnce(SHOP_URL, paidEvents(await newSessions(MESSAGES, settled))))
  }
  return { bare, measured: [...pages, orders, events] }
}
