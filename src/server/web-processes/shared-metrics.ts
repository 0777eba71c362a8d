import cluster from 'node:cluster'
import { AggregatorRegistry, type Registry } from 'prom-client'

/** Whichever process is asked for figures, it answers those of all together. They come by way of the parent. */

const ASKED = 'metrics'
type Answered = { metrics: string } | { metricsError: string }

/** In the parent: gathers them whenever a process asks. */
export function gatherMetrics(): void {
  const all = new AggregatorRegistry()
  cluster.on('message', async (worker, message) => {
    if (message !== ASKED) return
    const answer = await all.clusterMetrics().then(
      (metrics): Answered => ({ metrics }),
      (error: Error): Answered => ({ metricsError: error.message }),
    )
    if (worker.isConnected()) worker.send(answer)
  })
}

/** In each process: gives away its own, and answers a function that asks for those of all. */
export function shareMetrics(own: Registry): () => Promise<string> {
  AggregatorRegistry.setRegistries([own])
  new AggregatorRegistry()
  let asking: Promise<string> | null = null
  // Whoever asks meanwhile gets the same.
  return () => {
    asking ??= askParent().finally(() => {
      asking = null
    })
    return asking
  }
}

function askParent(): Promise<string> {
  return new Promise((resolve, reject) => {
    process.on('message', function listen(message: { metrics?: unknown; metricsError?: string }) {
      const { metrics, metricsError } = message
      // The library's own messages have a list there.
      if (typeof metrics !== 'string' && metricsError === undefined) return
      process.off('message', listen)
      if (typeof metrics === 'string') resolve(metrics)
      else reject(new Error(metricsError))
    })
    process.send?.(ASKED)
  })
}
