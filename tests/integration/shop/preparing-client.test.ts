import { afterAll, beforeAll, expect, it } from '@jest/globals'
import pg from 'pg'
import { PreparingClient } from '../../../src/server/preparing-client.ts'
import { createEmptyDatabase } from '../../support/databases.ts'

let pool: pg.Pool
beforeAll(async () => {
  const connectionString = await createEmptyDatabase()
  pool = new pg.Pool({ connectionString, Client: PreparingClient, max: 1 })
  await pool.query('create table things (id int, name text)')
  await pool.query(`insert into things values (1, 'one'), (2, 'two')`)
})
afterAll(() => pool?.end())

const countPrepared = async () =>
  Number((await pool.query('select count(*) from pg_prepared_statements')).rows[0].count)

/** As drizzle asks: one object again and again, with the values beside it. */
const statement = { text: 'select * from things where id = $1', rowMode: 'array' }
const find = async (id: number) => (await pool.query(statement as never, [id])).rows as unknown

it('prepares what is asked often, and answers as ever', async () => {
  for (const id of [1, 2, 3, 1, 2]) {
    const expected = [[], [[1, 'one']], [[2, 'two']], []][id]
    expect(await find(id)).toEqual(expected)
  }
  expect(await countPrepared()).toBe(1)
  for (let round = 0; round < 5; round += 1) {
    await pool.query(`select * from things where id = ${round}`)
    await pool.query({ name: 'own', text: 'select $1::int', values: [round] })
  }
  expect(await countPrepared()).toBe(2)
})

it('keeps a bound number of them', async () => {
  for (let kind = 0; kind < 300; kind += 1) {
    for (let round = 0; round < 3; round += 1) await pool.query(`select $1::int + ${kind}`, [round])
  }
  expect(await countPrepared()).toBeLessThanOrEqual(101)
})

it('prepares no longer once a table has changed under it', async () => {
  await pool.query('alter table things add column price int')
  await expect(find(1)).rejects.toThrow('cached plan')
  expect(await find(1)).toEqual([[1, 'one', null]])
})
