import { type ExecFileOptions, execFile } from 'node:child_process'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { describeUnless } from '../../support/conditional-suite.ts'
import { startTestSandbox, USD_KEY } from './support.ts'

/**
 * Stripe's own libraries of other languages, each with the same purchase. They read answers into types of their
 * own, and were written by others than the stand-in.
 */

const STEPS = [
  'registers a webhook endpoint',
  'makes a product and its price',
  'makes a coupon and a promotion code',
  'makes a tax rate',
  'starts a checkout session',
  'pays it on the payment page',
  'refunds a part, and not more than was paid',
  'receives signed events',
  'lists events',
  'pages through lists by itself',
  'repeats a call under its idempotency key',
  'maps refusals to its classes',
  'maps failures to its classes',
  'pays an intent without a page',
  'is refused what is not simulated',
]
const PYTHON_LIBRARY = 'stripe==16.1.0'
const GO_LIBRARY = 'github.com/stripe/stripe-go/v85@v85.0.0'

/** For what is fetched, and for what is built; the purchase itself takes two seconds. */
const PREPARE_MS = 150_000
const PURCHASE_MS = 60_000

const SOURCES = fileURLToPath(new URL('./clients', import.meta.url))
const folder = await mkdtemp(path.join(tmpdir(), 'other-clients-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Program {
  /** Makes it ready; what it needs is here by now. Rejected where it does not compile. */
  build(): Promise<unknown>
  /** How to start the purchase; the address and the key come behind it. */
  command: string
  args: string[]
  env: NodeJS.ProcessEnv
}

for (const [name, found] of Object.entries(await prepareClients())) {
  const program = typeof found === 'string' ? null : found
  describeUnless(typeof found === 'string' ? found : null, `Stripe’s library for ${name}`, () => {
    let problems: Map<string, string | null>
    beforeAll(async () => {
      await program!.build()
      const sandbox = await startTestSandbox()
      problems = await buy(program!, sandbox.url).finally(() => sandbox.close())
    }, PREPARE_MS)

    it.each(STEPS)('%s', (step) => {
      expect(problems.get(step)).toBeNull()
    })

    it('does nothing else', () => {
      expect([...problems.keys()]).toEqual(STEPS)
    })
  })
}

/** A text says why this machine has no such client. */
async function prepareClients(): Promise<Record<string, Program | string>> {
  const [python, go] = await Promise.all([preparePython(), prepareGo()])
  return { Python: python, Go: go }
}

async function preparePython(): Promise<Program | string> {
  const library = path.join(folder, 'python')
  const args = ['-m', 'pip', 'install', '--quiet', '--no-input', '--target', library, PYTHON_LIBRARY]
  const problem = await problemOf(run('python3', args))
  if (problem) return `it cannot be fetched: ${problem}`
  const env = { ...process.env, PYTHONPATH: library, PYTHONDONTWRITEBYTECODE: '1' }
  return { build: async () => {}, command: 'python3', args: [path.join(SOURCES, 'purchase.py')], env }
}

async function prepareGo(): Promise<Program | string> {
  await writeFile(path.join(folder, 'go.mod'), 'module purchase\n\ngo 1.24\n')
  const options = { cwd: folder, env: { ...process.env, GOTOOLCHAIN: 'local', GOWORK: 'off' } }
  const problem = await problemOf(run('go', ['get', GO_LIBRARY], options))
  if (problem) return `it cannot be fetched: ${problem}`
  await copyFile(path.join(SOURCES, 'purchase.go'), path.join(folder, 'main.go'))
  const build = () => run('go', ['build', '-o', 'purchase', '.'], options)
  return { build, command: path.join(folder, 'purchase'), args: [], env: process.env }
}

function run(command: string, args: string[], options: ExecFileOptions = {}) {
  return promisify(execFile)(command, args, { ...options, timeout: PREPARE_MS })
}

/** In one line; null where nothing went wrong. */
function problemOf(running: Promise<unknown>): Promise<string | null> {
  return running.then(
    () => null,
    ({ stderr, message }: Error & { stderr?: string }) => (stderr || message).trim().split('\n').at(-1)!,
  )
}

/** What went wrong in each step that was made; null for nothing. */
async function buy({ command, args, env }: Program, url: string): Promise<Map<string, string | null>> {
  const bought = promisify(execFile)(command, [...args, url, USD_KEY], { env, timeout: PURCHASE_MS })
  // A step that failed ends the program with an error, and is told with the others.
  const { stdout, stderr } = await bought.catch((error: { stdout: string; stderr: string }) => error)
  if (!stdout) throw new Error(stderr || 'The purchase printed nothing.')
  const steps = stdout.trim().split('\n')
  return new Map(
    steps.map((line) => {
      const { step, problem } = JSON.parse(line) as { step: string; problem: string | null }
      return [step, problem]
    }),
  )
}
