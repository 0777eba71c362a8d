import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { runHostProgram } from './host-program.ts'
import { installPackages, unpack } from './packages.ts'

/** Where a project's own files are not. */
const MADE = new Set(['node_modules', '.next'])
/** What the template takes besides what this repository runs on. */
const OTHERS = { 'cross-env': '7.0.3', dotenv: '16.4.7' }
const TYPESCRIPT = '5.9.3'
const OURS = [
  '@payloadcms/db-postgres',
  '@payloadcms/next',
  '@payloadcms/richtext-lexical',
  '@payloadcms/ui',
  'graphql',
  'next',
  'payload',
  'react',
  'react-dom',
  'sharp',
]
const OURS_FOR_DEVELOPMENT = ['@types/node', '@types/react', '@types/react-dom']

/**
 * A new Payload project with its packages installed, outside this repository, as `create-payload-app` leaves one for
 * PostgreSQL. Its sources come out of that tool's own package, at the version of our Payload; what it takes from
 * GitHub besides is written here: package.json, tsconfig.json, next.config.ts. Answers the folder.
 */
export async function createBlankProject(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'blank-payload-'))
  const description = JSON.parse(await readFile('package.json', 'utf8'))
  await copyTemplate(folder, description.dependencies.payload)
  await switchToPostgres(path.join(folder, 'src/payload.config.ts'))
  await writeSettings(folder, description)
  await writeLock(folder)
  await installPackages(folder)
  return folder
}

async function copyTemplate(folder: string, version: string): Promise<void> {
  const downloads = await mkdtemp(path.join(tmpdir(), 'create-payload-app-'))
  await runHostProgram('npm', ['pack', `create-payload-app@${version}`, '--prefer-offline'], {
    cwd: downloads,
  })
  const unpacked = path.join(downloads, 'package')
  await mkdir(unpacked)
  await unpack(path.join(downloads, `create-payload-app-${version}.tgz`), unpacked)
  await cp(path.join(unpacked, 'dist/template'), folder, { recursive: true })
  await rm(downloads, { recursive: true, force: true })
}

/** The template is one for MongoDB; the tool rewrites it for whoever chooses PostgreSQL. */
function switchToPostgres(config: string): Promise<void> {
  return rewrite(config, [
    [
      "import { mongooseAdapter } from '@payloadcms/db-mongodb'",
      "import { postgresAdapter } from '@payloadcms/db-postgres'",
    ],
    [
      /db: mongooseAdapter\(\{[^}]*\}\)/,
      "db: postgresAdapter({ pool: { connectionString: process.env.DATABASE_URL || '' } })",
    ],
  ])
}

/** Replaces each once; throws where something is not there, or more than once. */
export async function rewrite(file: string, replacements: [string | RegExp, string][]): Promise<void> {
  let text = await readFile(file, 'utf8')
  for (const [from, to] of replacements) {
    const parts = text.split(from)
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${from}`)
    text = parts.join(to)
  }
  await writeFile(file, text)
}

async function writeSettings(
  folder: string,
  ours: { dependencies: Record<string, string>; devDependencies: Record<string, string> },
): Promise<void> {
  const all = { ...ours.dependencies, ...ours.devDependencies }
  const pick = (names: string[]) => Object.fromEntries(names.map((name) => [name, all[name]]))
  await writeJson(folder, 'package.json', {
    name: 'blank',
    version: '1.0.0',
    private: true,
    type: 'module',
    scripts: { build: 'next build', dev: 'next dev', payload: 'payload', start: 'next start' },
    dependencies: { ...pick(OURS), ...OTHERS },
    devDependencies: { ...pick(OURS_FOR_DEVELOPMENT), typescript: TYPESCRIPT },
  })
  await writeJson(folder, 'tsconfig.json', {
    compilerOptions: {
      baseUrl: '.',
      target: 'ES2022',
      lib: ['DOM', 'DOM.Iterable', 'ES2022'],
      allowJs: true,
      skipLibCheck: true,
      strict: true,
      noEmit: true,
      esModuleInterop: true,
      module: 'esnext',
      moduleResolution: 'bundler',
      resolveJsonModule: true,
      isolatedModules: true,
      jsx: 'react-jsx',
      incremental: true,
      plugins: [{ name: 'next' }],
      paths: { '@/*': ['./src/*'], '@payload-config': ['./src/payload.config.ts'] },
    },
    include: ['next-env.d.ts', '**/*.ts', '**/*.tsx', '.next/types/**/*.ts', '.next/dev/types/**/*.ts'],
    exclude: ['node_modules'],
  })
  await writeFile(
    path.join(folder, 'next.config.ts'),
    `import { withPayload } from '@payloadcms/next/withPayload'
import type { NextConfig } from 'next'

const nextConfig: NextConfig = {}

export default withPayload(nextConfig, { devBundleServerPackages: false })
`,
  )
}

function writeJson(folder: string, name: string, content: object): Promise<void> {
  return writeFile(path.join(folder, name), `${JSON.stringify(content, null, 2)}\n`)
}

/**
 * The versions that this repository is tested with, below the project's own too: npm takes from a lock what it needs
 * and drops the rest. So a release that somebody else makes today fails nobody's test here.
 */
async function writeLock(folder: string): Promise<void> {
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8'))
  const { name, version, dependencies, devDependencies } = JSON.parse(
    await readFile(path.join(folder, 'package.json'), 'utf8'),
  )
  const packages = Object.entries(lock.packages as Record<string, { link?: boolean }>).filter(
    ([place, { link }]) => place.startsWith('node_modules/') && !link,
  )
  await writeJson(folder, 'package-lock.json', {
    ...lock,
    name,
    version,
    packages: { '': { name, version, dependencies, devDependencies }, ...Object.fromEntries(packages) },
  })
}

/** How many packages are installed, each copy counted. */
export async function countPackages(folder: string): Promise<number> {
  const { packages } = JSON.parse(await readFile(path.join(folder, 'package-lock.json'), 'utf8'))
  return Object.keys(packages).filter((place) => place !== '').length
}

/** What each of the project's own files contains, as a hash. */
export async function fingerprint(folder: string): Promise<Map<string, string>> {
  const fingerprints = new Map<string, string>()
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries) {
    if (MADE.has(entry.name)) continue
    const nested = entry.isDirectory()
      ? await readdir(path.join(folder, entry.name), { recursive: true, withFileTypes: true })
      : [entry]
    for (const file of nested.filter((one) => one.isFile())) {
      const address = path.join(file.parentPath, file.name)
      const hash = createHash('sha256')
        .update(await readFile(address))
        .digest('hex')
      fingerprints.set(path.relative(folder, address), hash)
    }
  }
  return fingerprints
}
