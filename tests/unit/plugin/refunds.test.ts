import { describe, expect, it } from '@jest/globals'
import { statusAfterRefunds } from '../../../src/plugin/domain/refunds.ts'

describe('an order after refunds', () => {
  it.each([
    ['is paid while nothing went back', { received: 1000, refunded: 0, total: 1000 }, 'paid'],
    ['is partially refunded', { received: 1000, refunded: 1, total: 1000 }, 'partially_refunded'],
    [
      'is partially refunded to the last cent but one',
      { received: 1000, refunded: 999, total: 1000 },
      'partially_refunded',
    ],
    ['is refunded', { received: 1000, refunded: 1000, total: 1000 }, 'refunded'],
    [
      'is paid when only what was paid twice went back',
      { received: 2000, refunded: 1000, total: 1000 },
      'paid',
    ],
    [
      'is refunded when all of what was paid twice went back',
      { received: 2000, refunded: 2000, total: 1000 },
      'refunded',
    ],
    [
      'is paid when Stripe took less and nothing went back',
      { received: 900, refunded: 0, total: 1000 },
      'paid',
    ],
  ])('%s', (_what, amounts, status) => {
    expect(statusAfterRefunds(amounts)).toBe(status)
  })
})
