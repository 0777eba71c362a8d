import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RunningStandIn } from '../../../src/stand-in/index.ts'
import { connect, GOOD_CARD, mugSession, request, startTestSandbox, submitPage } from './support.ts'

let standIn: RunningStandIn
const ids: Record<string, string> = {}

beforeAll(async () => {
  standIn = await startTestSandbox()
  const stripe = connect(standIn)
  const session = await stripe.checkout.sessions.create(mugSession())
  await submitPage(session.url!, GOOD_CARD)
  const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] })
  const intent = paid.payment_intent as Exclude<typeof paid.payment_intent, string | null>
  const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 100 })
  Object.assign(ids, {
    session: session.id,
    intent: intent.id,
    charge: intent.latest_charge as string,
    refund: refund.id,
  })
})
afterAll(() => standIn.close())

const expand = async (at: string, path: string) => {
  const target = at.replaceAll(/<(\w+)>/g, (_, name: string) => ids[name]!)
  const mark = target.includes('?') ? '&' : '?'
  return request(standIn, 'GET', `/v1/${target}${mark}expand[]=${path}`)
}

describe('An expansion', () => {
  it.each([
    ['checkout/sessions/<session>', 'customer'],
    ['checkout/sessions/<session>', 'invoice'],
    ['checkout/sessions/<session>', 'setup_intent.latest_attempt'],
    ['checkout/sessions/<session>', 'automatic_tax.liability.account'],
    ['checkout/sessions', 'data.subscription'],
    ['payment_intents/<intent>', 'customer.default_source'],
    ['payment_intents/<intent>', 'on_behalf_of'],
    ['payment_intents/<intent>', 'transfer_data.destination'],
    ['payment_intents/<intent>', 'latest_charge.application_fee.refunds'],
    ['payment_intents/<intent>', 'payment_method.customer'],
    ['charges/<charge>', 'failure_balance_transaction'],
    ['charges/<charge>', 'review'],
    ['charges/<charge>', 'transfer'],
    ['refunds/<refund>', 'transfer_reversal'],
  ])('of what is null stays null: %s %s', async (at, path) => {
    const plain = await request(standIn, 'GET', `/v1/${at.replaceAll(/<(\w+)>/g, (_, name) => ids[name]!)}`)
    const answer = await expand(at, path)
    expect(answer.status).toBe(200)
    const first = path.split('.')[0]!
    const before = plain.body[first]
    if (before === null) expect(answer.body[first]).toBe(null)
  })

  it('fills in what is there, by whatever it is the id of', async () => {
    const charge = await expand('charges/<charge>', 'balance_transaction.source')
    expect(charge.body.balance_transaction.source).toMatchObject({ id: ids.charge, object: 'charge' })
    const refund = await expand('refunds/<refund>', 'balance_transaction.source.charge')
    expect(refund.body.balance_transaction.source).toMatchObject({
      id: ids.refund,
      charge: { object: 'charge' },
    })
  })

  it.each([
    ['payment_intents/<intent>', 'nothing', undefined],
    ['payment_intents/<intent>', 'amount', undefined],
    ['payment_intents/<intent>', 'latest_charge.amount', undefined],
    ['charges/<charge>', 'level3', 'sandbox_not_simulated'],
  ])('of what cannot be is refused: %s %s', async (at, path, code) => {
    const answer = await expand(at, path)
    expect(answer).toMatchObject({ status: 400, body: { error: { param: 'expand' } } })
    expect(answer.body.error.code).toBe(code)
  })
})
