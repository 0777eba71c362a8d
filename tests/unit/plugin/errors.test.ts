import { describe, expect, it } from '@jest/globals'
import { ShopError } from '../../../src/plugin/domain/errors.ts'

type Errors = typeof import('../../../src/plugin/domain/errors.ts')

/** As another bundle in the same process has it. */
async function loadAnotherCopy(): Promise<Errors> {
  const address = '../../../src/plugin/domain/errors.ts?copy'
  return import(address) as Promise<Errors>
}

describe('ShopError', () => {
  it('is recognized from another copy of its module, both ways', async () => {
    const copy = await loadAnotherCopy()
    expect(copy.ShopError).not.toBe(ShopError)
    expect(new copy.ShopError('not_found', 'There is no such item.')).toBeInstanceOf(ShopError)
    expect(new ShopError('not_found', 'There is no such item.')).toBeInstanceOf(copy.ShopError)
  })

  it('is no other error, and nothing that only looks like one', () => {
    const lookalike = { name: 'ShopError', code: 'not_found', status: 404, isPublic: true }
    for (const value of [new Error('x'), lookalike, null, undefined, 'ShopError', 404]) {
      expect(value instanceof ShopError).toBe(false)
    }
  })

  it('shows its code, status and message, and no brand', () => {
    const error = new ShopError('out_of_stock', 'There are only 2 left.')
    expect({ ...error }).toEqual({ name: 'ShopError', code: 'out_of_stock', status: 409, isPublic: true })
    expect(error).toBeInstanceOf(Error)
  })
})
