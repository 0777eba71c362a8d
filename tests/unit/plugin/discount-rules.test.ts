import {
  type DiscountFields,
  findRedemptionRefusal,
  normalizeDiscountCode,
  type RedeemableDiscount,
  validateDiscount,
} from '../../../src/plugin/domain/discount-rules.ts'

const now = new Date('2026-11-23T10:00:00Z')
const percent = { name: 'Ten off', percentOff: 10, duration: 'once' }
const fixed = { name: 'Five off', amountOff: 500, currency: 'eur', duration: 'once' }

function problems(discount: DiscountFields, stored: DiscountFields | null = null) {
  return validateDiscount(discount, { stored, now })
}

describe('a discount', () => {
  it.each<[string, DiscountFields]>([
    ['a percent', percent],
    ['a fixed amount', fixed],
    ['two decimals', { ...percent, percentOff: 33.33 }],
    ['everything off', { ...percent, percentOff: 100 }],
    ['the smallest percent', { ...percent, percentOff: 0.01 }],
    [
      'emptied fields',
      { ...percent, amountOff: null, currency: null, code: '', redeemBy: null, durationInMonths: null },
    ],
    ['a currency left behind by the other kind', { ...percent, currency: 'eur' }],
    ['months of a repeating one', { ...percent, duration: 'repeating', durationInMonths: 3 }],
    ['for ever', { ...percent, duration: 'forever' }],
    ['a code', { ...percent, code: 'Summer-2026' }],
    ['a code of 500 characters', { ...percent, code: 'A'.repeat(500) }],
    ['a name of 40 characters', { ...percent, name: 'n'.repeat(40) }],
    ['a last day within five years', { ...percent, redeemBy: '2031-11-23T10:00:00.000Z' }],
    ['a last day as a date', { ...percent, redeemBy: new Date('2026-12-24') }],
    ['the greatest amount', { ...fixed, amountOff: 99_999_999 }],
    ['metadata', { ...percent, metadata: { campaign: 'x'.repeat(500), [`${'k'.repeat(40)}`]: 'v' } }],
    ['fifty pairs of metadata', { ...percent, metadata: Object.fromEntries(pairs(50)) }],
  ])('may be made with %s', (_name, discount) => {
    expect(problems(discount)).toEqual([])
  })

  it.each<[string, DiscountFields, string]>([
    ['no name', { ...percent, name: undefined }, 'name'],
    ['a blank name', { ...percent, name: '  ' }, 'name'],
    ['a name of 41 characters', { ...percent, name: 'n'.repeat(41) }, 'name'],
    ['neither kind', { ...percent, percentOff: undefined }, 'percentOff'],
    ['both kinds', { ...percent, amountOff: 500, currency: 'eur' }, 'percentOff'],
    ['nothing off', { ...percent, percentOff: 0 }, 'percentOff'],
    ['less than nothing off', { ...percent, percentOff: -10 }, 'percentOff'],
    ['more than everything off', { ...percent, percentOff: 100.01 }, 'percentOff'],
    ['three decimals', { ...percent, percentOff: 33.333 }, 'percentOff'],
    ['a percent as text', { ...percent, percentOff: '10' }, 'percentOff'],
    ['a percent that is no number', { ...percent, percentOff: Number.NaN }, 'percentOff'],
    ['an amount without a currency', { ...fixed, currency: undefined }, 'currency'],
    ['a currency in capitals', { ...fixed, currency: 'EUR' }, 'currency'],
    ['a currency that is none', { ...fixed, currency: 'euro' }, 'currency'],
    ['an amount of 0', { ...fixed, amountOff: 0 }, 'amountOff'],
    ['a negative amount', { ...fixed, amountOff: -1 }, 'amountOff'],
    ['half a cent', { ...fixed, amountOff: 0.5 }, 'amountOff'],
    ['an amount as text', { ...fixed, amountOff: '500' }, 'amountOff'],
    ['too great an amount', { ...fixed, amountOff: 100_000_000 }, 'amountOff'],
    ['no duration', { ...percent, duration: undefined }, 'duration'],
    ['an unknown duration', { ...percent, duration: 'weekly' }, 'duration'],
    ['a repeating one without months', { ...percent, duration: 'repeating' }, 'durationInMonths'],
    ['months of what does not repeat', { ...percent, durationInMonths: 3 }, 'durationInMonths'],
    ['no months', { ...percent, duration: 'repeating', durationInMonths: 0 }, 'durationInMonths'],
    ['a month and a half', { ...percent, duration: 'repeating', durationInMonths: 1.5 }, 'durationInMonths'],
    ['no redemptions', { ...percent, maxRedemptions: 0 }, 'maxRedemptions'],
    ['redemptions as text', { ...percent, maxRedemptions: '5' }, 'maxRedemptions'],
    ['a last day that is past', { ...percent, redeemBy: '2026-11-23T09:59:59.000Z' }, 'redeemBy'],
    [
      'a last day more than five years ahead',
      { ...percent, redeemBy: '2031-11-23T10:00:01.000Z' },
      'redeemBy',
    ],
    ['a last day that is no date', { ...percent, redeemBy: 'soon' }, 'redeemBy'],
    ['a code with a space', { ...percent, code: 'TEN OFF' }, 'code'],
    ['a code with an umlaut', { ...percent, code: 'FRÜHLING' }, 'code'],
    ['a code with an underscore', { ...percent, code: 'TEN_OFF' }, 'code'],
    ['a code of 501 characters', { ...percent, code: 'A'.repeat(501) }, 'code'],
    ['a code that is a number', { ...percent, code: 10 }, 'code'],
    ['active as text', { ...percent, active: 'yes' }, 'active'],
    ['metadata that is a list', { ...percent, metadata: ['x'] }, 'metadata'],
    ['metadata that is text', { ...percent, metadata: 'x' }, 'metadata'],
    ['51 pairs of metadata', { ...percent, metadata: Object.fromEntries(pairs(51)) }, 'metadata'],
    ['a metadata key of 41 characters', { ...percent, metadata: { ['k'.repeat(41)]: 'v' } }, 'metadata'],
    ['a metadata value of 501 characters', { ...percent, metadata: { k: 'v'.repeat(501) } }, 'metadata'],
    ['an empty metadata value', { ...percent, metadata: { k: '' } }, 'metadata'],
    ['a nested metadata value', { ...percent, metadata: { k: { v: 1 } } }, 'metadata'],
    ['brackets in a metadata key', { ...percent, metadata: { 'k[0]': 'v' } }, 'metadata'],
    ['an empty metadata key', { ...percent, metadata: { '': 'v' } }, 'metadata'],
  ])('is refused with %s, by name of the field', (_name, discount, field) => {
    expect(problems(discount)).toEqual([{ field, message: expect.stringContaining(`"${field}" `) }])
  })

  it('is told everything that is wrong with it at once', () => {
    expect(problems({}).map(({ field }) => field)).toEqual(['name', 'percentOff', 'duration'])
  })

  it('can be renamed after its last day', () => {
    const stored = { ...percent, redeemBy: '2026-01-01T00:00:00.000Z' }
    expect(problems({ ...stored, name: 'Ten', redeemBy: new Date(stored.redeemBy) }, stored)).toEqual([])
    expect(problems({ ...stored, redeemBy: '2026-01-02T00:00:00.000Z' }, stored)).toHaveLength(1)
  })
})

