import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { openBrowser, textOf } from '../../support/cart-browser.ts'
import { controlsOf, payByCard } from '../../support/payment-page.ts'
import { startTestSandbox, startTestShop, type TestSandbox, type TestShop } from '../../support/test-shop.ts'

let sandbox: TestSandbox
let shop: TestShop
let addresses = 0

beforeAll(async () => {
  sandbox = await startTestSandbox()
  shop = await startTestShop({
    stripe: { sandbox },
    env: { TRUST_PROXY: 'loopback', SHOP_CURRENCIES: 'eur,usd,kwd' },
  })
})

afterEach(async () => {
  await controlsOf(sandbox).clearFaults()
})

afterAll(async () => {
  await shop.close()
  await sandbox.close()
})

/** A shopper at an address of their own, so that the limits are each one's own. */
function newShopper() {
  addresses += 1
  return openBrowser(shop, { 'x-forwarded-for': `10.7.${addresses >> 8}.${addresses & 255}` })
}

type Shopper = ReturnType<typeof newShopper>

const createDiscount = (data: Record<string, unknown>) =>
  shop.payload.create({
    collection: 'discounts',
    data: { name: 'Spring', duration: 'once', percentOff: 20, ...data } as never,
  })

const newestOrder = async () =>
  (await shop.payload.find({ collection: 'orders', sort: '-id', limit: 1, depth: 0 })).docs[0]

const countOrders = async () => (await shop.payload.count({ collection: 'orders' })).totalDocs

/** As the page's script asks. */
const payAsScript = (shopper: Shopper, fields: Record<string, string> = {}) =>
  shopper.post('/cart/pay', { flow: 'hosted', ...fields }, { accept: 'application/json' })

const sessionOf = (url: string) =>
  shop.stripe().checkout.sessions.retrieve(String(/cs_test_\w+/.exec(url)?.[0]))

