import type { Stripe } from 'stripe'

/** Ids of what each target holds before the scenarios, by the names that they use: `<product>`. */
export type Fixtures = Record<string, string>

const FAR_SECONDS = 3600

/** The same objects on every target; stripe-mock only pretends to keep them. */
export async function makeFixtures(stripe: Stripe): Promise<Fixtures> {
  const run = `c${Date.now().toString(36)}`
  const product = await stripe.products.create({ id: `${run}_mug`, name: 'Mug' })
  const archived = await stripe.products.create({ name: 'Old mug', active: false })
  const bare = await stripe.products.create({ name: 'Never priced' })
  const price = (unit_amount: number, change: Partial<Stripe.PriceCreateParams> = {}) =>
    stripe.prices.create({ product: product.id, currency: 'usd', unit_amount, ...change })
  const coupon = await stripe.coupons.create({ id: `${run}_ten`, percent_off: 10, name: 'Ten off' })
  const inEuro = await stripe.coupons.create({ amount_off: 100, currency: 'eur' })
  const deleted = await stripe.coupons.create({ percent_off: 10 })
  const code = await stripe.promotionCodes.create({
    promotion: { type: 'coupon', coupon: coupon.id },
    code: `SPRING-${run}`,
  })
  const inactiveCode = await stripe.promotionCodes.create({
    promotion: { type: 'coupon', coupon: coupon.id },
    active: false,
  })
  await stripe.coupons.del(deleted.id)
  const rate = (display_name: string, active: boolean) =>
    stripe.taxRates.create({ display_name, percentage: 19, inclusive: true, active })
  const session = () =>
    stripe.checkout.sessions.create({
      mode: 'payment',
      success_url: 'https://shop.example/thanks',
      line_items: [
        { quantity: 1, price_data: { currency: 'usd', unit_amount: 1000, product_data: { name: 'Mug' } } },
      ],
    })
  const expired = await stripe.checkout.sessions.expire((await session()).id)
  const intent = () => stripe.paymentIntents.create({ amount: 2000, currency: 'usd' })
  const paid = () =>
    stripe.paymentIntents.create({
      amount: 2000,
      currency: 'usd',
      confirm: true,
      payment_method: 'pm_card_visa',
      return_url: 'https://shop.example/thanks',
    })
  const [paidIntent, otherPaid, refunded] = [await paid(), await paid(), await paid()]
  const refund = await stripe.refunds.create({ payment_intent: refunded.id })
  const canceled = await stripe.paymentIntents.cancel((await intent()).id)
  const endpoint = () =>
    stripe.webhookEndpoints.create({ url: 'https://shop.example/hook', enabled_events: ['charge.refunded'] })
  const [event] = (await stripe.events.list({ limit: 1 })).data
  const idsOf = async (made: Record<string, { id: string } | Promise<{ id: string }>>) =>
    Object.fromEntries(
      await Promise.all(Object.entries(made).map(async ([name, object]) => [name, (await object).id])),
    )
  return {
    run,
    soon: String(Math.floor(Date.now() / 1000) + FAR_SECONDS),
    past: String(Math.floor(Date.now() / 1000) - FAR_SECONDS),
    tomorrow: String(Math.floor(Date.now() / 1000) + 25 * FAR_SECONDS),
    charge: String(paidIntent.latest_charge),
    ...(await idsOf({
      product,
      archived,
      bare,
      price: price(1000),
      otherPrice: price(1200),
      inactivePrice: price(900, { active: false }),
      coupon,
      inEuro,
      deleted,
      spare: stripe.coupons.create({ percent_off: 5 }),
      code,
      inactiveCode,
      rate: rate('VAT', true),
      otherRate: rate('GST', true),
      archivedRate: rate('Old', false),
      session: session(),
      openSession: session(),
      expired,
      intent: intent(),
      otherIntent: intent(),
      paidIntent,
      otherPaid,
      refunded,
      refund,
      canceled,
      endpoint: endpoint(),
      otherEndpoint: endpoint(),
      event: event ?? { id: 'evt_none' },
    })),
  }
}
