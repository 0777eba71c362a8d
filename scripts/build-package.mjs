/**
 * Compiles the package in the working directory to its `dist`: what `npm pack` and `npm publish` call first
 * (`prepack`). With `--clean` it only removes `dist` (`postpack`): inside the repository everything resolves to the
 * sources, and a `dist` that stays behind would sooner or later be run in their place.
 */
import { spawn } from 'node:child_process'
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const TSC = path.join(
  path.resolve(fileURLToPath(import.meta.url), '../..'),
  'node_modules/typescript/bin/tsc',
)
const DIST = 'dist'
/** TypeScript writes what it understands itself; everything else in a folder of the package is an asset. */
const COMPILED = /\.tsx?$/

await rm(DIST, { recursive: true, force: true })
if (!process.argv.includes('--clean')) await build()

async function build() {
  if (!(await compile())) {
    await rm(DIST, { recursive: true, force: true })
    process.exitCode = 1
    return
  }
  await copyAssets()
  await dropStylesFromTypes()
}

/** Prints what does not compile; answers whether everything does. */
async function compile() {
  const child = spawn(process.execPath, [TSC, '--project', '.'], { stdio: 'inherit' })
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return code === 0
}

/** Keeps each beside the module that names it, as in the sources. */
async function copyAssets() {
  const folders = (await readdir('.', { withFileTypes: true })).filter(
    (entry) => entry.isDirectory() && ![DIST, 'node_modules'].includes(entry.name),
  )
  for (const { name } of folders) {
    for (const file of await filesIn(name)) {
      if (!COMPILED.test(file)) await cp(file, path.join(DIST, file))
    }
  }
}

/** A style sheet has no types, and who checks types has no loader for it. */
async function dropStylesFromTypes() {
  for (const file of await filesIn(DIST)) {
    if (!file.endsWith('.d.ts')) continue
    const declarations = await readFile(file, 'utf8')
    const kept = declarations.replace(/^import '[^']+\.css';\n/gm, '')
    if (kept !== declarations) await writeFile(file, kept)
  }
}

async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
}
