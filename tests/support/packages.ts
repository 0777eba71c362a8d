import { execFile } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const OUTPUT_LIMIT_BYTES = 32 * 1024 * 1024

export type PackageName = 'payload-stripe-shop' | 'stripe-stand-in'

/** What `npm run pack` has written; the global setup of these tests calls it. */
export async function tarballOf(name: PackageName): Promise<string> {
  const folder = name === 'payload-stripe-shop' ? 'src/plugin' : 'src/stand-in'
  const { version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'))
  return path.resolve('artifacts', `${name}-${version}.tgz`)
}

export async function unpack(tarball: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'])
}

/** Everything a program has printed. Throws with it when the program fails. */
export async function runProgram(
  program: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  try {
    const { stdout, stderr } = await run(program, args, { maxBuffer: OUTPUT_LIMIT_BYTES, ...options })
    return stdout + stderr
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string } & Error
    throw new Error(`${message.split('\n')[0]}\n${stdout}${stderr}`)
  }
}
