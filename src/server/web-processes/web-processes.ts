import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { SettledConfig } from '../config/shop-config.ts'
import { gatherMetrics } from './shared-metrics.ts'

/** What a process says that waits for its configuration. */
export const READY = 'ready'
/** What a process is told that is to finish what is under way, and end. */
export const STOP = 'stop'

/** One that ends over and over again is not started more often than this. */
const RESTART_MS = 1_000

export interface WebProcessesOptions {
  log: (line: string) => void
  /** Aborted when the process is told to stop before all of them have started. */
  signal: AbortSignal
}

/**
 * Serves the shop on its port by `config.processes` processes, each with a Payload and a pool of its own; one that ends
 * by itself is replaced. Resolves once all of them listen.
 */
export async function startWebProcesses(
  config: SettledConfig,
  { log, signal }: WebProcessesOptions,
): Promise<{ stop(): Promise<void> }> {
  cluster.setupPrimary({ exec: path.resolve('dist/web-process.js'), args: [], serialization: 'advanced' })
  gatherMetrics()
  /** And whether each listens already. */
  const workers = new Map<Worker, boolean>()
  let isStopping = false

  async function start(): Promise<void> {
    const worker = cluster.fork()
    workers.set(worker, false)
    worker.once('exit', () => workers.delete(worker))
    worker.on('message', (message) => {
      if (message === READY) worker.send(config)
    })
    await once(worker, 'listening', { signal: AbortSignal.any([signal, endOf(worker)]) })
    workers.set(worker, true)
    worker.once('exit', (code, killedBy) => {
      if (!isStopping) void replace(`${code ?? killedBy}`)
    })
  }

  async function replace(reason: string): Promise<void> {
    log(`A process of the shop has ended (${reason}) and is started again`)
    for (;;) {
      await setTimeout(RESTART_MS)
      if (isStopping) return
      try {
        return await start()
      } catch (error) {
        if (!isStopping) log((error as Error).message)
      }
    }
  }

  async function stop(): Promise<void> {
    isStopping = true
    await Promise.all([...workers].map(([worker, isListening]) => end(worker, { isListening })))
  }

  try {
    await Promise.all(Array.from({ length: config.processes }, start))
  } catch (error) {
    await stop()
    throw (error as Error).cause ?? error
  }
  return { stop }
}

/** Aborted when the process has ended. */
function endOf(worker: Worker): AbortSignal {
  const ending = new AbortController()
  worker.once('exit', (code, killedBy) => {
    ending.abort(new Error(`A process of the shop could not be started (${code ?? killedBy}).`))
  })
  return ending.signal
}

/** One that does not listen yet has nothing under way, and would not hear it. */
async function end(worker: Worker, { isListening }: { isListening: boolean }): Promise<void> {
  if (worker.isDead()) return
  const ended = once(worker, 'exit')
  if (isListening && worker.isConnected()) worker.send(STOP)
  else worker.process.kill('SIGKILL')
  await ended
}
