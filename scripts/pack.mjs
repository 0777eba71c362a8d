/** `npm run pack`: writes to `artifacts/` what would go to npm, both packages compiled afresh. */
import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const ROOT = path.resolve(fileURLToPath(import.meta.url), '../..')
const PACKAGES = ['src/plugin', 'src/stand-in']
const USAGE = `Usage: npm run pack [-- --out FOLDER]

Compiles the packages payload-stripe-shop and stripe-stand-in and writes a tarball of each, as it would go to npm.

  --out FOLDER  where to write them (default: artifacts)
  --help        shows this text`

try {
  const { values } = parseArgs({ options: { out: { type: 'string' }, help: { type: 'boolean' } } })
  if (values.help) console.log(USAGE)
  else await packAll(path.resolve(values.out ?? path.join(ROOT, 'artifacts')))
} catch (error) {
  console.error(error.message)
  if (String(error.code).startsWith('ERR_PARSE_ARGS')) console.error(`\n${USAGE}`)
  process.exitCode = 1
}

async function packAll(folder) {
  await mkdir(folder, { recursive: true })
  const packed = await Promise.all(PACKAGES.map((workspace) => pack(workspace, folder)))
  for (const { filename, size, entryCount } of packed) {
    console.log(`${path.join(folder, filename)}  ${Math.ceil(size / 1000)} kB, ${entryCount} files`)
  }
}

/** Through npm itself, which runs the package's own `prepack` and decides what belongs in. */
async function pack(workspace, folder) {
  const args = ['pack', '--json', '--workspace', workspace, '--pack-destination', folder]
  const child = spawn('npm', args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  const output = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (chunk) => {
      output[stream] += chunk
    })
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`${workspace} cannot be packed:\n${output.stderr}${output.stdout}`)
  return Object.values(JSON.parse(output.stdout))[0]
}
