import { once } from 'node:events'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import type Stripe from 'stripe'
import { describeUnless } from '../../support/conditional-suite.ts'
import { mountSmallDisk, type SmallDisk } from '../../support/small-disk.ts'
import { waitFor } from '../../support/wait-for.ts'
import { connect, spawnSandbox, startReceiver } from './support.ts'

const MB = 1024 * 1024
const mounted = await mountSmallDisk(32 * MB)

/** Hard to compress. */
const words = () => Array.from({ length: 60 }, () => Math.random().toString(36)).join(' ')

/** Until one is refused. Answers the ids of the others, and what was refused. */
async function createProducts(stripe: Stripe): Promise<{ made: string[]; refused: string }> {
  const made: string[] = []
  for (;;) {
    const id = `product${made.length}`
    try {
      await stripe.products.create({ id, name: 'Mug', description: words() })
    } catch (error) {
      expect(error).toMatchObject({ statusCode: 500 })
      return { made, refused: id }
    }
    made.push(id)
  }
}

describeUnless('skipped' in mounted ? mounted.skipped : null, 'A sandbox whose disk is full', () => {
  it('refuses what it cannot store, keeps what it has, and goes on once there is room', async () => {
    const disk = mounted as SmallDisk
    const dataDir = path.join(disk.path, 'store')
    const receiver = await startReceiver()
    const sandbox = await spawnSandbox(dataDir)
    const stripe = connect(sandbox)
    const endpoint = await stripe.webhookEndpoints.create({
      url: receiver.url,
      enabled_events: ['product.created'],
    })
    receiver.secret = endpoint.secret ?? ''
    await disk.fill(17 * MB)
    const { made, refused } = await createProducts(stripe)
    await expect(stripe.products.retrieve(refused)).rejects.toMatchObject({ statusCode: 404 })
    expect((await stripe.products.list({ limit: 1 })).data[0]?.id).toBe(made.at(-1))

    await disk.empty()
    await stripe.products.create({ id: refused, name: 'Mug' })
    made.push(refused)
    const told = () => new Set(receiver.events.map(({ data }) => (data.object as Stripe.Product).id))
    await waitFor(() => told().size === made.length, { timeoutMs: 20_000, what: 'Every event' })
    sandbox.child.kill('SIGTERM')
    await once(sandbox.child, 'exit')

    const again = await spawnSandbox(dataDir)
    const found: string[] = []
    for await (const { id } of connect(again).products.list({ limit: 100 })) found.push(id)
    expect(found.toReversed()).toEqual(made)
    again.child.kill('SIGTERM')
    await once(again.child, 'exit')
    await receiver.close()
    await disk.remove()
  })
})
