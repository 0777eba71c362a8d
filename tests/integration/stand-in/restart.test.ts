import { hash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { open } from 'lmdb'
import { waitFor } from '../../support/wait-for.ts'
import {
  connect,
  control,
  GOOD_CARD,
  mugSession,
  spawnSandbox,
  startReceiver,
  startTestSandbox,
  submitPage,
} from './support.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-restart-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('A sandbox that is started again', () => {
  it('knows everything that it knew, keys of idempotency and deliveries included', async () => {
    const dataDir = join(folder, 'again')
    const receiver = await startReceiver()
    let sandbox = await startTestSandbox({ dataDir })
    const endpoint = await connect(sandbox).webhookEndpoints.create({
      url: receiver.url,
      enabled_events: ['checkout.session.completed'],
    })
    receiver.secret = endpoint.secret!
    receiver.answers.push(500)
    const session = await connect(sandbox).checkout.sessions.create(mugSession(), { idempotencyKey: 'once' })
    await submitPage(session.url!, GOOD_CARD)
    await sandbox.close()

    sandbox = await startTestSandbox({ dataDir })
    const stripe = connect(sandbox)
    expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe('paid')
    const replayed = await stripe.checkout.sessions.create(mugSession(), { idempotencyKey: 'once' })
    expect(replayed.id).toBe(session.id)
    await control(sandbox, 'POST', '/deliveries/retry')
    const [event] = await receiver.waitFor('checkout.session.completed')
    expect(event?.data.object).toMatchObject({ id: session.id })
    await sandbox.close()
    await receiver.close()
  })

  it('finds what version 2 of its layout has written', async () => {
    const dataDir = join(folder, 'older')
    let sandbox = await startTestSandbox()
    const stripe = connect(sandbox)
    const product = await stripe.products.create({ name: 'Mug' }, { idempotencyKey: 'older' })
    const session = await stripe.checkout.sessions.create(mugSession())
    const price = (await stripe.checkout.sessions.listLineItems(session.id)).data[0]!.price!
    const account = (await stripe.accounts.retrieveCurrent()).id
    await sandbox.close()
    const older = open(dataDir, { noSubdir: false } as never)
    const keep = (
      kind: string,
      doc: { id: string },
      { sequence, extra }: { sequence: number; extra: unknown },
    ) => older.put(['doc', account, kind, doc.id], { sequence, doc: JSON.parse(JSON.stringify(doc)), extra })
    await keep('product', product, { sequence: 1000, extra: null })
    await older.put(['list', account, 'product', 1000], product.id)
    await keep('price', price, { sequence: 1001, extra: { isInline: true } })
    await older.put(['note', account, 'idempotency', 'older'], {
      fingerprint: hash('sha256', 'POST /v1/products\nname=Mug', 'base64'),
      status: 200,
      body: JSON.stringify(product),
      requestId: 'req_older',
      createdSeconds: Math.floor(Date.now() / 1000),
    })
    await older.put(['filters version'], 2)
    await older.close()

    sandbox = await startTestSandbox({ dataDir })
    const later = connect(sandbox)
    expect((await later.products.list({ active: true })).data).toMatchObject([
      { id: product.id, name: 'Mug' },
    ])
    expect((await later.prices.retrieve(price.id)).unit_amount).toBe(1000)
    expect((await later.prices.list({ active: false })).data).toEqual([])
    expect(await later.products.create({ name: 'Mug' }, { idempotencyKey: 'older' })).toEqual(product)
    await sandbox.close()
  })

  it('finds what version 3 of its layout has written', async () => {
    const dataDir = join(folder, 'third')
    let sandbox = await startTestSandbox()
    const stripe = connect(sandbox)
    const session = await stripe.checkout.sessions.create(mugSession())
    const price = (await stripe.checkout.sessions.listLineItems(session.id)).data[0]!.price!
    const product = await stripe.products.create({ name: 'Mug' })
    const account = (await stripe.accounts.retrieveCurrent()).id
    await sandbox.close()
    const third = open(dataDir, { noSubdir: false, compression: { threshold: 400 } } as never)
    const asStored = (doc: object) => JSON.parse(JSON.stringify(doc)) as object
    await third.put(['object', account, 'product', 1000], { doc: asStored(product), extra: null })
    await third.put(['id', account, 'product', product.id], 1000)
    await third.put(['index', account, 'product', 'active', true, 1000], true)
    await third.put(['unlisted', account, 'price', 1001], {
      doc: asStored(price),
      extra: { isInline: true },
    })
    await third.put(['id', account, 'price', price.id], -1001)
    await third.put(['filters version'], 3)
    await third.close()

    sandbox = await startTestSandbox({ dataDir })
    const later = connect(sandbox)
    expect((await later.products.list({ active: true })).data).toMatchObject([{ id: product.id }])
    expect((await later.prices.retrieve(price.id)).unit_amount).toBe(1000)
    expect((await later.prices.list()).data).toEqual([])
    await later.products.update(product.id, { active: false })
    expect((await later.products.list({ active: true })).data).toEqual([])
    await sandbox.close()
  })

  it('lets expire what should have expired meanwhile', async () => {
    const dataDir = join(folder, 'expiry')
    let sandbox = await startTestSandbox({ dataDir })
    const session = await connect(sandbox).checkout.sessions.create(mugSession())
    await sandbox.close()
    sandbox = await startTestSandbox({ dataDir })
    await control(sandbox, 'POST', '/clock', { advanceSeconds: 24 * 60 * 60 + 1 })
    expect((await connect(sandbox).checkout.sessions.retrieve(session.id)).status).toBe('expired')
    await sandbox.close()
  })
})

describe('A sandbox that is killed', () => {
  it('has every object that it answered', async () => {
    const dataDir = join(folder, 'killed')
    const { child, port } = await spawnSandbox(dataDir)
    const stripe = connect({ port })
    const answered: string[] = []
    const create = async () => {
      for (;;) answered.push((await stripe.products.create({ name: 'Mug' })).id)
    }
    const writers = [create(), create(), create()].map((writer) => writer.catch(() => {}))
    await waitFor(() => answered.length > 20, { timeoutMs: 30_000, what: 'The first answers' })
    child.kill('SIGKILL')
    await once(child, 'exit')
    await Promise.all(writers)

    const sandbox = await startTestSandbox({ dataDir })
    const found = new Set<string>()
    for await (const { id } of connect(sandbox).products.list({ limit: 100 })) found.add(id)
    expect(answered.filter((id) => !found.has(id))).toEqual([])
    await sandbox.close()
  })
})
