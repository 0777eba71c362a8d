import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describeUnless } from '../support/conditional-suite.ts'
import { runHostProgram } from '../support/host-program.ts'
import { createStandInProject, startInstalledStandIn } from '../support/installed-stand-in.ts'
import { reasonAgainstInstalling } from '../support/packages.ts'

const INSTALL_TIMEOUT_MS = 180_000

/** Whoever wants a stand-in in a test of his own: a coupon, and the page of a payment. */
const SCRIPT = `
import { createStandIn } from 'stripe-stand-in'

const standIn = await createStandIn()
const ask = async (path, body) => {
  const headers = { authorization: 'Bearer sk_test_sandbox_usd' }
  const response = await fetch(standIn.url + path, { method: 'POST', headers, body: new URLSearchParams(body) })
  return response.json()
}
const session = await ask('/v1/checkout/sessions', {
  mode: 'payment',
  success_url: 'http://localhost/done',
  'line_items[0][quantity]': '1',
  'line_items[0][price_data][currency]': 'usd',
  'line_items[0][price_data][unit_amount]': '1000',
  'line_items[0][price_data][product_data][name]': 'Mug',
})
const page = await fetch(session.url)
const script = await fetch(standIn.url + '/endive/stripe.js')
console.log(JSON.stringify({ id: session.id, page: page.status, script: script.status, html: await page.text() }))
await standIn.close()
`

describeUnless(reasonAgainstInstalling, 'A bare Node project with the stand-in', () => {
  let folder: string

  beforeAll(async () => {
    folder = await createStandInProject()
  }, INSTALL_TIMEOUT_MS)

  afterAll(async () => {
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  it('starts it with npx and keeps what it is told in the folder that it names', async () => {
    const coupons = async (url: string, init: RequestInit = {}) => {
      const headers = { authorization: 'Bearer sk_test_sandbox_usd' }
      const response = await fetch(`${url}/v1/coupons`, { headers, ...init })
      return response.json()
    }
    const first = await startInstalledStandIn(folder)
    try {
      const body = new URLSearchParams({ percent_off: '10', duration: 'once', name: 'Ten off' })
      expect(await coupons(first.url, { method: 'POST', body })).toMatchObject({ percent_off: 10 })
    } finally {
      await first.stop()
    }
    const second = await startInstalledStandIn(folder)
    try {
      expect(await coupons(second.url)).toMatchObject({ data: [{ name: 'Ten off' }] })
    } finally {
      await second.stop()
    }
  })

  it('starts it in a process of its own, with its payment page and its Stripe.js', async () => {
    await writeFile(path.join(folder, 'script.js'), SCRIPT)
    const answer = JSON.parse(await runHostProgram(process.execPath, ['script.js'], { cwd: folder }))
    expect(answer).toMatchObject({ id: expect.stringMatching(/^cs_test_/), page: 200, script: 200 })
    expect(answer.html).toContain('name="cardNumber"')
  })
})
