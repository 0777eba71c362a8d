import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

// Run as `node --conditions=production scripts/start.mjs`. Otherwise the packages of the admin panel's text editor load
// themselves by a top-level await each, and Node 20 sometimes never comes to the end of so many: the start hangs.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`The shop needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

process.chdir(path.resolve(fileURLToPath(import.meta.url), '../..'))
if (existsSync('.env')) process.loadEnvFile('.env')
process.env.NODE_ENV = 'production'

const { buildPanel, buildServer } = await import('./build.mjs')
await buildServer(console.log)
const [command, ...options] = process.argv.slice(2)
if (command === undefined) {
  const { main } = await import('../dist/main.js')
  await main({ isDevelopment: false, prepare: buildPanel })
} else {
  const { run } = await import('../dist/commands.js')
  await run(command, options)
}
