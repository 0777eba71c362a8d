import { spawn } from 'node:child_process'
import startDatabase from './global-setup.mjs'

/** A name that the registry knows as long as it answers at all. */
const ASKED = 'dataloader'

/** A database, the tarballs that the tests install, and whether there is a registry for what these need. */
export default async function setUp() {
  const [, packing, asking] = await Promise.all([
    startDatabase(),
    run(process.execPath, ['scripts/pack.mjs']),
    run('npm', ['view', ASKED, 'name', '--prefer-online', '--fetch-retries=0', '--fetch-timeout=20000']),
  ])
  if (packing.code !== 0) throw new Error(`The packages cannot be packed:\n${packing.output}`)
  if (asking.code === 0) return
  const reason = `the registry cannot be reached: ${asking.output.trim().split('\n').at(0)}`
  process.env.TEST_NO_REGISTRY = reason
  process.stderr.write(`skipped: installing the packages, because ${reason}\n`)
}

async function run(program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      output += chunk
    })
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { code, output }
}
