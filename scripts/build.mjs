import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const ROOT = path.resolve(fileURLToPath(import.meta.url), '../..')
const OUT = path.join(ROOT, 'dist')
const LOCK = path.join(OUT, 'build.lock')

/** Read by the tools rather than imported by the sources. */
const SERVER_SETTINGS = ['package-lock.json', 'tsconfig.json', 'scripts/build.mjs']
const PANEL_SETTINGS = [...SERVER_SETTINGS, 'next.config.ts']
const PANEL_FOLDER = 'src/app'
const SERVER = {
  entryPoints: {
    main: 'src/server/main.ts',
    seed: 'src/server/demo/main.ts',
    'web-process': 'src/server/web-processes/main.ts',
    'stripe-check': 'src/server/stripe-check/main.ts',
    setup: 'src/server/setup/main.ts',
    commands: 'src/server/commands/run.ts',
    sandbox: 'src/stand-in/main.ts',
  },
  outdir: OUT,
  sourcemap: true,
  // Flat, so that each of them reaches the files below by the same way.
  chunkNames: 'chunk-[name]-[hash]',
}
const HEARTBEAT_MS = 15_000

/**
 * The stand-in reads its assets and views from beside its sources. In the bundle, where `import.meta.url` is the
 * bundle's own, it is given the way back to them.
 */
const standInFiles = {
  name: 'stand-in-files',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]stand-in[\\/]package-folder\.ts$/ }, async ({ path: file }) => {
      const way = path.relative(OUT, file).replaceAll('\\', '/')
      const source = await readFile(file, 'utf8')
      const contents = source.replaceAll('import.meta.url', `new URL('${way}', import.meta.url)`)
      return { contents, loader: 'ts' }
    })
  },
}

/** Bundles the server, unless nothing that went into it has changed. */
export function buildServer(log) {
  return buildOnce('server', {
    product: 'dist/main.js',
    log,
    findInputs: async () => [...(await bundle({ ...SERVER, write: false })), ...SERVER_SETTINGS],
    build: bundleServer,
  })
}

/** Builds the admin panel, unless nothing that went into it has changed. */
export function buildPanel(log) {
  return buildOnce('admin-panel', {
    product: '.next/BUILD_ID',
    log,
    findInputs: findPanelInputs,
    build: buildWithNext,
  })
}

/** An image carries the products without their sources: then there is nothing to build from, and no need to. */
const hasSources = () => existsSync(path.join(ROOT, SERVER.entryPoints.main))

async function buildOnce(name, { product, log, findInputs, build }) {
  const stampFile = path.join(OUT, `${name}.inputs.json`)
  const isCurrent = async () => existsSync(path.join(ROOT, product)) && (await matchesStamp(stampFile))
  if (!hasSources() || (await isCurrent())) return
  const unlock = await lock(log)
  try {
    // Another process that held the lock until now may have built the same.
    if (await isCurrent()) return
    await rm(stampFile, { force: true })
    // Taken before the build: what is saved while it runs counts as a change.
    const inputs = await findInputs()
    const stamp = Object.fromEntries(
      await Promise.all(inputs.map(async (input) => [input, await digest(input)])),
    )
    await build(log)
    await writeFile(stampFile, JSON.stringify(stamp, null, 2))
  } finally {
    await unlock()
  }
}

/** The stamp lists every file that went into the build: no other file can matter unless one of these changes. */
async function matchesStamp(stampFile) {
  const stamp = await readFile(stampFile, 'utf8').then(JSON.parse, () => null)
  if (stamp === null) return false
  const checks = Object.entries(stamp).map(async ([input, expected]) => (await digest(input)) === expected)
  return (await Promise.all(checks)).every(Boolean)
}

/** Of a folder: the names in it, so that a new page counts as a change. */
async function digest(input) {
  const file = path.join(ROOT, input)
  const content = input.endsWith('/')
    ? (await readdir(file, { recursive: true }).catch(() => [])).sort().join('\n')
    : await readFile(file).catch(() => 'missing')
  return createHash('sha256').update(content).digest('hex')
}

async function bundleServer(log) {
  log('Building the server')
  const earlier = (await readdir(OUT)).filter((name) => name.startsWith('chunk-'))
  await Promise.all(earlier.map((name) => rm(path.join(OUT, name))))
  await bundle(SERVER)
}

async function findPanelInputs() {
  const names = await readdir(path.join(ROOT, PANEL_FOLDER), { recursive: true })
  const entryPoints = names
    .filter((name) => /\.(tsx?|js)$/.test(name))
    .map((name) => path.posix.join(PANEL_FOLDER, name.replaceAll('\\', '/')))
  const imported = await bundle({ entryPoints, outdir: OUT, write: false })
  return [...imported, `${PANEL_FOLDER}/`, ...PANEL_SETTINGS]
}

async function buildWithNext(log) {
  log('Building the admin panel; this takes about a minute, once')
  await run(process.execPath, [path.join(ROOT, 'node_modules/next/dist/bin/next'), 'build'], log)
}

/** @returns every file of ours that the entry points import, directly or not */
async function bundle(options) {
  const esbuild = await import('esbuild')
  const { metafile } = await esbuild.build({
    absWorkingDir: ROOT,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    jsx: 'automatic',
    alias: { '@payload-config': './payload.config.ts' },
    loader: { '.css': 'empty', '.scss': 'empty' },
    plugins: [standInFiles],
    metafile: true,
    logLevel: 'error',
    ...options,
  })
  await esbuild.stop()
  return Object.keys(metafile.inputs)
}

async function run(command, args, log) {
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = []
  child.stdout.on('data', (chunk) => output.push(chunk))
  child.stderr.on('data', (chunk) => output.push(chunk))
  const started = Date.now()
  const heartbeat = setInterval(
    () => log(`  … still building, ${Math.round((Date.now() - started) / 1000)} s`),
    HEARTBEAT_MS,
  )
  const endWithProcess = () => child.kill()
  process.once('exit', endWithProcess)
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    if (code !== 0) throw new Error(`The admin panel cannot be built:\n${Buffer.concat(output)}`)
  } finally {
    clearInterval(heartbeat)
    process.off('exit', endWithProcess)
  }
}

/** One build at a time: a second process waits, and mostly finds its work done. */
async function lock(log) {
  await mkdir(OUT, { recursive: true })
  for (let isFirst = true; ; isFirst = false) {
    try {
      const file = await open(LOCK, 'wx')
      await file.writeFile(String(process.pid))
      await file.close()
      return () => rm(LOCK, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holder = Number(await readFile(LOCK, 'utf8').catch(() => ''))
    if (holder === process.pid || (holder > 0 && !isRunning(holder))) await rm(LOCK, { force: true })
    else {
      if (isFirst) log('Another process builds already; waiting for it')
      await setTimeout(500)
    }
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildServer(console.log)
  await buildPanel(console.log)
  console.log('Built')
}
