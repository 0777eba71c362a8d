import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { Registry } from 'prom-client'
import { createMetrics } from '../../../src/server/metrics.ts'

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')
const alerts = read('deploy/prometheus/alerts.yml')
const alertNames = [...alerts.matchAll(/- alert: (\w+)/g)].map(([, name]) => name ?? '')

/** Of every metric the shop has, also under the names that Prometheus makes of a histogram. */
async function knownMetrics(): Promise<Set<string>> {
  const pool = { query: async () => ({ rows: [] }), counts: () => ({}) }
  const { metrics } = createMetrics({ db: { pool } } as never)
  expect(metrics).toBeInstanceOf(Registry)
  const names = (await metrics.getMetricsAsJSON()).map(({ name }) => name)
  return new Set(names.flatMap((name) => [name, `${name}_bucket`, `${name}_count`, `${name}_sum`]))
}

describe('what watches the shop', () => {
  it.each(['deploy/prometheus/alerts.yml', 'deploy/grafana/shop.json'])(
    'asks only for metrics that there are: %s',
    async (file) => {
      const known = await knownMetrics()
      const asked = [...read(file).matchAll(/\b(?:shop|http)_\w+/g)].map(([name]) => name)
      expect(asked.length).toBeGreaterThan(10)
      expect(asked.filter((name) => !known.has(name))).toEqual([])
    },
  )

  it('has a word on each alert in the guide', () => {
    const guide = read('docs/operate.md')
    expect(alertNames.length).toBeGreaterThan(10)
    expect(alertNames.filter((name) => !guide.includes(`**${name}**`))).toEqual([])
  })
})
