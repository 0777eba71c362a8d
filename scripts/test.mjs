/**
 * `npm test`: builds what the browser tests start, then runs every test, part by part. Ends with one plain line
 * of how many passed and failed. With arguments it is Jest: `npm test -- tests/integration/plugin/webhook.test.ts`.
 */
import { spawn } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'

const REPORT = 'artifacts/test-report.json'
/** The browser tests share one browser's worth of machine; the others are kept apart by their databases. */
const PARTS = {
  unit: ['--maxWorkers=2'],
  integration: ['--maxWorkers=2'],
  e2e: ['--runInBand'],
  install: ['--runInBand'],
}

// `production` as in scripts/start.mjs: otherwise loading the text editor's packages sometimes never ends.
const JEST_OPTIONS = '--experimental-vm-modules --disable-warning=ExperimentalWarning --conditions=production'

const jestArgs = process.argv.slice(2)
const times = []
const totals = { passed: 0, failed: 0 }

await mkdir('artifacts', { recursive: true })
if (jestArgs.length > 0) await runJest('tests', jestArgs)
else await runEverything()

console.log(`\n${times.join(', ')}`)
console.log(`${totals.passed} passed, ${totals.failed} failed`)
process.exitCode = totals.failed > 0 ? 1 : 0

async function runEverything() {
  const buildCode = await timed('build', () => runNode(['scripts/build.mjs']))
  if (buildCode !== 0) totals.failed += 1
  for (const [part, args] of Object.entries(PARTS)) await runJest(part, ['--selectProjects', part, ...args])
}

/** What cannot even be loaded has no tests to count and counts as one that failed. */
async function runJest(name, args) {
  await rm(REPORT, { force: true })
  const code = await timed(name, () =>
    runNode(
      ['node_modules/jest/bin/jest.js', '--ci', ...args, '--json', `--outputFile=${REPORT}`],
      JEST_OPTIONS,
    ),
  )
  const report = await readFile(REPORT, 'utf8').then(JSON.parse, () => null)
  const failed = (report?.numFailedTests ?? 0) + (report?.numRuntimeErrorTestSuites ?? 0)
  totals.passed += report?.numPassedTests ?? 0
  // A run that ends without a report, whatever its exit code, has proven nothing.
  const isUnheard = report === null || (code !== 0 && failed === 0)
  totals.failed += isUnheard ? 1 : failed
}

async function timed(name, work) {
  const startedAt = Date.now()
  const result = await work()
  times.push(`${name} ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
  return result
}

function runNode(args, nodeOptions = process.env.NODE_OPTIONS ?? '') {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_OPTIONS: nodeOptions },
    stdio: 'inherit',
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}
