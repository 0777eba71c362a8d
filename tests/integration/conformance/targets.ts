import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { Stripe } from 'stripe'
import { control, startTestSandbox } from '../stand-in/support.ts'

type TargetName = 'sandbox' | 'stripe-mock' | 'stripe'

/** A server that answers as Stripe does. */
export interface Target {
  name: TargetName
  stripe: Stripe
  /** Null where the account is set to one rounding, and which is not known. */
  setTaxRounding: ((rounding: 'line' | 'total') => Promise<void>) | null
  close(): Promise<void>
}

interface Candidate {
  name: TargetName
  /** Why it is left out; null where it runs. */
  skipped: string | null
  start(): Promise<Target>
}

/** Which of them can be asked on this machine. */
export function listCandidates(): Candidate[] {
  const mock = findMock()
  const key = process.env.STRIPE_CONFORMANCE_KEY
  return [
    { name: 'sandbox', skipped: null, start: startSandboxTarget },
    {
      name: 'stripe-mock',
      skipped: mock
        ? null
        : 'no stripe-mock is found. With Go: `go install github.com/stripe/stripe-mock@latest`, or name it in STRIPE_MOCK',
      start: () => startMock(mock!),
    },
    { name: 'stripe', skipped: reasonAgainst(key), start: async () => connectToStripe(key!) },
  ]
}

function reasonAgainst(key: string | undefined): string | null {
  if (!key) return 'STRIPE_CONFORMANCE_KEY is not set'
  return /^(sk|rk)_test_/.test(key)
    ? null
    : 'STRIPE_CONFORMANCE_KEY is no test key: this makes objects and payments'
}

async function startSandboxTarget(): Promise<Target> {
  const sandbox = await startTestSandbox()
  const stripe = new Stripe('sk_test_sandbox_usd', {
    host: '127.0.0.1',
    port: sandbox.port,
    protocol: 'http',
    maxNetworkRetries: 0,
  })
  const setTaxRounding = async (taxRounding: 'line' | 'total') => {
    await control(sandbox, 'POST', '/accounts/usd', { taxRounding })
  }
  return { name: 'sandbox', stripe, setTaxRounding, close: () => sandbox.close() }
}

function connectToStripe(key: string): Target {
  return { name: 'stripe', stripe: new Stripe(key), setTaxRounding: null, close: async () => {} }
}

/** In STRIPE_MOCK, on the PATH, or where Go installs to. */
function findMock(): string | undefined {
  const { STRIPE_MOCK, PATH = '' } = process.env
  if (STRIPE_MOCK) return STRIPE_MOCK
  const go = spawnSync('go', ['env', 'GOBIN', 'GOPATH'], { encoding: 'utf8' })
  const [bin, root] = (go.stdout ?? '').split('\n')
  const folders = [...PATH.split(path.delimiter), bin, root && path.join(root, 'bin')]
  return folders
    .map((folder) => folder && path.join(folder, 'stripe-mock'))
    .find((file) => file && existsSync(file))
}

async function startMock(file: string): Promise<Target> {
  const [port, securePort] = [await freePort(), await freePort()]
  const mock = spawn(file, ['-http-port', String(port), '-https-port', String(securePort)], {
    stdio: 'ignore',
  })
  const stripe = new Stripe('sk_test_mock', {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
  })
  await answering(stripe, mock)
  return {
    name: 'stripe-mock',
    stripe,
    setTaxRounding: async () => {},
    async close() {
      mock.kill()
    },
  }
}

async function answering(stripe: Stripe, mock: ChildProcess): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await stripe.products.list()
      return
    } catch (error) {
      if (attempt === 100 || mock.exitCode !== null) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