describe('the cart', () => {
  it('is empty at first, and says so', async () => {
    const answer = await newShopper().get('/cart')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('content-security-policy')).not.toContain('unsafe')
    expect(textOf(answer)).toContain('There is nothing in your cart yet.')
  })

  it('says why what it comes to cannot be paid, and offers no payment', async () => {
    const dates = await shop.createItem({ name: 'Dates', price: 1230, currency: 'kwd' })
    await createDiscount({ percentOff: 5, code: 'DATES5' })
    const shopper = newShopper()
    await shopper.add(dates.id)
    await shopper.post('/cart/code', { code: 'DATES5' })
    const text = textOf(await shopper.get('/cart'))
    expect(text).toMatch(/KWD\s1\.168 cannot be paid: .*multiples of 0\.010.*leave out the discount/)
    expect(text).not.toMatch(/Pay\sKWD/)
    const { status, json } = await payAsScript(shopper)
    expect([status, json.error.message]).toEqual([409, expect.stringContaining('multiples of 0.010')])
  })

  it('takes items, sums the same one, and is kept in a cookie that no script reads', async () => {
    const [cup, bowl] = [await shop.createItem({ name: 'Cup', price: 1250 }), await shop.createItem()]
    const shopper = newShopper()
    const added = await shopper.add(cup.id, 2)
    expect([added.status, added.headers.get('location')]).toEqual([303, '/cart'])
    const cookie = added.headers.getSetCookie().find((line) => line.startsWith('shop_cart='))
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Lax/)
    expect(cookie).not.toMatch(/Secure/)
    await shopper.add(cup.id)
    await shopper.add(bowl.id)
    const page = await shopper.sees()
    expect(page).toContain('€37.50')
    expect(page).toContain('Total €47.50')
  })

  it('takes from a program the numbers that it has read', async () => {
    const { id } = await shop.createItem({ price: 400 })
    const added = await shop.send('POST', '/cart/items', { item: id, quantity: 2 })
    expect([added.status, added.headers.get('location')]).toEqual([303, '/cart'])
    for (const item of [-1, 1.5, 1e21, '', null, [id]]) {
      expect((await shop.send('POST', '/cart/items', { item })).status).toBe(400)
    }
  })

  it('stands in the header of every page by its number of pieces, and in nobody else’s', async () => {
    const { id } = await shop.createItem({ name: 'Counted' })
    const shopper = newShopper()
    await shopper.add(id, 2)
    await shopper.add((await shop.createItem()).id)
    const cookie = [...shopper.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const countOn = async (path: string, headers: Record<string, string>) => {
      const { text } = await shop.request(path, { headers: { accept: 'text/html', ...headers } })
      return (
        /href="\/cart">Cart ?(?:<!--cart-count-->|<span class="masthead__count">(.+?)<\/span>)/.exec(
          text,
        )?.[1] ?? ''
      )
    }
    const strangers: string[] = []
    const own: string[] = []
    for (const path of ['/', `/item/${id}`, '/?q=Counted', '/page/terms', '/cart', '/nowhere']) {
      // Made, kept and found, in each encoding.
      for (const encoding of ['identity', 'gzip', 'br']) {
        const headers = { 'accept-encoding': encoding }
        strangers.push(await countOn(path, headers), await countOn(path, headers))
        own.push(await countOn(path, { ...headers, cookie }), await countOn(path, { ...headers, cookie }))
      }
    }
    expect(new Set(strangers)).toEqual(new Set(['']))
    expect(new Set(own)).toEqual(new Set(['3']))
    const etagFor = async (headers: Record<string, string>) =>
      (await shop.request('/', { headers })).headers.get('etag')
    expect(await etagFor({ cookie })).toBe(await etagFor({ cookie }))
    expect(await etagFor({ cookie })).not.toBe(await etagFor({}))
    for (const forged of ['x', 'W1tbMSwtNV1dXQ.x', 'W1tbMSwiOSJdXV0.x', 'bnVsbA.x']) {
      expect(await countOn('/', { cookie: `shop_cart=${forged}` })).toBe('')
    }
    await shopper.add((await shop.createItem()).id, 99)
    expect((await shopper.get('/')).text).toContain('<span class="masthead__count">99+</span>')
  })

  it('marks its cookie for HTTPS alone where the shop is reached so', async () => {
    const item = await shop.createItem()
    const secure = openBrowser(shop, { 'x-forwarded-proto': 'https' })
    const added = await secure.add(item.id)
    expect(added.headers.getSetCookie().find((line) => line.startsWith('shop_cart='))).toMatch(/Secure/)
  })

  it('changes quantities and takes items out', async () => {
    const [cup, bowl] = [await shop.createItem({ price: 500 }), await shop.createItem({ price: 700 })]
    const shopper = newShopper()
    await shopper.add(cup.id)
    await shopper.add(bowl.id)
    const changed = await shopper.post('/cart/quantity', { item: String(cup.id), quantity: '3' })
    expect(changed.status).toBe(303)
    expect(await shopper.sees()).toContain('Total €22.00')
    await shopper.post('/cart/remove', { item: String(bowl.id) })
    expect(await shopper.sees()).toContain('Total €15.00')
    await shopper.post('/cart/remove', { item: String(cup.id) })
    expect(await shopper.sees()).toContain('nothing in your cart')
    expect(shopper.cookies.has('shop_cart')).toBe(false)
  })

  it('shows the price of now, whatever it was when the item was put in', async () => {
    const item = await shop.createItem({ price: 500 })
    const shopper = newShopper()
    await shopper.add(item.id)
    await shop.payload.update({ collection: 'items', id: item.id, data: { price: 900 } })
    expect(await shopper.sees()).toContain('Total €9.00')
  })

  it('offers every item that is in stock beside Buy, and is linked in the header', async () => {
    const item = await shop.createItem()
    const page = await newShopper().get(`/item/${item.id}`)
    expect(page.text).toContain('formaction="/cart/add"')
    expect(page.text).toContain('href="/cart"')
    const soldOut = await shop.createItem({ stock: 0 })
    expect((await newShopper().get(`/item/${soldOut.id}`)).text).not.toContain('/cart/add')
  })
})

