import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Stripe } from 'stripe'
import type { RunningStandIn } from '../../../src/stand-in/index.ts'
import { connect, control, type Receiver, startReceiver, startTestSandbox } from './support.ts'

let sandbox: RunningStandIn
let stripe: Stripe
let receiver: Receiver

beforeAll(async () => {
  sandbox = await startTestSandbox()
  stripe = connect(sandbox)
})
afterAll(() => sandbox.close())
let endpoint: Stripe.WebhookEndpoint
beforeEach(async () => {
  receiver = await startReceiver()
  endpoint = await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['*'] })
  receiver.secret = endpoint.secret!
})
afterEach(async () => {
  await stripe.webhookEndpoints.del(endpoint.id)
  await receiver.close()
})

async function pay(method = 'pm_card_visa'): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    confirm: true,
    payment_method: method,
    return_url: 'http://shop.example',
  })
}
const chargeOf = (intent: Stripe.PaymentIntent, expand: string[] = []) =>
  stripe.charges.retrieve(intent.latest_charge as string, { expand })
const refusal = (call: Promise<unknown>): Promise<Stripe.errors.StripeError> =>
  call.then(
    () => Promise.reject(new Error('It was not refused.')),
    (error) => error,
  )

describe('A refund', () => {
  it('takes part of a payment, then the rest, and never more', async () => {
    const intent = await pay()
    const first = await stripe.refunds.create({
      payment_intent: intent.id,
      amount: 500,
      reason: 'requested_by_customer',
      metadata: { order: '7' },
    })
    expect(first).toMatchObject({
      status: 'succeeded',
      amount: 500,
      payment_intent: intent.id,
      metadata: { order: '7' },
    })
    const [told] = await receiver.waitFor('charge.refunded')
    expect(told!.data).toMatchObject({
      object: { amount_refunded: 500, refunded: false },
      previous_attributes: { amount_refunded: 0 },
    })
    expect(told!.data.object).not.toHaveProperty('refunds')
    await receiver.waitFor('refund.created')

    const much = await refusal(stripe.refunds.create({ payment_intent: intent.id, amount: 1501 }))
    expect(much.message).toBe('Refund amount ($15.01) is greater than unrefunded amount on charge ($15.00)')
    expect((await stripe.refunds.create({ charge: intent.latest_charge as string })).amount).toBe(1500)
    const charge = await chargeOf(intent, ['refunds'])
    expect(charge).toMatchObject({ amount_refunded: 2000, refunded: true })
    expect(charge.refunds?.data.map(({ amount }) => amount)).toEqual([1500, 500])
    const again = await refusal(stripe.refunds.create({ payment_intent: intent.id }))
    expect(again.code).toBe('charge_already_refunded')
    const listed = await stripe.refunds.list({ payment_intent: intent.id, limit: 1 })
    expect(listed).toMatchObject({ has_more: true, data: [{ amount: 1500 }] })
  })

  it('that fails later lowers what is refunded, and can be made again', async () => {
    const intent = await pay()
    const refund = await stripe.refunds.create({ payment_intent: intent.id })
    await control(sandbox, 'POST', `/refunds/${refund.id}/fail`, { reason: 'lost_or_stolen_card' })
    const [failed] = await receiver.waitFor('refund.failed')
    expect(failed!.data.object).toMatchObject({ status: 'failed', failure_reason: 'lost_or_stolen_card' })
    const [updated] = await receiver.waitFor('refund.updated')
    expect(updated!.data.previous_attributes).toMatchObject({ status: 'succeeded' })
    expect(await chargeOf(intent)).toMatchObject({ amount_refunded: 0, refunded: false })
    expect((await stripe.refunds.create({ payment_intent: intent.id })).status).toBe('succeeded')
  })

  it('behaves as the test cards for refunds say', async () => {
    const slow = await stripe.refunds.create({ payment_intent: (await pay('pm_card_pendingRefund')).id })
    const bad = await stripe.refunds.create({ payment_intent: (await pay('pm_card_refundFail')).id })
    expect([slow.status, bad.status]).toEqual(['pending', 'succeeded'])
    await control(sandbox, 'POST', '/clock', { advanceSeconds: 3601 })
    expect((await stripe.refunds.retrieve(slow.id)).status).toBe('succeeded')
    expect((await stripe.refunds.retrieve(bad.id)).status).toBe('failed')
  })

  it('needs money that has come, and cannot be canceled once it is on its way', async () => {
    const open = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd' })
    const error = await refusal(stripe.refunds.create({ payment_intent: open.id }))
    expect(error.message).toContain('does not have a successful charge to refund')
    const debit = await pay('pm_usBankAccount_success')
    expect((await refusal(stripe.refunds.create({ payment_intent: debit.id }))).statusCode).toBe(400)
    const refund = await stripe.refunds.create({ payment_intent: (await pay()).id })
    expect((await refusal(stripe.refunds.cancel(refund.id))).message).toContain('succeeded')
    expect((await stripe.refunds.update(refund.id, { metadata: { a: 'b' } })).metadata).toEqual({ a: 'b' })
  })
})

describe('A dispute', () => {
  it('follows a payment with the card for it, blocks refunds, and is lost', async () => {
    const intent = await pay('pm_card_createDispute')
    const [created] = await receiver.waitFor('charge.dispute.created')
    const dispute = created!.data.object as Stripe.Dispute
    expect(dispute).toMatchObject({
      amount: 2000,
      status: 'needs_response',
      payment_intent: intent.id,
      metadata: {},
    })
    await receiver.waitFor('charge.dispute.funds_withdrawn')
    expect((await chargeOf(intent)).disputed).toBe(true)
    expect((await refusal(stripe.refunds.create({ payment_intent: intent.id }))).code).toBe('charge_disputed')
    await control(sandbox, 'POST', `/disputes/${dispute.id}/lost`)
    const [closed] = await receiver.waitFor('charge.dispute.closed')
    expect(closed!.data).toMatchObject({
      object: { status: 'lost' },
      previous_attributes: { status: 'needs_response' },
    })
    const listed = await stripe.disputes.list({ payment_intent: intent.id })
    expect(listed.data.map(({ id, status }) => [id, status])).toEqual([[dispute.id, 'lost']])
    await expect(control(sandbox, 'POST', `/disputes/${dispute.id}/won`)).rejects.toThrow('404')
  })

  it('that is won brings the money back', async () => {
    await pay('pm_card_createDispute')
    const [created] = await receiver.waitFor('charge.dispute.created')
    await control(sandbox, 'POST', `/disputes/${(created!.data.object as Stripe.Dispute).id}/won`)
    const [back] = await receiver.waitFor('charge.dispute.funds_reinstated')
    const { balance_transactions: movements } = back!.data.object as Stripe.Dispute
    expect(movements.map(({ amount }) => amount)).toEqual([-2000, 2000])
  })

  it('that is only an inquiry moves no money and leaves refunds possible', async () => {
    const intent = await pay('pm_card_createDisputeInquiry')
    const [created] = await receiver.waitFor('charge.dispute.created')
    expect(created!.data.object).toMatchObject({ status: 'warning_needs_response', balance_transactions: [] })
    expect((await stripe.refunds.create({ payment_intent: intent.id })).status).toBe('succeeded')
    const id = (created!.data.object as Stripe.Dispute).id
    expect((await control(sandbox, 'POST', `/disputes/${id}/won`)).status).toBe('warning_closed')
    expect(receiver.events.map(({ type }) => type)).not.toContain('charge.dispute.funds_withdrawn')
  })
})
