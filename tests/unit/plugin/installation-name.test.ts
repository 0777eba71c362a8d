import { describe, expect, it } from '@jest/globals'
import { nameInstallation } from '../../../src/plugin/domain/installation-name.ts'

type Known = Parameters<typeof nameInstallation>[0]

const name = (known: Partial<Known>) =>
  nameInstallation({ given: null, publicUrl: 'https://shop.example', isStandIn: false, names: [], ...known })

describe('which installation a database is', () => {
  it('is called by the host of its address where nobody says anything', () => {
    expect(name({})).toEqual({ kind: 'first', name: 'shop.example' })
    expect(name({ names: ['shop.example'] })).toEqual({ kind: 'same' })
    expect(name({ names: ['id'] })).toEqual({ kind: 'renamed', name: 'shop.example' })
  })

  it('goes by the name that it is given, whatever the address', () => {
    expect(name({ given: 'live' })).toEqual({ kind: 'first', name: 'live' })
    expect(name({ given: 'live', names: ['live', 'older'] })).toEqual({ kind: 'same' })
    expect(name({ given: 'shop.example', names: ['id'] })).toEqual({ kind: 'renamed', name: 'shop.example' })
  })

  it.each(['shop.example', 'localhost', 'id'])(
    'is a copy under a name that it has not had: of %s',
    (current) => {
      expect(name({ given: 'staging', names: [current] })).toEqual({ kind: 'copy', name: 'staging' })
    },
  )

  it('asks for a name where its address is another: a copy, or a shop that has moved', () => {
    for (const publicUrl of ['https://staging.example', 'http://localhost:3000'])
      expect(() => name({ publicUrl, names: ['shop.example'] })).toThrow(
        `stripeShop: the option installation must be set: this database belongs to the installation "shop.example", and the address is ${publicUrl} now.`,
      )
    expect(
      name({ given: 'shop.example', publicUrl: 'https://new.example', names: ['shop.example'] }),
    ).toEqual({
      kind: 'same',
    })
  })

  it('asks for a name that is not given any more', () => {
    expect(() => name({ names: ['staging', 'shop.example'] })).toThrow('must be another name')
    expect(() => name({ names: ['staging'] })).toThrow('must be set')
  })

  it('never goes back to a name that it has left: that is another database’s', () => {
    expect(() => name({ given: 'live', names: ['staging', 'live'] })).toThrow(
      'this database was the installation "live" once and is "staging" now',
    )
  })

  it('takes its first address of its own after one that every machine has', () => {
    for (const local of ['localhost', '127.0.0.1', '[::1]'])
      expect(name({ names: [local] })).toEqual({ kind: 'renamed', name: 'shop.example' })
    expect(name({ publicUrl: 'http://localhost:4000', names: ['localhost'] })).toEqual({ kind: 'same' })
    expect(name({ publicUrl: 'http://127.0.0.1:4000', names: ['localhost'] })).toEqual({ kind: 'same' })
  })

  it('has nothing to fear from an address where a stand-in takes Stripe’s place', () => {
    expect(name({ isStandIn: true, publicUrl: 'http://localhost:3000', names: ['shop.example'] })).toEqual({
      kind: 'same',
    })
  })
})
