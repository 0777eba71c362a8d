/**
 * `npm run check`: format, lint, types, boundaries, unused code and the unit tests. Two at a time, because most
 * machines of CI have two cores; the long ones first. Prints what failed, and how long each step took.
 */
import { spawn } from 'node:child_process'

const AT_ONCE = 2

const STEPS = [
  { name: 'types', command: 'tsc --noEmit --project .' },
  // As they are packed: with their declarations, and none of the repository's paths.
  { name: 'types of plugin', command: 'tsc --noEmit --project src/plugin' },
  { name: 'types of stand-in', command: 'tsc --noEmit --project src/stand-in' },
  { name: 'unit tests', command: 'jest --selectProjects unit --ci --silent' },
  { name: 'unused code', command: 'knip' },
  {
    name: 'boundaries',
    command: 'depcruise --config .dependency-cruiser.mjs payload.config.ts src tests scripts',
  },
  { name: 'format and lint', command: 'biome check --error-on-warnings' },
]

const startedAt = Date.now()
const waiting = [...STEPS]
const failed = []
await Promise.all(Array.from({ length: AT_ONCE }, work))

console.log(`\ncheck took ${secondsSince(startedAt)} s`)
if (failed.length > 0) {
  console.log(`failed: ${failed.join(', ')}`)
  process.exitCode = 1
}

async function work() {
  for (let step = waiting.shift(); step; step = waiting.shift()) await run(step)
}

async function run({ name, command }) {
  const stepStartedAt = Date.now()
  const { code, output } = await runToEnd(command)
  const mark = code === 0 ? 'ok    ' : 'FAILED'
  console.log(`${mark} ${name.padEnd(16)} ${secondsSince(stepStartedAt)} s`)
  if (code === 0) return
  failed.push(name)
  console.log(output)
}

/** Through `npm run`'s own PATH, where the programs of node_modules come first. */
function runToEnd(command) {
  const [program, ...args] = command.split(' ')
  const child = spawn(program, args, {
    env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  const chunks = []
  child.stdout.on('data', (chunk) => chunks.push(chunk))
  child.stderr.on('data', (chunk) => chunks.push(chunk))
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: String(error) }))
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }))
  })
}

function secondsSince(time) {
  return ((Date.now() - time) / 1000).toFixed(1).padStart(5)
}