describe('what the cart refuses', () => {
  it.each(['0', '100', 'abc', '', '-1', '1.5', '1e1', ' 1'])('a quantity of “%s”', async (quantity) => {
    const item = await shop.createItem({ price: 500 })
    const shopper = newShopper()
    const added = await shopper.post('/cart/add', { item: String(item.id), quantity })
    expect([added.status, added.headers.getSetCookie()]).toEqual([400, []])
    await shopper.add(item.id)
    const changed = await shopper.post('/cart/quantity', { item: String(item.id), quantity })
    expect(changed.status).toBe(400)
    expect(textOf(changed)).toContain('quantity must be a whole number from 1 to 99.')
    expect(changed.text).toContain(
      `value="${quantity}" required autocomplete="off" aria-invalid="true" aria-describedby="quantity-${item.id}-problem" autofocus>`,
    )
    expect(changed.text).toContain(`id="quantity-${item.id}-problem" role="alert"`)
    expect(changed.text).not.toContain('<p class="alert"')
    expect(textOf(changed)).toContain('Total €5.00')
  })

  it.each([
    ['/cart/add', 'abc', 400],
    ['/cart/add', '', 400],
    ['/cart/add', '999999', 404],
    ['/cart/add', '99999999999', 404],
    ['/cart/quantity', '999999', 404],
    ['/cart/remove', 'abc', 400],
  ])('at %s the item “%s”', async (path, item, status) => {
    const answer = await newShopper().post(path, { item, quantity: '1' })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
  })

  it('more than 99 of one item, and more than 50 items', async () => {
    const items = await Promise.all(Array.from({ length: 51 }, () => shop.createItem({ price: 100 })))
    const shopper = newShopper()
    for (const { id } of items.slice(0, 50)) await shopper.add(id)
    const refused = await shopper.add(items[50]?.id ?? 0)
    expect(refused.status).toBe(400)
    expect(textOf(refused)).toContain('at most 50 different items')
    expect(textOf(refused)).toContain('Total €50.00')
    const first = items[0]?.id ?? 0
    expect((await shopper.add(first, 98)).status).toBe(303)
    expect(textOf(await shopper.add(first))).toContain('at most 99 of one item')
  })

  it('a second currency, with a message that says what to do', async () => {
    const [euros, dollars] = [
      await shop.createItem(),
      await shop.createItem({ name: 'Cap', currency: 'usd' }),
    ]
    const shopper = newShopper()
    await shopper.add(euros.id)
    const refused = await shopper.add(dollars.id)
    expect(refused.status).toBe(409)
    expect(textOf(refused)).toContain('“Cap” is sold in USD and your cart is in EUR.')
    expect(textOf(refused)).toContain('Total €10.00')
    const asProgram = await shopper.post('/cart/add', { item: String(dollars.id) }, { accept: '*/*' })
    expect([asProgram.status, asProgram.json.error.code]).toEqual([409, 'mixed_currencies'])
  })

  it('more than there is', async () => {
    const item = await shop.createItem({ name: 'Rare', stock: 2 })
    const shopper = newShopper()
    expect(textOf(await shopper.add(item.id, 3))).toContain('Only 2 left of “Rare”.')
    expect((await shopper.add(item.id, 2)).status).toBe(303)
    expect((await shopper.add(item.id)).status).toBe(409)
  })

  it('a cookie that was tampered with: the cart is empty', async () => {
    const item = await shop.createItem()
    const shopper = newShopper()
    await shopper.add(item.id)
    const cookie = shopper.cookies.get('shop_cart') ?? ''
    const [, signature] = cookie.split('.')
    const forged = Buffer.from(JSON.stringify([[[item.id, 50]], null, null])).toString('base64url')
    for (const bad of [`${forged}.${signature}`, forged, 'x'.repeat(5000), `${cookie}x`, '%', '%00']) {
      shopper.cookies.set('shop_cart', bad)
      expect(await shopper.sees()).toContain('nothing in your cart')
      expect((await shopper.post('/cart/pay')).status).toBe(409)
    }
  })

  it.each(['add', 'quantity', 'remove', 'code', 'pay'])(
    'another site’s request to /cart/%s, and other methods',
    async (route) => {
      const before = await countOrders()
      const shopper = newShopper()
      const item = await shop.createItem()
      const fields = { item: String(item.id), quantity: '1', code: 'X' }
      await shopper.add(item.id)
      const foreign: Record<string, string>[] = [
        { origin: 'https://evil.example' },
        { 'sec-fetch-site': 'cross-site' },
      ]
      for (const headers of foreign) {
        const refused = await shopper.post(`/cart/${route}`, fields, headers)
        expect([refused.status, refused.headers.getSetCookie()]).toEqual([403, []])
      }
      const got = await shopper.get(`/cart/${route}`)
      expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST'])
      expect((await shopper.post('/cart')).status).toBe(405)
      expect(await countOrders()).toBe(before)
    },
  )

  it('a form that is too large, and fields that come twice', async () => {
    const shopper = newShopper()
    const large = await shopper.post('/cart/code', { code: 'x'.repeat(20_000) })
    expect(large.status).toBe(413)
    const item = await shop.createItem()
    const twice = await shop.request('/cart/add', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `item=${item.id}&item=${item.id}`,
    })
    expect(twice.status).toBe(400)
  })

  it('codes without end, and changes without end', async () => {
    const shopper = newShopper()
    await shopper.add((await shop.createItem()).id)
    const statuses = []
    for (let count = 0; count < 21; count += 1) {
      statuses.push((await shopper.post('/cart/code', { code: `GUESS${count}` })).status)
    }
    expect(new Set(statuses.slice(0, 20))).toEqual(new Set([400]))
    expect(statuses[20]).toBe(429)
    const changes = []
    for (let count = 0; count < 151; count += 1) {
      changes.push((await shopper.post('/cart/remove', { item: '1' })).status)
    }
    expect(changes.at(-1)).toBe(429)
  })
})

