#!/usr/bin/env node
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { SandboxPortTakenError, startSandbox } from './index.ts'

const port = Number(process.env.SANDBOX_PORT ?? process.env.PORT ?? 3001)
const host = process.env.HOST ?? '0.0.0.0'
const publicUrl = process.env.SANDBOX_PUBLIC_URL ?? `http://localhost:${port}`
const dataDir = process.env.SANDBOX_DATA_DIR ?? path.join(process.env.DATA_DIR ?? '.data', 'sandbox')

mkdirSync(dataDir, { recursive: true })
const sandbox = await startSandbox({
  port,
  host,
  publicUrl,
  dataDir,
  accounts: ['usd', 'eur'].map((name) => ({
    name,
    secretKey: `sk_test_sandbox_${name}`,
    publishableKey: `pk_test_sandbox_${name}`,
  })),
  log: (line) => console.error(line),
}).catch((error: unknown) => {
  if (!(error instanceof SandboxPortTakenError)) throw error
  console.error(error.message)
  process.exit(1)
})
console.log(`The stand-in for Stripe answers at ${sandbox.url}; no real money moves.`)
console.log('Keys: sk_test_sandbox_usd, sk_test_sandbox_eur')

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void sandbox.close().then(() => process.exit(0))
  })
}
