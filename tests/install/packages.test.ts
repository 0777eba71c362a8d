import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { runHostProgram } from '../support/host-program.ts'
import { type PackageName, tarballOf, unpack } from '../support/packages.ts'

const TOOL_TIMEOUT_MS = 120_000
const LARGEST_BYTES = 1_000_000

describe.each<PackageName>(['payload-stripe-shop', 'stripe-stand-in'])('The tarball of %s', (name) => {
  let tarball: string
  let folder: string

  beforeAll(async () => {
    tarball = await tarballOf(name)
    folder = await mkdtemp(path.join(tmpdir(), 'package-'))
    await unpack(tarball, folder)
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('holds what runs, its types and what people read, and nothing else', async () => {
    const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    const [inDist, others] = [true, false].map((isInDist) =>
      files.filter((file) => file.startsWith(`dist${path.sep}`) === isInDist),
    )
    expect(others!.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'])
    expect(inDist!.filter((file) => !/\.(js|d\.ts|css|json|njk|svg)$/.test(file))).toEqual([])
    expect(inDist!.filter((file) => /test|tsconfig|package\.json|\.map$/.test(file))).toEqual([])
    // Each module has its types, and the other way round.
    const modules = inDist!.filter((file) => file.endsWith('.js') && !file.includes('assets'))
    const types = inDist!.filter((file) => file.endsWith('.d.ts'))
    expect(types.map((file) => file.replace(/\.d\.ts$/, '.js')).sort()).toEqual(modules.sort())
  })

  it('is small', async () => {
    expect((await stat(tarball)).size).toBeLessThan(LARGEST_BYTES)
  })

  it('says nothing of the machine that packed it', async () => {
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    )
    const speaking: string[] = []
    for (const { parentPath, name } of files) {
      const content = await readFile(path.join(parentPath, name), 'utf8')
      if (content.includes(process.cwd()) || content.includes('sourceMappingURL')) speaking.push(name)
    }
    expect(speaking).toEqual([])
  })

  it('has nothing to install or to build where it is installed', async () => {
    const { scripts = {} } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'))
    expect(Object.keys(scripts).filter((script) => /install|^prepare$/.test(script))).toEqual([])
  })

  it(
    'satisfies publint',
    async () => {
      const said = await runHostProgram('node_modules/.bin/publint', ['--strict', tarball], { cwd: '.' })
      expect(said).toContain('All good!')
    },
    TOOL_TIMEOUT_MS,
  )

  it(
    'resolves to types and code wherever it may be imported',
    async () => {
      const said = await runHostProgram('node_modules/.bin/attw', ['--profile', 'esm-only', tarball], {
        cwd: '.',
      })
      expect(said).toContain(`${name} v`)
    },
    TOOL_TIMEOUT_MS,
  )
})
