import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { buyForEver } from './buyers.ts'
import { findDamage } from './damage.ts'
import { seededRandom } from './random.ts'
import { FAULTS, startWorld } from './world.ts'

const HELP = `npm run chaos -- [--rounds N] [--seed N]

Two processes of the shop on one PostgreSQL, with a stand-in for Stripe, and buyers who buy, pay, leave and get their money
back all the time. In each round one of the processes, PostgreSQL or the stand-in is killed (kill -9) or frozen for a while, and
some of the webhooks are dropped, doubled, late or in another order, or some of Stripe's answers are lost or slow.
Afterwards everything is started once more, stripe:reconcile runs once, and Stripe's payments, orders, stock and holds are
compared. Ends with 1 where anything was lost or doubled.

  --rounds N  how many (default: 10)
  --seed N    makes the same choices again (default: of chance, and printed)
`

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    help: { type: 'boolean', default: false },
  },
})
const BUYERS = 6
/** Long enough for purchases to be in the middle of anything. */
const ROUND_MS = { least: 300, most: 2_500 }
/** Longer than a lease and than the watch of the database needs. */
const FREEZE_MS = { least: 1_000, most: 20_000 }

if (values.help) console.log(HELP)
else process.exitCode = (await run(Number(values.rounds), Number(values.seed))) ? 0 : 1

async function run(rounds: number, seed: number): Promise<boolean> {
  console.log(`seed ${seed}`)
  const random = seededRandom(seed)
  const between = ({ least, most }: { least: number; most: number }) => least + random() * (most - least)
  const world = await startWorld()
  try {
    const stopping = new AbortController()
    const buyers = Array.from({ length: BUYERS }, (_, index) =>
      buyForEver(world, { random: seededRandom(seed + index + 1), signal: stopping.signal }),
    )
    const chance = seededRandom(seed + BUYERS + 1)
    for (let round = 1; round <= rounds; round += 1) {
      const fault = FAULTS[Math.floor(chance() * FAULTS.length)]
      if (fault) await world.disturb({ ...fault, times: 1 + Math.floor(chance() * 8) })
      await pause(between(ROUND_MS))
      const victim = world.victims[Math.floor(random() * world.victims.length)]
      if (!victim) break
      const isFrozen = victim.canFreeze && random() < 0.2
      console.log(`round ${round} of ${rounds}: ${isFrozen ? 'freeze' : 'kill'} ${victim.name}`)
      if (isFrozen) await victim.freeze(between(FREEZE_MS))
      else await victim.kill()
    }
    stopping.abort()
    const done = await Promise.all(buyers)
    const damage = [...(await world.settle()), ...(await findDamage(world))]
    const sum = (field: 'bought' | 'paid' | 'refunded') => done.reduce((all, one) => all + one[field], 0)
    console.log(`${sum('bought')} bought, ${sum('paid')} paid, ${sum('refunded')} refunded`)
    for (const line of damage) console.log(line)
    console.log(damage.length === 0 ? 'Nothing was lost or doubled.' : `${damage.length} things are wrong.`)
    return damage.length === 0
  } finally {
    await world.stop()
  }
}