describe('a promotion code', () => {
  it('is taken off, whatever its capitals, and can be removed again', async () => {
    await createDiscount({ name: 'Spring sale', code: 'SPRING20' })
    const shopper = newShopper()
    await shopper.add((await shop.createItem({ price: 1000 })).id)
    expect((await shopper.post('/cart/code', { code: ' spring20 ' })).status).toBe(303)
    expect(await shopper.sees()).toContain('Subtotal €10.00 Spring sale -€2.00 Total €8.00')
    await shopper.post('/cart/code', { code: '' })
    expect(await shopper.sees()).toContain('Total €10.00')
  })

  it.each([
    ['that is unknown', {}, 'NEVERMADE', 'is not valid'],
    ['that is not active', { code: 'SLEEPING', active: false }, 'SLEEPING', 'is not valid'],
    [
      'for another currency',
      { code: 'DOLLARS', percentOff: null, amountOff: 100, currency: 'usd' },
      'DOLLARS',
      'is for another currency',
    ],
    ['with characters that no code has', {}, '<b>"&\u0001', 'is not valid'],
  ])('%s is refused with the cart as it was', async (_, data, code, message) => {
    if ('code' in data) await createDiscount(data)
    const shopper = newShopper()
    await shopper.add((await shop.createItem()).id)
    const refused = await shopper.post('/cart/code', { code })
    expect([400, 409]).toContain(refused.status)
    expect(textOf(refused)).toContain(message)
    expect(refused.text).not.toContain('<b>"')
    const typed = code
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
    expect(refused.text).toMatch(/aria-invalid="true" aria-describedby="code-problem" autofocus>/)
    expect(refused.text).toContain(`value="${typed}"`)
    expect(refused.text).toContain('id="code-problem" role="alert"')
    expect(refused.text).not.toContain('<p class="alert"')
    expect(textOf(refused)).toContain('Total €10.00')
    expect(await shopper.sees()).toContain('Total €10.00')
  })

  it('that has expired since is told, is not taken off, and keeps the payment back', async () => {
    const { id } = await createDiscount({
      code: 'SHORT',
      redeemBy: new Date(Date.now() + 60_000).toISOString(),
    })
    const shopper = newShopper()
    await shopper.add((await shop.createItem()).id)
    await shopper.post('/cart/code', { code: 'SHORT' })
    await shop.sql("update discounts set redeem_by = now() - interval '1 hour' where id = $1", [id])
    const page = await shopper.sees()
    expect(page).toContain('The code “SHORT” has expired.')
    expect(page).toContain('Total €10.00')
    expect(page).not.toContain('Pay €')
    const before = await countOrders()
    expect((await shopper.post('/cart/pay')).status).toBe(409)
    expect(await countOrders()).toBe(before)
    await shopper.post('/cart/code', { code: '' })
    expect(await shopper.sees()).toContain('Pay €10.00')
  })

  it('that was used up is refused to the next one', async () => {
    await createDiscount({ code: 'ONCE', maxRedemptions: 1 })
    const item = await shop.createItem()
    const [first, second] = [newShopper(), newShopper()]
    for (const shopper of [first, second]) await shopper.add(item.id)
    await first.post('/cart/code', { code: 'ONCE' })
    const paid = await first.post('/cart/pay')
    const back = await payByCard(String(paid.headers.get('location')))
    await first.get(String(back.headers.get('location')).replace(shop.url, ''))
    const refused = await second.post('/cart/code', { code: 'once' })
    expect([refused.status, textOf(refused)]).toEqual([409, expect.stringContaining('has been used up')])
  })
})

