import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { waitFor } from './wait-for.ts'

const run = promisify(execFile)
const OUTPUT_LIMIT_BYTES = 32 * 1024 * 1024

/** What this run of ours means to Node, npm and Jest; how npm reaches its registry is everybody's. */
const OURS =
  /^(npm_(?!config_(registry|cache|userconfig|globalconfig|cafile|https?_proxy|strict_ssl)$)|NODE_(OPTIONS|ENV)$|JEST_|TEST_|INIT_CWD$)/i

/** The environment of somebody else's project: nothing of this test run, and what the project is configured with. */
export function hostEnvironment(settings: Record<string, string> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !OURS.test(name))
  return {
    ...Object.fromEntries(inherited),
    NEXT_TELEMETRY_DISABLED: '1',
    ...settings,
  } as unknown as NodeJS.ProcessEnv
}

/** A program to its end; answers everything it has printed. Throws with it when the program fails. */
export async function runHostProgram(
  program: string,
  args: string[],
  { cwd, env = hostEnvironment() }: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<string> {
  try {
    const { stdout, stderr } = await run(program, args, { cwd, env, maxBuffer: OUTPUT_LIMIT_BYTES })
    return stdout + stderr
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string } & Error
    throw new Error(`${message.split('\n')[0]}\n${stdout}${stderr}`)
  }
}

export interface HostServer {
  /** All that it has printed so far. */
  readonly output: string
  stop(): Promise<void>
}

/** A program that stays; resolves once it has printed what `ready` looks for. */
export async function startHostServer(
  program: string,
  args: string[],
  { cwd, env = hostEnvironment(), ready }: { cwd: string; env?: NodeJS.ProcessEnv; ready: RegExp },
): Promise<HostServer> {
  // In a group of its own: npx and Next start further processes, which end with it.
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
  }
  const isReady = () => {
    if (child.exitCode !== null) throw new Error(`${program} ended:\n${output}`)
    return ready.test(output)
  }
  try {
    await waitFor(isReady, { timeoutMs: 60_000, what: `The start of ${program}` })
  } catch (error) {
    await stopGroup(child)
    throw error
  }
  return {
    get output() {
      return output
    },
    stop: () => stopGroup(child),
  }
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const ended = once(child, 'exit')
  process.kill(-child.pid, 'SIGTERM')
  await ended
}
