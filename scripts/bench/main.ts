import { availableParallelism } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { measureBurst, printBurst } from './burst.ts'
import { CONNECTIONS, type Load, loadFor, sendOnce, type Walk } from './load.ts'
import { searchFor } from './names.ts'
import { addDrafts, FEW_ORDERS, fillOrders, MANY_ORDERS } from './orders.ts'
import { type Growth, type Measured, printGrowth, printShares } from './report.ts'
import {
  BARE_URL,
  fillCatalogue,
  newSessions,
  paidEvents,
  readMemoryMb,
  type Shop,
  startBareApp,
  startShop,
} from './shop.ts'
import { measureSync } from './sync.ts'
import { checkOut, prepareThisVersion, type Version } from './versions.ts'

const HELP = `npm run bench -- [--short] [--rounds N] [--processes N] [--against REF] [--only TEXT] [--burst N]

Measures the shop's answers as a share of what a bare Express app answers in the same run, on the same machine.
Ends with 1 where a mark is missed.

  --short        one short round of everything, to try it out; its figures mean little
  --rounds N     how many rounds, 5 otherwise: with one, the figures tell what to look at
  --processes N  measures this version with N processes too, and the routes of both in turn
  --against REF  builds another version of this repository too, and measures the routes of both in turn
  --only TEXT    measures only the routes whose name holds it
  --burst N      measures only how fast N events that come at once are applied, by two processes or as many as
                 --processes says, and how fast items' pages are meanwhile
`

/**
 * The shop's answers as a share of what a bare Express app answers in the same run, on the same machine. A share says
 * more than a figure, because it hardly depends on the machine.
 */
const { values: options } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    processes: { type: 'string' },
    against: { type: 'string' },
    only: { type: 'string', default: '' },
    burst: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const ROUNDS = options.short ? 1 : Number(options.rounds)
const SECONDS = options.short ? 1 : 4
const WARM_UP_SECONDS = options.short ? 1 : 3
/** Messages that are sent once each, in a round. */
const MESSAGES = options.short ? 100 : 500
/** What a request leaves behind is collected by then. */
const CALM_MS = 3_000
/** How many items are there, and how many of them are walked through. */
const ITEMS = 100_000
const WALKED_ITEMS = 1_000
/** Of the catalogue, walked through. */
const WALKED_PAGES = 1_000
const ITEMS_PER_PAGE = 12
/** Searches for different things, walked through. */
const WALKED_SEARCHES = 1_000
/** How often an item is asked for where they are as popular as in life. */
const VISITS = 64_000
/** How many items are saved at once to see how fast they reach Stripe. */
const SYNCED_ITEMS = options.short ? 20 : 200
/** How much slower a look-up may be among many orders than among few. */
const MOST_GROWTH = 1.5

type Catalogue = { shop: Shop; items: number[] }

/** Evenly from all of the list. */
function spread<T>(list: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, index) => list[Math.floor((index * list.length) / count)]!)
}

/** Of Zipf's law: the second is asked for half as often as the first, the third a third as often. */
function drawByPopularity<T>(list: readonly T[], count: number): T[] {
  const sums: number[] = []
  for (const [index] of list.entries()) sums.push((sums[index - 1] ?? 0) + 1 / (index + 1))
  return Array.from({ length: count }, () => list[findPlace(sums, Math.random() * sums.at(-1)!)]!)
}

