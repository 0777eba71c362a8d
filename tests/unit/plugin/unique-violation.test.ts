import { expect, it } from '@jest/globals'
import { ValidationError } from 'payload'
import { isUniqueViolation } from '../../../src/plugin/database/database.ts'

const refusal = (error: { label?: string; message: string; path: string }) =>
  new ValidationError({ collection: 'stripe-events', errors: [error] })

it('knows what a unique index refused in whatever language the project speaks', () => {
  expect(isUniqueViolation(refusal({ message: 'Value must be unique', path: 'key' }))).toBe(true)
  expect(isUniqueViolation(refusal({ message: 'Wert muss einzigartig sein', path: 'key' }))).toBe(true)
})

it('knows it by the codes of PostgreSQL and MongoDB, wherever they are among the causes', () => {
  expect(isUniqueViolation(new Error('insert failed', { cause: { code: '23505' } }))).toBe(true)
  expect(isUniqueViolation({ code: 11000 })).toBe(true)
})

it('takes no refusal of a field’s value for it, and no other error', () => {
  const invalid = { label: 'Quantity', message: 'This field must be unique somehow.', path: 'quantity' }
  expect(isUniqueViolation(refusal(invalid))).toBe(false)
  expect(isUniqueViolation(new Error('unique'))).toBe(false)
  expect(isUniqueViolation(null)).toBe(false)
})