describe('a code', () => {
  it('is the same whatever its case', () => {
    expect(normalizeDiscountCode(' summer-2026 ')).toBe(normalizeDiscountCode('Summer-2026'))
  })

  it('differs by its dashes', () => {
    expect(normalizeDiscountCode('TEN-OFF')).not.toBe(normalizeDiscountCode('TENOFF'))
  })
})

describe('redeeming', () => {
  const order = { currency: 'eur', redemptions: 0, now }

  it.each<[string, RedeemableDiscount, Partial<typeof order>]>([
    ['a percent discount in any currency', { name: 'A', active: true }, { currency: 'jpy' }],
    ['a percent discount with a currency left behind', { name: 'A', currency: 'usd' }, {}],
    ['a fixed discount in its currency', { name: 'A', amountOff: 500, currency: 'eur' }, {}],
    ['the last of several', { name: 'A', maxRedemptions: 3 }, { redemptions: 2 }],
    ['the last second', { name: 'A', redeemBy: now.toISOString() }, {}],
    ['no limits', { name: 'A', maxRedemptions: null, redeemBy: null }, { redemptions: 1_000 }],
  ])('is possible with %s', (_name, discount, context) => {
    expect(findRedemptionRefusal(discount, { ...order, ...context })).toBeNull()
  })

  it.each<[string, RedeemableDiscount, Partial<typeof order>]>([
    ['inactive', { name: 'A', active: false }, {}],
    ['expired', { name: 'A', redeemBy: '2026-11-23T09:59:59.999Z' }, {}],
    ['exhausted', { name: 'A', maxRedemptions: 3 }, { redemptions: 3 }],
    ['exhausted', { name: 'A', maxRedemptions: 3 }, { redemptions: 4 }],
    ['other_currency', { name: 'A', amountOff: 500, currency: 'usd' }, {}],
  ])('is refused as %s: %j %j', (reason, discount, context) => {
    const refusal = findRedemptionRefusal(discount, { ...order, ...context })
    expect(refusal).toEqual({ reason, message: expect.stringContaining('"A"') })
  })
})

function pairs(count: number): [string, string][] {
  return Array.from({ length: count }, (_, index) => [`key${index}`, 'value'])
}
