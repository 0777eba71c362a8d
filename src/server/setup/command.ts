import { randomBytes } from 'node:crypto'
import { copyFile, writeFile } from 'node:fs/promises'
import { Accounts, createEndpoint, retrieveAccount } from 'payload-stripe-shop/operations'
import { readConfig } from '../config/environment.ts'
import { ConfigError } from '../config/shop-config.ts'
import { parseVariables } from '../config/variables.ts'
import { runStripeCheck } from '../stripe-check/command.ts'
import { CanceledError, type Dialogue, type Question } from './dialogue.ts'

interface Setup {
  dialogue: Dialogue
  /** Where the answers are written. */
  file: string
  hasFile: boolean
  /** What is set beside the file: an address of a stand-in in tests. */
  env: Readonly<Record<string, string | undefined>>
}

type Answers = Record<string, string>

/**
 * `npm run setup`: asks what a real shop needs and writes it to `.env`, then checks it as `npm run stripe:check` does.
 * Nothing is written before the last answer.
 * @returns the exit code: 0 when all is in order, 1 when something is to be done, 2 when nothing was written
 */
export async function runSetup({ dialogue, file, hasFile, env }: Setup): Promise<number> {
  try {
    if (hasFile && !(await dialogue.confirm(`There is a ${file}. Replace it? It is kept as ${file}.before.`)))
      return 2
    const answers = await askAll(dialogue, env)
    readConfig({ ...env, ...answers }, { needsWebhookSecrets: false })
    if (hasFile) await copyFile(file, `${file}.before`)
    // Keys are for nobody else on the machine.
    await writeFile(file, textOf(answers), { mode: 0o600 })
    dialogue.say(`Written to ${file}. It holds your keys: keep it to yourself.`)
    const lines: string[] = []
    const code = await runStripeCheck([], { ...env, ...answers }, (line) => lines.push(line))
    dialogue.say(lines.join('\n'))
    return code === 0 ? 0 : 1
  } catch (error) {
    if (error instanceof CanceledError) {
      dialogue.say('Nothing was changed.')
      return 2
    }
    if (!(error instanceof ConfigError)) throw error
    dialogue.say(['Nothing was changed:', ...error.problems].join('\n'))
    return 2
  }
}

async function askAll(dialogue: Dialogue, env: Setup['env']): Promise<Answers> {
  const answers: Answers = {}
  const ask = async (name: string, question: Question) => {
    const answer = await dialogue.ask({ ...question, findProblem: (value) => problemOf(name, value) })
    const value = answer || question.initial || ''
    if (value) answers[name] = value
    return value
  }
  const publicUrl = await ask('PUBLIC_URL', {
    message: 'Where will shoppers find the shop?',
    initial: 'http://localhost:3000',
  })
  await askKeys(dialogue, { ask, answers, env })
  await ask('ADMIN_EMAIL', { message: 'Your e-mail address, to log in to the panel' })
  await ask('ADMIN_PASSWORD', { message: 'A password for it, 8 characters or more', isSecret: true })
  const smtp = await ask('SMTP_URL', {
    message: 'Your mail server, for mails to buyers (empty: none for now)',
    placeholder: 'smtps://user:password@mail.example',
    isOptional: true,
  })
  if (smtp) await ask('MAIL_FROM', { message: 'Whom mails come from', placeholder: 'shop@mail.example' })
  const database = await ask('DATABASE_URL', {
    message: 'A PostgreSQL of your own (empty: the shop brings one)',
    placeholder: 'postgres://user:password@host:5432/database',
    isOptional: true,
  })
  if (database) answers.PAYLOAD_SECRET = randomBytes(33).toString('base64')
  // Last, since it is made in Stripe.
  await askWebhook(dialogue, { ask, answers, env, publicUrl })
  return answers
}

type Ask = (name: string, question: Question) => Promise<string>

interface Asking {
  ask: Ask
  answers: Answers
  env: Setup['env']
}

/** Until Stripe knows them. */
async function askKeys(dialogue: Dialogue, { ask, answers, env }: Asking): Promise<void> {
  for (;;) {
    await ask('STRIPE_SECRET_KEY', {
      message: 'Stripe’s secret key (Dashboard → Developers → API keys), sk_… or rk_…',
      isSecret: true,
    })
    await ask('STRIPE_PUBLISHABLE_KEY', { message: 'The publishable key beside it, pk_…' })
    const account = accountOf(answers, env)
    const known = await retrieveAccount(account)
    if (known.kind === 'done') return dialogue.say(`Stripe knows the key: account ${known.value.id}.`)
    dialogue.say(`Stripe does not take the key: ${known.reason}`)
  }
}

/** Stripe can send events to a public address only. */
async function askWebhook(
  dialogue: Dialogue,
  { ask, answers, env, publicUrl }: Asking & { publicUrl: string },
): Promise<void> {
  const url = `${new URL(publicUrl).origin}/stripe/webhook/default`
  const isPublic = url.startsWith('https://') && !/^(localhost|127\.|\[::1\])/.test(new URL(url).hostname)
  if (isPublic && (await dialogue.confirm(`Create the webhook endpoint ${url} in Stripe?`))) {
    const created = await createEndpoint(accountOf(answers, env), url)
    if (created.kind === 'done' && created.value.secret) {
      answers.STRIPE_WEBHOOK_SECRET = created.value.secret
      return dialogue.say(`Created ${created.value.id}.`)
    }
    if (created.kind !== 'done') dialogue.say(`It could not be created: ${created.reason}`)
  }
  if (!isPublic)
    dialogue.say(
      `Stripe reaches no address of this machine. Run "stripe listen --forward-to ${url}"; it prints the secret.`,
    )
  await ask('STRIPE_WEBHOOK_SECRET', {
    message: 'The signing secret of the webhook, whsec_…',
    isSecret: true,
  })
}

function accountOf({ STRIPE_SECRET_KEY = '', STRIPE_PUBLISHABLE_KEY = '' }: Answers, env: Setup['env']) {
  const accounts = new Accounts(
    [
      {
        name: 'default',
        currency: null,
        isDefault: true,
        secretKey: STRIPE_SECRET_KEY,
        publishableKey: STRIPE_PUBLISHABLE_KEY,
        webhookSecrets: [],
      },
    ],
    { apiBase: env.STRIPE_API_BASE || null },
  )
  return accounts.all[0]!
}

/** As the start would say it. */
function problemOf(name: string, value: string): string | null {
  return parseVariables({ [name]: value }).problems[0] ?? null
}

/** In double quotes only where a value needs them, as Node reads such files. */
function textOf(answers: Answers): string {
  const lines = Object.entries(answers).map(([name, value]) => `${name}=${quoted(value)}`)
  return `${['# Written by npm run setup; .env.example lists everything else.', ...lines].join('\n')}\n`
}

function quoted(value: string): string {
  if (!/[\s#"'`\\$]/.test(value)) return value
  const mark = ["'", '"', '`'].find((candidate) => !value.includes(candidate))
  return mark ? mark + value + mark : value
}
