import { describe, expect, it } from '@jest/globals'
import { blocksRefund, describeDispute, isDisputeNews } from '../../../src/plugin/domain/disputes.ts'

const answerBy = new Date('2027-01-02T10:00:00Z')
const state = (status: string) => ({ status, amount: 2000, currency: 'eur', reason: 'fraudulent', answerBy })

describe('a dispute', () => {
  it.each(['needs_response', 'warning_needs_response', 'appeal_needs_response'])(
    'is told with its deadline while it wants an answer (%s)',
    (status) => expect(describeDispute(state(status))).toContain('Answer in Stripe until 2027-01-02 ('),
  )

  it.each(['under_review', 'warning_closed', 'won', 'lost', 'prevented'])(
    'is told without a deadline where there is nothing to answer (%s)',
    (status) => expect(describeDispute(state(status))).not.toContain('2027'),
  )

  it('is told by the name of a status that Stripe has added since', () => {
    expect(describeDispute(state('settled'))).toContain('“settled”')
  })

  it('is news with another status, or with another deadline while it wants an answer', () => {
    expect(isDisputeNews(null, state('lost'))).toBe(true)
    expect(isDisputeNews(state('lost'), state('won'))).toBe(true)
    expect(isDisputeNews(state('won'), state('won'))).toBe(false)
    const later = { ...state('needs_response'), answerBy: new Date('2027-02-02T10:00:00Z') }
    expect(isDisputeNews(state('needs_response'), later)).toBe(true)
    expect(isDisputeNews(state('needs_response'), state('needs_response'))).toBe(false)
    expect(isDisputeNews(state('won'), { ...later, status: 'won' })).toBe(false)
  })

  it.each([
    ['needs_response', true],
    ['under_review', true],
    ['appeal_under_review', true],
    ['lost', true],
    ['warning_needs_response', false],
    ['warning_closed', false],
    ['won', false],
  ])('keeps its payment from being given back (%s: %s)', (status, blocks) =>
    expect(blocksRefund(status)).toBe(blocks),
  )
})