describe('an item that cannot be bought any more', () => {
  it('is told, keeps the payment back, and can be removed', async () => {
    const [kept, left, rare] = [
      await shop.createItem({ name: 'Kept', price: 1000 }),
      await shop.createItem({ name: 'Left' }),
      await shop.createItem({ name: 'Rare', stock: 3 }),
    ]
    const shopper = newShopper()
    for (const { id } of [kept, left, rare]) await shopper.add(id, 2)
    await shop.payload.update({ collection: 'items', id: left.id, data: { _status: 'draft' } })
    await shop.payload.update({ collection: 'items', id: rare.id, data: { stock: 0 } })
    const page = await shopper.sees()
    expect(page).toContain('This item is no longer sold.')
    expect(page).toContain('“Rare” is sold out.')
    expect(page).toContain('Total €20.00')
    expect(page).not.toContain('Pay €')
    const refused = await shopper.post('/cart/pay')
    expect([400, 404, 409]).toContain(refused.status)
    for (const { id } of [left, rare]) await shopper.post('/cart/remove', { item: String(id) })
    expect(await shopper.sees()).toContain('Pay €20.00')
  })
})

describe('paying for the cart', () => {
  it('makes one order of all lines, with the taxes and the discount that the page showed', async () => {
    const tax = await shop.payload.create({
      collection: 'taxes',
      data: { displayName: 'VAT', percentage: 19, inclusive: false, appliesByDefault: true } as never,
    })
    try {
      await createDiscount({ name: 'Ten off', code: 'TENOFF', percentOff: 10 })
      const [cup, bowl] = [
        await shop.createItem({ name: 'Cup', price: 1999 }),
        await shop.createItem({ name: 'Bowl', price: 333 }),
      ]
      const shopper = newShopper()
      await shopper.add(cup.id, 3)
      await shopper.add(bowl.id, 7)
      await shopper.post('/cart/code', { code: 'TENOFF' })
      const page = await shopper.get('/cart')
      const total = Number(/name="total" value="(\d+)"/.exec(page.text)?.[1])
      const paid = await shopper.post('/cart/pay', { total: String(total) })
      expect(paid.status).toBe(303)
      const url = String(paid.headers.get('location'))
      expect(url).toMatch(new RegExp(`^${sandbox.url}/c/pay/cs_test_`))
      expect(await sessionOf(url)).toMatchObject({
        amount_total: total,
        currency: 'eur',
        cancel_url: `${shop.url}/cart`,
      })
      const order = await newestOrder()
      expect(order).toMatchObject({
        status: 'open',
        total,
        lines: [
          { name: 'Cup', quantity: 3, unitAmount: 1999 },
          { name: 'Bowl', quantity: 7, unitAmount: 333 },
        ],
      })
      expect(textOf(page)).toContain('VAT 19 %')
    } finally {
      await shop.payload.delete({ collection: 'taxes', id: tax.id })
    }
  })

  it('answers the page’s script as /buy does, in every flow', async () => {
    const item = await shop.createItem()
    const shopper = newShopper()
    await shopper.add(item.id)
    const hosted = await payAsScript(shopper)
    expect(hosted.status).toBe(200)
    expect(Object.keys(hosted.json)).toEqual(['sessionId', 'url', 'publishableKey', 'orderId', 'returnUrl'])
    const intent = await payAsScript(shopper, { flow: 'intent' })
    expect(intent.json).toMatchObject({ orderId: hosted.json.orderId, publishableKey: 'pk_test_sandbox_eur' })
    expect(intent.json.clientSecret).toMatch(/^pi_/)
    const odd = await payAsScript(shopper, { flow: 'cash' })
    expect([odd.status, odd.json.error.code]).toEqual([400, 'invalid_input'])
  })

  it('is one order and one session for a double click, and for a shopper who comes back', async () => {
    const shopper = newShopper()
    await shopper.add((await shop.createItem()).id, 2)
    const before = await countOrders()
    const answers = await Promise.all([1, 2, 3].map(() => payAsScript(shopper)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(answers.map(({ json }) => json.sessionId)).size).toBe(1)
    expect(await shopper.sees()).toContain('Total €20.00')
    expect((await payAsScript(shopper)).json.sessionId).toBe(answers[0]?.json.sessionId)
    expect(await countOrders()).toBe(before + 1)
    expect(await shop.attempts(answers[0]?.json.orderId)).toHaveLength(1)
  })

  it('is another order once the cart was changed, and the payment before cannot be made any more', async () => {
    const item = await shop.createItem()
    const shopper = newShopper()
    await shopper.add(item.id)
    const first = (await payAsScript(shopper)).json
    await shopper.add(item.id)
    const second = (await payAsScript(shopper)).json
    expect(second.orderId).not.toBe(first.orderId)
    expect((await sessionOf(first.url)).status).toBe('expired')
    expect(await shop.order(second.orderId)).toMatchObject({ total: 2000 })
  })

  it('is another order once a price has changed, and is refused while the page shows the old total', async () => {
    const item = await shop.createItem({ price: 1000 })
    const shopper = newShopper()
    await shopper.add(item.id)
    const first = (await payAsScript(shopper, { total: '1000' })).json
    await shop.payload.update({ collection: 'items', id: item.id, data: { price: 1100 } })
    const refused = await shopper.post('/cart/pay', { total: '1000' })
    expect(refused.status).toBe(409)
    expect(textOf(refused)).toContain('The total has changed')
    expect(textOf(refused)).toContain('Pay €11.00')
    const second = (await payAsScript(shopper, { total: '1100' })).json
    expect(second.orderId).not.toBe(first.orderId)
    expect(await shop.order(second.orderId)).toMatchObject({ total: 1100 })
    expect((await sessionOf(first.url)).status).toBe('expired')
  })

  it('empties the cart on the way back, and what was added since stays', async () => {
    const [cup, bowl] = [await shop.createItem(), await shop.createItem({ name: 'Bowl', price: 700 })]
    const shopper = newShopper()
    await shopper.add(cup.id)
    const paid = await shopper.post('/cart/pay')
    await shopper.add(bowl.id)
    const back = await payByCard(String(paid.headers.get('location')))
    await shopper.get(String(back.headers.get('location')).replace(shop.url, ''))
    const page = await shopper.sees()
    expect(page).toContain('Bowl')
    expect(page).toContain('Total €7.00')
    const again = await shopper.post('/cart/pay')
    const done = await payByCard(String(again.headers.get('location')))
    await shopper.get(String(done.headers.get('location')).replace(shop.url, ''))
    expect(shopper.cookies.has('shop_cart')).toBe(false)
    expect((await shopper.post('/cart/pay')).status).toBe(409)
  })

  it('sells the same cart a second time to whoever fills it again', async () => {
    const item = await shop.createItem()
    const shopper = newShopper()
    const ids = []
    for (let count = 0; count < 2; count += 1) {
      await shopper.add(item.id)
      const { json } = await payAsScript(shopper)
      ids.push(json.orderId)
      await payByCard(json.url)
      await shopper.get(json.returnUrl.replace(shop.url, ''))
    }
    expect(ids[0]).not.toBe(ids[1])
    expect(await shop.order(ids[1])).toMatchObject({ status: 'paid' })
  })

  it('settles a cart that costs nothing without Stripe, and leads to the order', async () => {
    await createDiscount({ code: 'FREE', percentOff: 100 })
    const shopper = newShopper()
    await shopper.add((await shop.createItem()).id)
    await shopper.post('/cart/code', { code: 'FREE' })
    expect(await shopper.sees()).toContain('Place the order')
    const paid = await shopper.post('/cart/pay')
    expect(paid.headers.get('location')).toMatch(new RegExp(`^${shop.url}/order/\\d+\\?token=`))
    expect(await newestOrder()).toMatchObject({ status: 'paid', total: 0 })
    expect(await shopper.sees()).toContain('nothing in your cart')
  })

  it('leaves no order behind for less than the smallest payment', async () => {
    const shopper = newShopper()
    await shopper.add((await shop.createItem({ price: 49 })).id)
    const before = await countOrders()
    const refused = await shopper.post('/cart/pay')
    expect(refused.status).toBe(409)
    expect(textOf(refused)).toContain('below the smallest payment')
    expect(await countOrders()).toBe(before)
  })

  it('keeps the cart when Stripe refuses, and uses the same order at the next try', async () => {
    const shopper = newShopper()
    await shopper.add((await shop.createItem()).id)
    await controlsOf(sandbox).failCalls({ kind: 'status', status: 400, times: 1 })
    const refused = await shopper.post('/cart/pay')
    expect(refused.status).toBe(502)
    expect(textOf(refused)).toContain('Pay €10.00')
    const order = await newestOrder()
    const { json } = await payAsScript(shopper)
    expect(json.orderId).toBe(order?.id)
  })
})
