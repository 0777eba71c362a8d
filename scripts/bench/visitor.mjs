/** Asks for pages at a steady rate, in a thread of its own: whoever sends a burst has no time to look at a clock. */
import { Agent, get } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

const { origin, paths, everyMs } = workerData
const agent = new Agent({ keepAlive: true })
const timesMs = []
let errors = 0
let asked = 0

function visit() {
  const startedAt = performance.now()
  const fail = () => {
    errors += 1
  }
  get(origin + paths[asked % paths.length], { agent }, (response) => {
    if (response.statusCode !== 200) fail()
    response.resume().on('end', () => timesMs.push(performance.now() - startedAt))
  }).on('error', fail)
  asked += 1
}

const timer = setInterval(visit, everyMs)
parentPort.once('message', () => {
  clearInterval(timer)
  agent.destroy()
  parentPort.postMessage({ timesMs, errors })
})
