import { parseArgs } from 'node:util'
import { DEFAULT_ACCOUNTS, type StandInAccountOptions, type StandInOptions } from './options.ts'

export type Command =
  | { name: 'help' }
  | { name: 'version' }
  | { name: 'start'; options: StandInOptions }
  /** Every mistake at once, a sentence each. */
  | { name: 'refuse'; problems: string[] }

const DEFAULT_PORT = 3001
const DEFAULT_HOST = '127.0.0.1'

export const HELP = `A stand-in for Stripe: its API, payment page, Stripe.js and webhooks. No real money moves.

Usage: stripe-stand-in [options]

  --port NUMBER       where it listens (SANDBOX_PORT; ${DEFAULT_PORT} unless given, 0 picks a free port)
  --host ADDRESS      the address it listens on (HOST; ${DEFAULT_HOST} unless given, 0.0.0.0 for every network)
  --public-url URL    where browsers see it (SANDBOX_PUBLIC_URL; http://localhost:PORT unless given)
  --data FOLDER       keeps everything there (SANDBOX_DATA_DIR; unless given, everything is forgotten at the end)
  --help, --version

  STAND_IN_KEYS       accounts and their keys, in place of ${DEFAULT_ACCOUNTS.map(({ secretKey }) => secretKey).join(' and ')}:
                      name:sk_test_…:pk_test_…, separated by commas; a name that is a currency is the account's
`

/** What the arguments and the environment ask for. An argument counts more than a variable. */
export function readCommandLine(args: string[], env: Record<string, string | undefined>): Command {
  const parsed = parse(args)
  if (typeof parsed === 'string') return { name: 'refuse', problems: [parsed] }
  if (parsed.help) return { name: 'help' }
  if (parsed.version) return { name: 'version' }
  const problems: string[] = []
  const pick = (argument: keyof typeof parsed, variable: string): Setting => {
    const sent = parsed[argument] as string | undefined
    if (sent !== undefined) return { name: `--${argument}`, value: sent }
    return { name: variable, value: env[variable] || undefined }
  }
  const port = readPort(pick('port', 'SANDBOX_PORT'), problems)
  const publicUrl = readUrl(pick('public-url', 'SANDBOX_PUBLIC_URL'), problems)
  const accounts = readKeys(env.STAND_IN_KEYS || undefined, problems)
  if (problems.length > 0) return { name: 'refuse', problems }
  return {
    name: 'start',
    options: {
      port,
      host: pick('host', 'HOST').value ?? DEFAULT_HOST,
      ...(publicUrl !== undefined && { publicUrl }),
      dataDir: pick('data', 'SANDBOX_DATA_DIR').value ?? null,
      ...(accounts && { accounts }),
    },
  }
}

interface Setting {
  /** As whoever set it wrote it. */
  name: string
  value: string | undefined
}

function parse(args: string[]) {
  try {
    const options = {
      port: { type: 'string' },
      host: { type: 'string' },
      'public-url': { type: 'string' },
      data: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
    } as const
    return parseArgs({ args, options }).values
  } catch (error) {
    return (error as Error).message
  }
}

function readPort({ name, value }: Setting, problems: string[]): number {
  if (value === undefined) return DEFAULT_PORT
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value)
  problems.push(`${name} must be a port between 0 and 65535; it is ${value}.`)
  return DEFAULT_PORT
}

function readUrl({ name, value }: Setting, problems: string[]): string | undefined {
  if (value === undefined) return undefined
  if (/^https?:\/\//.test(value) && URL.canParse(value)) return value
  problems.push(`${name} must be an address that begins with http:// or https://; it is ${value}.`)
  return undefined
}

/** Stripe's keys have letters and digits; the underscores are for those of the default accounts. */
const SECRET_KEY = /^(sk|rk)_test_[A-Za-z0-9_]+$/
const PUBLISHABLE_KEY = /^pk_test_[A-Za-z0-9_]+$/

/** Never repeats a key in its messages: somebody may have pasted a real one. */
function readKeys(text: string | undefined, problems: string[]): StandInAccountOptions[] | undefined {
  if (text === undefined) return undefined
  const accounts = text.split(',').map((entry, index) => {
    const [name = '', secretKey = '', publishableKey = '', ...rest] = entry.trim().split(':')
    const place = `STAND_IN_KEYS, entry ${index + 1}`
    if (!/^[a-z][a-z0-9_-]*$/i.test(name) || !publishableKey || rest.length > 0) {
      problems.push(`${place}: it must read name:sk_test_…:pk_test_….`)
    } else if (/^[srp]k_live_/.test(secretKey) || /^[srp]k_live_/.test(publishableKey)) {
      problems.push(`${place} (${name}): a live key has no business here. Take a key of the test mode.`)
    } else {
      if (!SECRET_KEY.test(secretKey)) {
        problems.push(`${place} (${name}): the secret key must be sk_test_ and letters and digits.`)
      }
      if (!PUBLISHABLE_KEY.test(publishableKey)) {
        problems.push(`${place} (${name}): the publishable key must be pk_test_ and letters and digits.`)
      }
    }
    return { name, secretKey, publishableKey }
  })
  const keys = accounts
    .flatMap(({ secretKey, publishableKey }) => [secretKey, publishableKey])
    .filter(Boolean)
  if (new Set(keys).size < keys.length) problems.push('STAND_IN_KEYS: each key can be there only once.')
  return accounts
}
