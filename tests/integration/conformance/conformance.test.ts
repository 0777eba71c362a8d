import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Stripe } from 'stripe'
import type { Account } from '../../../src/plugin/stripe/accounts.ts'
import { FLOWS } from '../../../src/plugin/stripe/flows/flows.ts'
import { PRICING_CASES, type PricingCase } from '../../unit/plugin/pricing-table.ts'
import { type Fixtures, makeFixtures } from './fixtures.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'
import { listCandidates, type Target } from './targets.ts'

/** What a run with a real key has been answered; the sandbox is then held to it for ever. */
const ANSWERS = fileURLToPath(new URL('./stripe-answers.json', import.meta.url))

type Answer = Record<string, unknown>
const recorded: Record<string, Answer> | null = existsSync(ANSWERS)
  ? JSON.parse(readFileSync(ANSWERS, 'utf8'))
  : null

const say = (line: string) => process.stderr.write(`conformance: ${line}\n`)
if (recorded === null)
  say('no answers of a real account are recorded: that totals equal Stripe’s is unproven')

const HOUR_MS = 3_600_000
const ORDER = {
  marks: { installation: 'i1', order: '7', attempt: '9' },
  currency: 'usd',
  lines: [{ itemId: '3', name: 'Mug', unitAmount: 1000, quantity: 2 }],
  returnUrl: 'https://shop.example/order/7?token=abc',
  cancelUrl: 'https://shop.example/item/3',
}
/** What the shop itself sends to open, read and end a payment; 10 % off and an inclusive tax, where Stripe adds up. */
const OWN_CALLS = (Object.keys(FLOWS) as (keyof typeof FLOWS)[]).flatMap((flow) =>
  (['plain', 'discounted and taxed'] as const).map((what) => [flow, what] as const),
)

for (const { name, skipped, start } of listCandidates()) {
  if (skipped) say(`${name}: skipped, because ${skipped}`)
  else describe(`Against ${name}`, () => runAgainst(start))
}

function runAgainst(start: () => Promise<Target>): void {
  let target: Target
  let fixtures: Fixtures
  let agreed = 0
  let left = 0
  const answers: Record<string, Answer> = {}

  beforeAll(async () => {
    target = await start()
    fixtures = await makeFixtures(target.stripe)
  }, 120_000)
  afterAll(async () => {
    const asked = SCENARIOS.length + PRICING_CASES.length + OWN_CALLS.length - left
    say(
      `${target.name}: ${agreed} of ${asked} agree${left > 0 ? `; ${left} need the other tax rounding` : ''}`,
    )
    if (target.name === 'stripe') writeFileSync(ANSWERS, `${JSON.stringify(answers, null, 2)}\n`)
    await target.close()
  })

  it.each(SCENARIOS.map((scenario) => [nameOf(scenario), scenario] as const))(
    '%s',
    async (name, scenario) => {
      const answer = await ask(target, fixtures, scenario)
      check(target, scenario, answer)
      answers[name] = answer
      if (target.name === 'sandbox' && recorded?.[name]) expect(answer).toEqual(recorded[name])
      agreed += 1
    },
  )

  it.each(OWN_CALLS)("grants the shop's own calls of the flow %s, %s", async (flow, what) => {
    const account = { name: target.name, stripe: target.stripe } as Account
    const terms = what === 'plain' ? {} : { couponId: fixtures.coupon, taxRateIds: [fixtures.rate!] }
    const request = {
      ...ORDER,
      ...terms,
      amount: what === 'plain' ? 2000 : 1800,
      lines: [{ ...ORDER.lines[0]!, productId: fixtures.product }],
      expiresAt: new Date(Date.now() + HOUR_MS),
    }
    const opened = await FLOWS[flow].open(account, request, `${fixtures.run}-${flow}-${what}`)
    if (opened.kind !== 'done') throw new Error(JSON.stringify(opened))
    const id = FLOWS[flow].idOf(opened.value)!
    const outcomes = [await FLOWS[flow].read(account, id), await FLOWS[flow].end(account, id)]
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done'])
    if (target.name !== 'stripe-mock') expect(opened.value.amount).toBe(request.amount)
    agreed += 1
  })

  it.each(PRICING_CASES.map((sum) => [`totals: ${sum.name}`, sum] as const))('%s', async (name, sum) => {
    if (target.setTaxRounding === null && sum.taxRounding === 'total') {
      left += 1
      return
    }
    await target.setTaxRounding?.(sum.taxRounding ?? 'line')
    const answer = await askTotals(target.stripe, sum)
    if (target.name !== 'stripe-mock') expect(answer).toEqual(expectedTotals(sum))
    answers[name] = answer
    if (target.name === 'sandbox' && recorded?.[name]) expect(answer).toEqual(recorded[name])
    agreed += 1
  })
}

