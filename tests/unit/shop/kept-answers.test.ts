import { randomBytes } from 'node:crypto'
import type { ChangeFeed, Moment } from '../../../src/server/catalogue/change-feed.ts'
import { EVERYTHING, topicsOf } from '../../../src/server/catalogue/topics.ts'
import { Answer } from '../../../src/server/kept/answer.ts'
import { KeptAnswers } from '../../../src/server/kept/kept-answers.ts'
import { keyOfApi } from '../../../src/server/kept/keys.ts'

/** Changes that a test tells of, in place of a database's. */
function tellChanges() {
  const state = { isCurrent: true, poll: 0, changedAt: new Map<string, number>() }
  const feed = {
    isCurrent: () => state.isCurrent,
    hasChangedSince: ({ poll }: Moment, topics: string[]) =>
      topics.some((topic) => (state.changedAt.get(topic) ?? 0) > poll),
  } as unknown as ChangeFeed
  return { state, now: () => ({ feed, poll: state.poll }) }
}

const answerOf = (text: string) => new Answer({ status: 200, headers: [], body: Buffer.from(text) })
const textOf = async (answer: Answer) => (await answer.bodyIn('identity')).toString()

describe('what is kept', () => {
  it('is made once for all who ask while it is made, and by whoever asks after a failure', async () => {
    const { now } = tellChanges()
    const kept = new KeptAnswers({ maxBytes: 100_000 })
    let made = 0
    const make = async () => {
      made += 1
      await new Promise(setImmediate)
      if (made === 1) throw new Error('The database is away.')
      return { answer: answerOf('page'), topics: ['item:1'], moment: now() }
    }
    await expect(Promise.all([kept.get('/item/1', make), kept.get('/item/1', make)])).rejects.toThrow('away')
    const answers = await Promise.all([1, 2, 3].map(() => kept.get('/item/1', make)))
    expect(made).toBe(2)
    expect(new Set(answers).size).toBe(1)
    expect(kept.find('/item/1')).toBe(answers[0])
  })

  it('is dropped by what it shows, and by nothing else', async () => {
    const { now } = tellChanges()
    const kept = new KeptAnswers({ maxBytes: 100_000 })
    const keep = (key: string, topics: string[]) =>
      kept.get(key, async () => ({ answer: answerOf(key), topics, moment: now() }))
    await keep('/item/1', ['item:1'])
    await keep('/item/2', ['item:2'])
    await keep('/', ['items', 'item:2'])
    kept.drop(topicsOf(['inventory/2']))
    expect(['/item/1', '/item/2', '/'].map((key) => kept.find(key) !== undefined)).toEqual([
      true,
      false,
      false,
    ])
    await keep('/', ['items', 'item:2'])
    kept.drop(topicsOf(['items/7']))
    expect(['/item/1', '/'].map((key) => kept.find(key) !== undefined)).toEqual([true, false])
    kept.drop(EVERYTHING)
    expect(kept.find('/item/1')).toBeUndefined()
  })

  it('is not kept where a change came while it was made, and nobody who asks later waits for it', async () => {
    const { state, now } = tellChanges()
    const kept = new KeptAnswers({ maxBytes: 100_000 })
    let finish = () => {}
    const slow = kept.get('/item/1', async () => {
      const moment = now()
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      return { answer: answerOf('old'), topics: ['item:1'], moment }
    })
    state.poll = 1
    state.changedAt.set('item:1', 1)
    kept.drop(topicsOf(['items/1']))
    const fresh = await kept.get('/item/1', async () => ({
      answer: answerOf('new'),
      topics: ['item:1'],
      moment: now(),
    }))
    finish()
    expect([await textOf(await slow), await textOf(fresh)]).toEqual(['old', 'new'])
    expect(kept.find('/item/1')).toBe(fresh)
  })

  it('is not shown while changes are not known', async () => {
    const { state, now } = tellChanges()
    const kept = new KeptAnswers({ maxBytes: 100_000 })
    await kept.get('/item/1', async () => ({ answer: answerOf('page'), topics: ['item:1'], moment: now() }))
    state.isCurrent = false
    expect(kept.find('/item/1')).toBeUndefined()
    state.isCurrent = true
    expect(kept.find('/item/1')).toBeDefined()
  })

  it('stays within its bytes, compressed forms included, and 0 keeps nothing', async () => {
    const { now } = tellChanges()
    const kept = new KeptAnswers({ maxBytes: 20_000 })
    for (let id = 1; id <= 20; id += 1) {
      const key = `/item/${id}`
      await kept.get(key, async () => ({
        answer: answerOf('x'.repeat(2_000)),
        topics: [`item:${id}`],
        moment: now(),
      }))
    }
    const isKept = (id: number) => kept.find(`/item/${id}`) !== undefined
    expect([isKept(1), isKept(15), isKept(16), isKept(20)]).toEqual([false, false, true, true])
    const incompressible = randomBytes(9_000)
    const answer = new Answer({ status: 200, headers: [], body: incompressible })
    await kept.get('/item/21', async () => ({ answer, topics: ['item:21'], moment: now() }))
    expect([isKept(19), isKept(20), isKept(21)]).toEqual([false, true, true])
    await answer.bodyIn('br')
    expect([isKept(19), isKept(20), isKept(21)]).toEqual([false, false, true])
    const none = new KeptAnswers({ maxBytes: 0 })
    await none.get('/', async () => ({ answer: answerOf('page'), topics: [], moment: now() }))
    expect(none.find('/')).toBeUndefined()
  })
})

describe('the key of an address of the API', () => {
  it('is the same however it is spelt, and another for another meaning', () => {
    expect(keyOfApi('/api/items/5?depth=0&select[name]=true')).toBe(
      keyOfApi('/api/items/5/?select%5Bname%5D=true&depth=0'),
    )
    expect(keyOfApi('/api/items?limit=0')).toBe(keyOfApi('/api/items?limit=5000'))
    expect(keyOfApi('/api/items/5')).toBe(keyOfApi('/api/items/5?'))
    expect(keyOfApi('/api/items?sort=name&sort=price')).not.toBe(keyOfApi('/api/items?sort=price&sort=name'))
  })
})
