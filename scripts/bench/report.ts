import type { Load } from './load.ts'

/** One measured kind of request: a load for each round, of every version that is compared. */
export interface Measured {
  name: string
  /** This version's first. */
  loads: Load[][]
  /** The least share of the bare app's requests per second; left out where there is no mark yet. */
  mark?: number
}

/** Prints a table of everything measured. Answers whether all of this version reaches its mark without an error. */
export function printShares(
  bare: Load[],
  measured: readonly Measured[],
  versions: readonly string[],
): boolean {
  const baseline = median(bare.map(({ requestsPerSecond }) => requestsPerSecond))
  const others = versions.slice(1)
  const comparison = others.flatMap((name) => [name, 'times'])
  console.log(row(['route', 'requests/s', 'share', 'mark', 'p50 ms', 'p99 ms', 'errors', '', ...comparison]))
  console.log(row(['bare Express', ...figuresOf({ loads: bare }, baseline), '']))
  const verdicts = measured.map(({ name, loads: [own = [], ...ofOthers], mark }) => {
    const share = shareOf(own, baseline)
    const isReached = errorsOf(own) === 0 && (mark === undefined || share >= mark)
    const compared = ofOthers.flatMap((loads) => {
      const other = shareOf(loads, baseline)
      return [other.toFixed(3), (share / other).toFixed(2)]
    })
    const verdict = isReached ? 'ok' : 'MISSED'
    console.log(row([name, ...figuresOf({ loads: own, mark }, baseline), verdict, ...compared]))
    return isReached
  })
  return verdicts.every(Boolean)
}

/** How much slower something became: few orders, then many. */
export interface Growth {
  name: string
  few: Load[]
  many: Load[]
}

/** Prints how the 99th percentile grew. Answers whether none grew beyond `mostTimes` and none had an error. */
export function printGrowth(growths: readonly Growth[], mostTimes: number): boolean {
  console.log(row(['look-up', 'p99 few', 'p99 many', 'times', 'at most', 'errors', '']))
  const verdicts = growths.map(({ name, few, many }) => {
    const [p99Few, p99Many] = [few, many].map((loads) => median(loads.map(({ p99Ms }) => p99Ms)))
    const times = p99Many! / p99Few!
    const errors = errorsOf([...few, ...many])
    const isKept = errors === 0 && times <= mostTimes
    const figures = [p99Few!.toFixed(0), p99Many!.toFixed(0), times.toFixed(2), mostTimes.toFixed(2)]
    console.log(row([name, ...figures, String(errors), isKept ? 'ok' : 'MISSED']))
    return isKept
  })
  return verdicts.every(Boolean)
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function shareOf(loads: readonly Load[], baseline: number): number {
  return median(loads.map(({ requestsPerSecond }) => requestsPerSecond)) / baseline
}

function figuresOf({ loads, mark }: { loads: readonly Load[]; mark?: number }, baseline: number): string[] {
  return [
    median(loads.map((load) => load.requestsPerSecond)).toFixed(0),
    shareOf(loads, baseline).toFixed(3),
    mark?.toFixed(2) ?? '',
    median(loads.map((load) => load.p50Ms)).toFixed(0),
    median(loads.map((load) => load.p99Ms)).toFixed(0),
    String(errorsOf(loads)),
  ]
}

function row([name = '', ...figures]: string[]): string {
  return `${name.padEnd(26)}${figures.map((figure) => figure.padStart(11)).join('')}`.trimEnd()
}

function errorsOf(loads: readonly Load[]): number {
  return loads.reduce((sum, load) => sum + load.errors, 0)
}