function findPlace(sums: readonly number[], wanted: number): number {
  let [low, high] = [0, sums.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sums[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return low
}

const pageNumbers = spread(
  Array.from({ length: Math.floor(ITEMS / ITEMS_PER_PAGE) }, (_, index) => index + 1),
  WALKED_PAGES,
)

/** What shoppers ask for: many items in turn, and the one that everybody wants. */
const PAGES: { name: string; pathsOf: (items: number[]) => string[]; mark?: number }[] = [
  { name: '/item/:id, many', pathsOf: (items) => walk(items, '/item'), mark: 0.9 },
  { name: '/item/:id, one', pathsOf: (items) => [`/item/${items.at(-1)}`], mark: 0.9 },
  {
    name: '/item/:id, by popularity',
    pathsOf: (items) => drawByPopularity(items, VISITS).map((id) => `/item/${id}`),
    mark: 0.3,
  },
  { name: '/?page=n, many', pathsOf: () => pageNumbers.map((page) => `/?page=${page}`), mark: 0.4 },
  { name: '/?q=, many', pathsOf: (items) => searches(items, WALKED_SEARCHES), mark: 0.4 },
  { name: '/?q=, each anew', pathsOf: (items) => searches(items, items.length) },
  { name: '/, one', pathsOf: () => ['/'], mark: 0.9 },
  { name: '/api/items/:id, many', pathsOf: (items) => walk(items, '/api/items'), mark: 0.8 },
  { name: '/api/items/:id, one', pathsOf: (items) => [`/api/items/${items.at(-1)}`], mark: 0.8 },
  { name: '/buy/:id, many', pathsOf: (items) => walk(items, '/buy'), mark: 0.05 },
  { name: '/buy/:id, one', pathsOf: (items) => [`/buy/${items.at(-1)}`], mark: 0.05 },
]

/** Different ones, of items from all of the catalogue. */
function searches(items: number[], count: number): string[] {
  return spread([...items.keys()], count).map((index) => `/?q=${encodeURIComponent(searchFor(index))}`)
}

function walk(items: number[], folder: string): string[] {
  return spread(items, WALKED_ITEMS).map((id) => `${folder}/${id}`)
}

const closers: (() => Promise<void>)[] = []
if (options.help) console.log(HELP)
else {
  try {
    process.exitCode = (await measure()) ? 0 : 1
  } finally {
    for (const close of closers.reverse()) await close()
  }
}

async function measure(): Promise<boolean> {
  const versions: Version[] = [await prepareThisVersion()]
  if (options.against !== undefined) {
    const other = await checkOut(options.against)
    closers.push(other.remove)
    versions.push(other)
  }
  if (options.burst !== undefined) return burst(versions[0]!, Number(options.burst))
  if (options.processes !== undefined) {
    const processes = Number(options.processes)
    versions.push({ ...versions[0]!, name: `${processes} processes`, processes })
  }
  console.log('Starting the shop, the stand-in for Stripe and a bare Express app')
  const bare = await startBareApp()
  closers.push(bare.stop)
  const shops: Shop[] = []
  for (const [place, version] of versions.entries()) {
    const shop = await startShop(version, place)
    closers.push(shop.stop)
    shops.push(shop)
  }
  return shops.length > 1 || options.only !== '' ? compare(shops) : measureAll(shops[0]!)
}

/** Every event on a connection of its own, as they come when Stripe delivers what it could not deliver before. */
async function burst(version: Version, count: number): Promise<boolean> {
  const bare = await startBareApp()
  const baseline = await loadFor({ origin: BARE_URL, paths: ['/'] }, SECONDS)
  await bare.stop()
  const shop = await startShop({ ...version, processes: Number(options.processes ?? 2) }, 0)
  closers.push(shop.stop)
  const items = await fillCatalogue(shop, WALKED_ITEMS)
  return printBurst(await measureBurst(shop, items, count), baseline)
}

/** The same requests to every version, each in every round. */
async function compare(shops: readonly Shop[]): Promise<boolean> {
  const catalogues = []
  for (const shop of shops) catalogues.push({ shop, items: await fillCatalogue(shop, ITEMS) })
  const { bare, measured } = await measureRoutes(catalogues)
  announce()
  return printShares(
    bare,
    measured,
    shops.map(({ version }) => version.name),
  )
}

async function measureAll(shop: Shop): Promise<boolean> {
  const items = await fillCatalogue(shop, ITEMS)
  await pause(CALM_MS)
  const atRestMb = await readMemoryMb(shop)
  const synced = await measureSync(shop, SYNCED_ITEMS)
  const growths = await measureLookUps(shop, items)
  const { bare, measured } = await measureRoutes([{ shop, items }])
  await pause(CALM_MS)
  const afterLoadMb = await readMemoryMb(shop)

  announce()
  const isFast = printShares(bare, measured, [shop.version.name])
  console.log(`\nfrom ${FEW_ORDERS} to ${MANY_ORDERS} orders\n`)
  const isSteady = printGrowth(growths, MOST_GROWTH)
  console.log(
    `\nsync: ${synced.itemsPerSecond.toFixed(1)} new items a second, ${synced.share.toFixed(2)} of what the pace allows`,
  )
  console.log(
    `\nmemory of the shop's process: ${atRestMb.toFixed(0)} MB at rest, ${afterLoadMb.toFixed(0)} MB after load`,
  )
  const { first, again } = shop.startSeconds
  console.log(`start: ${first.toFixed(1)} s on an empty folder, ${again.toFixed(1)} s after that`)
  return isFast && isSteady
}

function announce(): void {
  console.log(
    `\n${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s, ${availableParallelism()} cores, medians; ${ITEMS} items, ${WALKED_ITEMS} of them walked by each connection from another one\n`,
  )
}

/** The look-up by item, of an item in every order and of one in every tenth, in a small shop and in a large one. */
async function measureLookUps({ url, database, staff }: Shop, items: number[]): Promise<Growth[]> {
  const [inEvery = 0, inOneOfTen = 0, inTheOthers = 0] = items
  const lines = { inEvery, inOneOfTen, inTheOthers }
  const growths = [
    { name: 'item in every order', item: inEvery },
    { name: 'item in one of ten', item: inOneOfTen },
  ].map(({ name, item }) => ({
    name,
    walk: { origin: url, paths: [`/order/by_item/${item}`], headers: staff },
    few: [] as Load[],
    many: [] as Load[],
  }))
  await fillOrders(database, lines, { after: 0, upTo: FEW_ORDERS })
  for (const { walk, few } of growths) few.push(...(await loadInRounds(walk)))
  await fillOrders(database, lines, { after: FEW_ORDERS, upTo: MANY_ORDERS })
  for (const { walk, many } of growths) many.push(...(await loadInRounds(walk)))
  return growths
}

async function loadInRounds(walk: Walk): Promise<Load[]> {
  await loadFor(walk, WARM_UP_SECONDS)
  const loads: Load[] = []
  for (let round = 1; round <= ROUNDS; round += 1) loads.push(await loadFor(walk, SECONDS))
  return loads
}

/** Every route in every round, beside the bare app, so that a slow moment of the machine meets all of them. */
async function measureRoutes(
  catalogues: readonly Catalogue[],
): Promise<{ bare: Load[]; measured: Measured[] }> {
  const bareWalk = { origin: BARE_URL, paths: ['/'] }
  const noLoads = () => catalogues.map((): Load[] => [])
  const pages = PAGES.filter(({ name }) => name.includes(options.only)).map(({ name, pathsOf, mark }) => ({
    walks: catalogues.map(({ shop, items }) => ({ origin: shop.url, paths: pathsOf(items) })),
    measured: { name, mark, loads: noLoads() } as Measured,
  }))
  const orders: Measured = { name: '/order/:id/buy', loads: noLoads() }
  const events: Measured = { name: 'webhook (paid)', loads: noLoads() }
  const bare: Load[] = []
  const settled = catalogues.map(() => new Set<string>())
  for (const walk of [bareWalk, ...pages.flatMap(({ walks }) => walks)]) await loadFor(walk, WARM_UP_SECONDS)
  for (let round = 1; round <= ROUNDS; round += 1) {
    console.log(`Round ${round} of ${ROUNDS}`)
    bare.push(await loadFor(bareWalk, SECONDS))
    for (const { walks, measured } of pages) {
      for (const [place, walk] of walks.entries()) measured.loads[place]!.push(await loadFor(walk, SECONDS))
    }
    if (!isWanted(orders) && !isWanted(events)) continue
    for (const [place, { shop, items }] of catalogues.entries()) {
      const drafts = await addDrafts(shop.database, items.slice(-2), MESSAGES)
      orders.loads[place]!.push(
        await sendOnce(
          shop.url,
          drafts.map((id) => paymentOf(id, shop)),
        ),
      )
      const sessions = await newSessions(shop, MESSAGES, settled[place]!)
      events.loads[place]!.push(await sendOnce(shop.url, paidEvents(sessions)))
    }
  }
  const purchases = [orders, events].filter(isWanted)
  return { bare, measured: [...pages.map(({ measured }) => measured), ...purchases] }
}

function isWanted({ name }: Measured): boolean {
  return name.includes(options.only)
}

function paymentOf(orderId: number, { staff }: Shop) {
  return { method: 'GET' as const, path: `/order/${orderId}/buy`, headers: staff }
}
