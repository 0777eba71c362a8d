import { availableParallelism } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { CONNECTIONS, type Load, loadFor, sendOnce } from './load.ts'
import type { Started } from './processes.ts'
import {
  BARE_URL,
  type Folder,
  fillCatalogue,
  listSessions,
  makeFolder,
  paidEvents,
  readMemoryMb,
  SHOP_URL,
  startBareApp,
  startShop,
  startStandIn,
} from './shop.ts'

/**
 * `npm run bench`: the shop's answers as a share of what a bare Express app answers in the same run, on the
 * same machine. A share says more than a figure, because it hardly depends on the machine.
 */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5)
const SECONDS = Number(process.env.BENCH_SECONDS ?? 4)
const WARM_UP_SECONDS = 2
const EVENTS_PER_ROUND = 500
/** What a request leaves behind is collected by then. */
const CALM_MS = 3_000

/** The least share of the bare app's requests per second; null where there is no mark yet. */
const MARKS = {
  '/item/:id': 0.35,
  '/': null,
  '/api/items/:id': 0.2,
  '/buy/:id': 0.08,
  'webhook (paid)': null,
}
type Route = keyof typeof MARKS

const started: Started[] = []
const folder = await makeFolder()
try {
  process.exitCode = (await measure(folder)) ? 0 : 1
} finally {
  for (const part of started.reverse()) await part.stop()
  await folder.remove()
}

async function measure({ path }: Folder): Promise<boolean> {
  console.log('Starting the shop, the stand-in for Stripe and a bare Express app')
  started.push(await startBareApp(), await startStandIn(path))
  const first = await startShop(path)
  await first.stop()
  const shop = await startShop(path)
  started.push(shop)
  const itemId = await fillCatalogue()
  await pause(CALM_MS)
  const atRestMb = await readMemoryMb()

  const { bare, routes } = await runRounds(itemId)
  await pause(CALM_MS)
  const afterLoadMb = await readMemoryMb()

  const isGood = printRoutes(bare, routes)
  console.log(
    `\nmemory of the shop's process: ${atRestMb.toFixed(0)} MB at rest, ${afterLoadMb.toFixed(0)} MB after load`,
  )
  console.log(
    `start: ${first.startSeconds.toFixed(1)} s on an empty folder, ${shop.startSeconds.toFixed(1)} s after that`,
  )
  return isGood
}

async function runRounds(itemId: number): Promise<{ bare: Load[]; routes: Record<Route, Load[]> }> {
  const pages = {
    '/item/:id': `${SHOP_URL}/item/${itemId}`,
    '/': `${SHOP_URL}/`,
    '/api/items/:id': `${SHOP_URL}/api/items/${itemId}`,
    '/buy/:id': `${SHOP_URL}/buy/${itemId}`,
  }
  for (const url of [BARE_URL, ...Object.values(pages)]) await loadFor(url, WARM_UP_SECONDS)
  const bare: Load[] = []
  const routes: Record<Route, Load[]> = {
    '/item/:id': [],
    '/': [],
    '/api/items/:id': [],
    '/buy/:id': [],
    'webhook (paid)': [],
  }
  for (let round = 1; round <= ROUNDS; round += 1) {
    console.log(`Round ${round} of ${ROUNDS}`)
    bare.push(await loadFor(BARE_URL, SECONDS))
    for (const [route, url] of Object.entries(pages)) routes[route as Route].push(await loadFor(url, SECONDS))
    const sessions = await listSessions(EVENTS_PER_ROUND)
    routes['webhook (paid)'].push(await sendOnce(`${SHOP_URL}/stripe/webhook/default`, paidEvents(sessions)))
  }
  return { bare, routes }
}

/** Answers whether every route reaches its mark without an error. */
function printRoutes(bare: Load[], routes: Record<Route, Load[]>): boolean {
  const baseline = median(bare.map((load) => load.requestsPerSecond))
  console.log(
    `\n${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s, ${availableParallelism()} cores, medians\n`,
  )
  console.log(row(['route', 'requests/s', 'share', 'mark', 'p50 ms', 'p99 ms', 'errors', '']))
  console.log(row(['bare Express', ...figuresOf(bare, baseline), '']))
  const isGood = Object.entries(routes).map(([route, loads]) => {
    const mark = MARKS[route as Route]
    const share = median(loads.map((load) => load.requestsPerSecond)) / baseline
    const isReached = sumOfErrors(loads) === 0 && (mark === null || share >= mark)
    console.log(row([route, ...figuresOf(loads, baseline, mark), isReached ? 'ok' : 'MISSED']))
    return isReached
  })
  return isGood.every(Boolean)
}

function figuresOf(loads: Load[], baseline: number, mark: number | null = null): string[] {
  const requestsPerSecond = median(loads.map((load) => load.requestsPerSecond))
  return [
    requestsPerSecond.toFixed(0),
    (requestsPerSecond / baseline).toFixed(3),
    mark === null ? '' : mark.toFixed(2),
    median(loads.map((load) => load.p50Ms)).toFixed(0),
    median(loads.map((load) => load.p99Ms)).toFixed(0),
    String(sumOfErrors(loads)),
  ]
}

function row(cells: string[]): string {
  const [name = '', ...figures] = cells
  return `${name.padEnd(16)}${figures.map((figure) => figure.padStart(11)).join('')}`.trimEnd()
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function sumOfErrors(loads: Load[]): number {
  return loads.reduce((sum, load) => sum + load.errors, 0)
}
