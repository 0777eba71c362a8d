import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Database, type Key, nameOf, openDatabase } from '../../../src/stand-in/store/database.ts'

let database: Database

beforeEach(() => {
  database = openDatabase(null)
})

afterEach(() => database.close())

const write = (key: Key, value: unknown) => ({ key, name: nameOf(key), value })
const numbersIn = (options: { after?: number; reverse?: boolean; limit?: number } = {}) =>
  [...database.range({ prefix: ['x', 'open'], ...options })].map(({ key }) => key[2])

describe('a range', () => {
  it('holds what is written and not yet committed, in its place', async () => {
    await database.apply([2, 4, 6].map((number) => write(['x', 'open', number], true)))
    const committed = database.apply([
      ...[1, 5, 7].map((number) => write(['x', 'open', number], true)),
      write(['x', 'open', 4], undefined),
      write(['x', 'paid', 3], true),
    ])
    const isRight = () => {
      expect(numbersIn()).toEqual([1, 2, 5, 6, 7])
      expect(numbersIn({ reverse: true })).toEqual([7, 6, 5, 2, 1])
      expect(numbersIn({ after: 5 })).toEqual([6, 7])
      expect(numbersIn({ after: 5, reverse: true })).toEqual([2, 1])
      expect(numbersIn({ limit: 3 })).toEqual([1, 2, 5])
    }
    isRight()
    await committed
    isRight()
  })

  it('never misses what moves from one value to another', async () => {
    const values = ['open', 'paid']
    await database.apply([write(['x', 'open', 1], true)])
    for (let move = 0; move < 20; move += 1) {
      const [from, to] = move % 2 === 0 ? values : values.toReversed()
      const committed = database.apply([write(['x', from!, 1], undefined), write(['x', to!, 1], true)])
      const places = values.filter((value) => [...database.range({ prefix: ['x', value] })].length > 0)
      expect(places).toEqual([to])
      await committed
    }
  })
})
