import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { readConfig } from '../../../src/server/config/environment.ts'
import { runSetup } from '../../../src/server/setup/command.ts'
import { CanceledError, type Dialogue } from '../../../src/server/setup/dialogue.ts'
import type { RunningStandIn } from '../../../src/stand-in/index.ts'
import { connect, PUBLISHABLE_KEY, startTestSandbox, USD_KEY } from '../stand-in/support.ts'

let sandbox: RunningStandIn
let folder: string
let file: string

beforeEach(async () => {
  sandbox = await startTestSandbox()
  folder = await mkdtemp(path.join(tmpdir(), 'setup-'))
  file = path.join(folder, '.env')
})

afterEach(async () => {
  await sandbox.close()
  await rm(folder, { recursive: true })
})

const ANSWERS = {
  'Where will shoppers': ['https://shop.example'],
  'secret key': [USD_KEY],
  'publishable key': [PUBLISHABLE_KEY],
  'e-mail address': ['ada@shop.example'],
  'A password': ['pass "word" #1'],
  'mail server': [''],
  PostgreSQL: [''],
}

/** Answers each question as it is told, by a part of it; what is wrong is asked again. */
function answering(answers: Record<string, string[]>, agrees = true) {
  const said: string[] = []
  const left = new Map(Object.entries(answers).map(([part, list]) => [part, [...list]]))
  const dialogue: Dialogue = {
    ask: async ({ message, findProblem }) => {
      const [part] = [...left.keys()].filter((each) => message.includes(each))
      for (;;) {
        const answer = left.get(part ?? '')?.shift()
        if (answer === undefined) throw new CanceledError()
        const problem = answer && findProblem?.(answer)
        if (!problem) return answer
        said.push(problem)
      }
    },
    confirm: async (message) => {
      said.push(message)
      return agrees
    },
    say: (text) => void said.push(text),
  }
  return { dialogue, said }
}

const run = (dialogue: Dialogue, hasFile = false) =>
  runSetup({ dialogue, file, hasFile, env: { STRIPE_API_BASE: sandbox.url } })

it('writes an environment that starts, with a webhook endpoint of its own, and finds everything in order', async () => {
  const { dialogue, said } = answering(ANSWERS)
  expect(await run(dialogue)).toBe(0)
  expect(said.at(-1)).toContain('Everything is in order.')
  const written = parseEnv(await readFile(file, 'utf8'))
  expect(written).toMatchObject({ PUBLIC_URL: 'https://shop.example', ADMIN_PASSWORD: 'pass "word" #1' })
  expect(readConfig({ ...written, STRIPE_API_BASE: sandbox.url }, { hasUsers: false }).sandbox).toBeNull()
  expect((await stat(file)).mode & 0o077).toBe(0)
  const [endpoint] = (await connect(sandbox).webhookEndpoints.list()).data
  expect(endpoint?.url).toBe('https://shop.example/stripe/webhook/default')
})

it('asks again for what is wrong, and for keys that Stripe does not know', async () => {
  const { dialogue, said } = answering({
    ...ANSWERS,
    'Where will shoppers': ['shop.example', 'https://shop.example'],
    'secret key': ['nonsense', 'sk_test_of_nobody_at_all', USD_KEY],
    'publishable key': [PUBLISHABLE_KEY, PUBLISHABLE_KEY],
  })
  expect(await run(dialogue)).toBe(0)
  expect(said.join('\n')).toContain('PUBLIC_URL must be a URL such as https://shop.example')
  expect(said.join('\n')).toContain('Stripe does not take the key: Invalid API Key')
})

it('keeps what was there, and makes a secret where the database is one’s own', async () => {
  await writeFile(file, 'PORT=4000\n')
  const { dialogue } = answering({ ...ANSWERS, PostgreSQL: ['postgres://shop@db.example/shop'] })
  expect(await run(dialogue, true)).toBe(0)
  expect(await readFile(`${file}.before`, 'utf8')).toBe('PORT=4000\n')
  expect(parseEnv(await readFile(file, 'utf8')).PAYLOAD_SECRET?.length).toBeGreaterThan(32)
})

it('changes nothing where somebody stops, or does not want the file replaced', async () => {
  await writeFile(file, 'PORT=4000\n')
  expect(await run(answering({ ...ANSWERS, 'e-mail address': [] }).dialogue, true)).toBe(2)
  expect(await run(answering(ANSWERS, false).dialogue, true)).toBe(2)
  expect(await readFile(file, 'utf8')).toBe('PORT=4000\n')
})
