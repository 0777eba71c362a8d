import { readFileSync } from 'node:fs'
import { readConfig } from '../../../src/server/config/environment.ts'
import { ENVIRONMENT_VARIABLES } from '../../../src/server/config/variables.ts'

const lines = readFileSync('.env.example', 'utf8').split('\n')
const named = lines.flatMap((line) => {
  const [, comment, name, value] = /^(# )?([A-Z_]+)=(.*)$/.exec(line) ?? []
  return name === undefined ? [] : [{ isComment: comment !== undefined, name, value }]
})

describe('.env.example', () => {
  it('names every variable that the shop reads, once, and no other', () => {
    const names = named.filter(({ isComment }) => !isComment).map(({ name }) => name)
    expect(names.toSorted()).toEqual([...ENVIRONMENT_VARIABLES].toSorted())
  })

  it('shows an account of a currency’s own with all its keys', () => {
    const names = named.filter(({ isComment }) => isComment).map(({ name }) => name)
    expect(names).toEqual([
      'STRIPE_SECRET_KEY_EUR',
      'STRIPE_PUBLISHABLE_KEY_EUR',
      'STRIPE_WEBHOOK_SECRET_EUR',
      'STRIPE_TAX_ROUNDING_EUR',
    ])
  })

  it('holds no value, so that a copy of it starts the demo', () => {
    const copied = Object.fromEntries(named.map(({ name, value }) => [name, value]))
    expect(Object.values(copied).filter(Boolean)).toEqual([])
    expect(readConfig(copied)).toEqual(readConfig({}))
  })

  it('says something about every variable', () => {
    const silent = lines.filter((line, index) => {
      if (!/^[A-Z_]+=/.test(line)) return false
      const before = lines[index - 1] ?? ''
      return !before.startsWith('# ') && !/^[A-Z_]+=/.test(before)
    })
    expect(silent).toEqual([])
  })
})
