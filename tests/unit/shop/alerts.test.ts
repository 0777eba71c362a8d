import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { Registry } from 'prom-client'
import { createMetrics } from '../../../src/server/metrics.ts'
import { describeUnless } from '../../support/conditional-suite.ts'

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

  it('has a test of each alert', () => {
    const tests = read('deploy/prometheus/alerts.test.yml')
    expect(alertNames.filter((name) => !tests.includes(`alertname: ${name}\n`))).toEqual([])
  })
})

const hasPromtool = spawnSync('promtool', ['--version']).status === 0

describeUnless(hasPromtool ? null : 'promtool is not installed', 'promtool', () => {
  const run = (folder: string, ...args: string[]) =>
    execFileSync('promtool', args, { cwd: folder, encoding: 'utf8' })

  it('finds nothing wrong with the rules and the configuration, and their tests pass', () => {
    expect(run('deploy/prometheus', 'check', 'rules', 'alerts.yml')).toContain('SUCCESS')
    expect(run('deploy/prometheus', 'test', 'rules', 'alerts.test.yml')).toContain('SUCCESS')
    expect(run('deploy/prometheus', 'check', 'config', '--syntax-only', 'prometheus.yml')).toContain(
      'SUCCESS',
    )
  })

  it('can read every question of the dashboard', () => {
    const expressions = [...read('deploy/grafana/shop.json').matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g)]
    expect(expressions.length).toBeGreaterThan(10)
    const rules = expressions.map(([, json], place) => ({
      record: `dashboard:question_${place}`,
      // What a person chooses on the dashboard.
      expr: JSON.parse(String(json))
        .replace(/\$__rate_interval|\$__interval/g, '5m')
        .replace(/\$\w+/g, 'x'),
    }))
    const folder = mkdtempSync(path.join(tmpdir(), 'dashboard-'))
    writeFileSync(path.join(folder, 'rules.yml'), JSON.stringify({ groups: [{ name: 'dashboard', rules }] }))
    expect(run(folder, 'check', 'rules', 'rules.yml')).toContain(`SUCCESS: ${rules.length} rules`)
    rmSync(folder, { recursive: true })
  })
})
