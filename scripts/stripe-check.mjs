import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(path.resolve(fileURLToPath(import.meta.url), '../..'))
if (existsSync('.env')) process.loadEnvFile('.env')

const { buildServer } = await import('./build.mjs')
await buildServer(console.log)
const { main } = await import('../dist/stripe-check.js')
process.exitCode = await main()
