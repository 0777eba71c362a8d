import fc from 'fast-check'
import { KILLS } from './history-kills.ts'
import { STEPS } from './history-steps.ts'
import { playHistory, startHistoryWorld } from './history-world.ts'

/**
 * Plays random histories, and ends with 1 where one of them is not what the model says: a program of its own, since under Jest
 * each of them takes twice as long. Each has a seed of its own, from the first one on.
 */
const [firstSeed, count, seconds] = process.argv.slice(2).map(Number) as [number, number, number]
/** So many are under way side by side, each with items and discounts of its own. */
const LANES = 6

const HISTORIES = fc.noBias(fc.commands([...STEPS, ...KILLS], { maxCommands: 30, size: 'max' }))

const world = await startHistoryWorld()
await world.other.begin()
const until = Date.now() + seconds * 1000
let seed = firstSeed
let failure: unknown

async function playOn(): Promise<void> {
  while (failure === undefined && Date.now() < until && seed < firstSeed + count) {
    seed += 1
    // Looking for the shortest one takes minutes.
    const options = { seed: seed - 1, numRuns: 1, endOnFailure: process.env.HISTORIES_SHRINK === undefined }
    const history = fc.asyncProperty(HISTORIES, (commands) => playHistory(world, commands))
    await fc.assert(history, options).catch((error: unknown) => {
      failure ??= error
    })
  }
}

await Promise.all(Array.from({ length: LANES }, playOn))
console.log(`${seed - firstSeed} histories, seeds ${firstSeed} to ${seed - 1}, ${world.other.deaths} killed`)
if (failure) console.error(failure)
await world.close()
// Payload keeps timers of its own.
process.exit(failure ? 1 : 0)
