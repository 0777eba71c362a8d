import path from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(path.resolve(fileURLToPath(import.meta.url), '../..'))

const { buildServer } = await import('./build.mjs')
await buildServer(console.log)
const { main } = await import('../dist/setup.js')
process.exitCode = await main()
