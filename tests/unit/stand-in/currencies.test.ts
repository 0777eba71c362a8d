import { describe, expect, it } from '@jest/globals'
import { checkRounding } from '../../../src/stand-in/resources/currencies.ts'

describe('An amount', () => {
  it.each([
    ['isk', 1050],
    ['ugx', 110],
    ['kwd', 1005],
    ['bhd', 1],
  ])('that %s does not have is refused: %d', (currency, amount) => {
    expect(() => checkRounding(amount, currency, 'amount')).toThrow('rounded to the nearest')
  })

  it.each([
    ['isk', 1000],
    ['ugx', 100],
    ['kwd', 1010],
    ['jpy', 1],
    ['eur', 1],
  ])('that %s has is taken: %d', (currency, amount) => {
    expect(() => checkRounding(amount, currency, 'amount')).not.toThrow()
  })
})