function nameOf({ what, request, refused }: Scenario): string {
  return `${refused ? `refuses (${refused.source})` : 'grants'} ${what}: ${request.split('?')[0]}`
}

/** Answers `{status}` and, where it was refused, type, code and param. */
async function ask({ stripe }: Target, fixtures: Fixtures, { request, params }: Scenario): Promise<Answer> {
  const [method, path] = fill(request, fixtures).split(' ') as [string, string]
  const body = params && JSON.parse(fill(JSON.stringify(params), fixtures))
  try {
    await stripe.rawRequest(method, path, body)
    return { status: 200 }
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError) || !error.statusCode) throw error
    const { statusCode: status, rawType: type, code, param } = error
    return { status, type, ...(code && { code }), ...(param && { param }) }
  }
}

function fill(text: string, fixtures: Fixtures): string {
  return text.replaceAll(/<(\w+)>/g, (_, name: string) => fixtures[name] ?? `missing-${name}`)
}

function check({ name }: Target, { refused }: Scenario, answer: Answer): void {
  // Without state, stripe-mock knows no more than the shape of a request: anything well formed is granted.
  if (!refused || (name === 'stripe-mock' && refused.source !== 'openapi')) {
    expect(answer).toEqual({ status: 200 })
  } else if (name === 'stripe-mock') {
    expect(answer.status).toBeGreaterThanOrEqual(400)
  } else {
    const { source, ...expected } = refused
    expect(answer).toMatchObject({ status: 400, ...expected })
  }
}

/** What Stripe itself makes of a worked sum of the shop's: `{subtotal, discount, tax, total}`, or its refusal. */
async function askTotals(stripe: Stripe, sum: PricingCase): Promise<Answer> {
  const { currency, percentOff, amountOff } = sum
  const terms = percentOff === undefined ? { amount_off: amountOff!, currency } : { percent_off: percentOff }
  const hasDiscount = percentOff !== undefined || amountOff !== undefined
  const coupon = hasDiscount ? await stripe.coupons.create({ ...terms, duration: 'once' }) : null
  const rates: string[] = []
  for (const { percentage, inclusive } of sum.taxes ?? []) {
    rates.push((await stripe.taxRates.create({ display_name: 'Tax', percentage, inclusive })).id)
  }
  try {
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      success_url: 'https://shop.example/thanks',
      line_items: sum.lines.map(([quantity, unit_amount]) => ({
        quantity,
        price_data: { currency, unit_amount, product_data: { name: 'Thing' } },
        ...(rates.length > 0 && { tax_rates: rates }),
      })),
      ...(coupon && { discounts: [{ coupon: coupon.id }] }),
      automatic_tax: { enabled: false },
      adaptive_pricing: { enabled: false },
    })
    const { amount_subtotal: subtotal, amount_total: total, total_details: details } = session
    return { subtotal, discount: details?.amount_discount, tax: details?.amount_tax, total }
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError) return { refused: error.code }
    throw error
  }
}

/**
 * Documentation: there is something to sell, totals of three-decimal currencies end in 0, and a total is 0, or
 * between the minimum and eight digits.
 */
function expectedTotals({ currency, lines, expected }: PricingCase): Answer {
  const { subtotal, discountAmount: discount, taxAmount: tax, total } = expected
  if (lines.length === 0) return { refused: 'parameter_missing' }
  if (total > MAXIMUM) return { refused: 'amount_too_large' }
  if (currency === 'kwd' && total % 10 !== 0) return { refused: 'parameter_invalid_integer' }
  if (total > 0 && total < MINIMUM) return { refused: 'amount_too_small' }
  return { subtotal, discount, tax, total }
}

/** 0.50 in dollars and euros, 50 yen: all that the table is in. */
const MINIMUM = 50
const MAXIMUM = 99_999_999
