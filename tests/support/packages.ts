import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { runHostProgram } from './host-program.ts'

export type PackageName = 'payload-stripe-shop' | 'stripe-stand-in'

const FOLDERS: Record<PackageName, string> = {
  'payload-stripe-shop': 'src/plugin',
  'stripe-stand-in': 'src/stand-in',
}

/** What `npm run pack` has written; the global setup of these tests calls it. */
export async function tarballOf(name: PackageName): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(FOLDERS[name], 'package.json'), 'utf8'))
  return path.resolve('artifacts', `${name}-${version}.tgz`)
}

export async function unpack(tarball: string, folder: string): Promise<void> {
  await runHostProgram('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], { cwd: folder })
}

/** As people install: with npm's own defaults, out of its cache where it can. */
export async function installPackages(folder: string, packages: string[] = []): Promise<void> {
  const flags = ['--prefer-offline', '--no-audit', '--no-fund']
  await runHostProgram('npm', ['install', ...flags, ...packages], { cwd: folder })
}

/** Tests that install can only run where there is a registry; null where there is, otherwise why there is none. */
export const reasonAgainstInstalling: string | null = process.env.TEST_NO_REGISTRY ?? null
