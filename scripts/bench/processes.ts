import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'

export interface Started {
  /** From the start of the process to its first good answer. */
  startSeconds: number
  stop(): Promise<void>
}

const START_TIMEOUT_MS = 240_000
const POLL_MS = 25
/** A connection made while the process only tries whether its port is free is never answered. */
const ANSWER_TIMEOUT_MS = 1_000

/** Starts a Node process with nothing of this one's environment but the bare necessities, and waits for an answer. */
export async function start(
  args: readonly string[],
  { cwd, env, readyUrl }: { cwd?: string; env: Record<string, string>; readyUrl: string },
): Promise<Started> {
  const { PATH = '', HOME = '' } = process.env
  const startedAt = performance.now()
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH, HOME, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk))
  try {
    await answers(readyUrl, child)
  } catch (error) {
    child.kill()
    throw new Error(`${args.join(' ')} did not start:\n${Buffer.concat(output)}`, { cause: error })
  }
  return { startSeconds: (performance.now() - startedAt) / 1000, stop: () => stop(child) }
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const until = performance.now() + START_TIMEOUT_MS
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`It ended with exit code ${child.exitCode}.`)
    // Any answer will do: the stand-in for Stripe has nothing at its root.
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) }).catch(() => null)
    await response?.arrayBuffer()
    if (response && response.status < 500) return
    await pause(POLL_MS)
  }
  throw new Error(`${url} did not answer in time.`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
