import { type TaxFields, validateTax } from '../../../src/plugin/domain/tax-rules.ts'

const vat = { displayName: 'USt', percentage: 19, inclusive: true }

it.each<[string, TaxFields]>([
  ['what it needs', vat],
  ['four decimals', { ...vat, percentage: 8.8751 }],
  ['0 %', { ...vat, percentage: 0 }],
  ['100 %', { ...vat, percentage: 100 }],
  ['exclusive', { ...vat, inclusive: false }],
  ['a place', { ...vat, country: 'US', state: 'NY', jurisdiction: 'New York', description: 'City tax' }],
  ['emptied fields', { ...vat, country: '', state: null, jurisdiction: '', metadata: null }],
  ['a name of 50 characters', { ...vat, displayName: 'n'.repeat(50) }],
  ['flags', { ...vat, active: false, appliesByDefault: true }],
])('a tax may be made with %s', (_name, tax) => {
  expect(validateTax(tax)).toEqual([])
})

it.each<[string, TaxFields, string]>([
  ['no name', { ...vat, displayName: '' }, 'displayName'],
  ['a name of 51 characters', { ...vat, displayName: 'n'.repeat(51) }, 'displayName'],
  ['no percentage', { ...vat, percentage: undefined }, 'percentage'],
  ['a negative percentage', { ...vat, percentage: -1 }, 'percentage'],
  ['more than 100 %', { ...vat, percentage: 100.0001 }, 'percentage'],
  ['five decimals', { ...vat, percentage: 8.87501 }, 'percentage'],
  ['a percentage as text', { ...vat, percentage: '19' }, 'percentage'],
  ['neither inclusive nor exclusive', { ...vat, inclusive: undefined }, 'inclusive'],
  ['inclusive as text', { ...vat, inclusive: 'true' }, 'inclusive'],
  ['appliesByDefault as text', { ...vat, appliesByDefault: 'yes' }, 'appliesByDefault'],
  ['a jurisdiction of 51 characters', { ...vat, jurisdiction: 'n'.repeat(51) }, 'jurisdiction'],
  ['a country by name', { ...vat, country: 'Germany' }, 'country'],
  ['a country in small letters', { ...vat, country: 'de' }, 'country'],
  ['a state that is a number', { ...vat, state: 5 }, 'state'],
  ['a description of 5001 characters', { ...vat, description: 'd'.repeat(5001) }, 'description'],
  ['active as text', { ...vat, active: 'yes' }, 'active'],
  ['metadata that is a list', { ...vat, metadata: [] }, 'metadata'],
])('a tax with %s is refused by name of the field', (_name, tax, field) => {
  expect(validateTax(tax)).toEqual([{ field, message: expect.stringContaining(`"${field}" `) }])
})

it('a tax is told everything that is wrong with it at once', () => {
  expect(validateTax({}).map(({ field }) => field)).toEqual(['displayName', 'percentage', 'inclusive'])
})
