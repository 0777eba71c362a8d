import { describe, expect, it } from '@jest/globals'
import type { BasePayload } from 'payload'
import { cartCookie, decodeCart, encodeCart, readCartCookie } from '../../../src/plugin/http/cart-cookie.ts'
import { type Cart, EMPTY_CART, MAX_CART_LINES, withoutSold } from '../../../src/plugin/shop/cart/cart.ts'
import { asCustom, type Shop } from '../../../src/plugin/shop/shop.ts'

const payload = signedWith('a secret of the tests')
const signer = { payload, installation: 'one' }
const cart: Cart = {
  lines: [
    { item: 3, quantity: 2 },
    { item: 14, quantity: 99 },
  ],
  code: 'SPRING-20',
  orderId: 7,
}

describe('the cookie of a cart', () => {
  it('gives back what was put into it', () => {
    expect(decodeCart(signer, encodeCart(signer, cart))).toEqual(cart)
    expect(decodeCart(signer, encodeCart(signer, EMPTY_CART))).toEqual(EMPTY_CART)
  })

  it('is not read where a single character of it was changed', () => {
    const text = encodeCart(signer, cart)
    for (let index = 0; index < text.length; index += 1) {
      const other = text[index] === 'A' ? 'B' : 'A'
      const changed = `${text.slice(0, index)}${other}${text.slice(index + 1)}`
      expect([index, decodeCart(signer, changed)]).toEqual([index, null])
    }
  })

  it('is not read where another secret signed it', () => {
    const other = { ...signer, payload: signedWith('another secret') }
    expect(decodeCart(signer, encodeCart(other, cart))).toBeNull()
  })

  it('is not read where another installation signed it, with the same secret', () => {
    const other = { ...signer, installation: 'another' }
    expect(decodeCart(signer, encodeCart(other, cart))).toBeNull()
  })

  it.each(['', '.', 'a', 'a.', '.b', 'a.b', 'a.b.c', 'x'.repeat(100_000)])(
    'is not read where it is no cookie of ours: %.20s',
    (text) => expect(decodeCart(signer, text)).toBeNull(),
  )

  it.each<[string, unknown]>([
    ['a quantity of 0', { ...cart, lines: [{ item: 1, quantity: 0 }] }],
    ['a quantity of 100', { ...cart, lines: [{ item: 1, quantity: 100 }] }],
    ['a fraction', { ...cart, lines: [{ item: 1, quantity: 1.5 }] }],
    ['an item that is text', { ...cart, lines: [{ item: '1', quantity: 1 }] }],
    ['too many lines', { ...cart, lines: manyLines(MAX_CART_LINES + 1) }],
    ['an order that is text', { ...cart, orderId: '7' }],
    ['a code that is a number', { ...cart, code: 1 }],
  ])('is not read where it holds %s, although it was signed', (_, content) => {
    expect(decodeCart(signer, encodeCart(signer, content as Cart))).toBeNull()
  })

  it('stays within what browsers keep, at its fullest', () => {
    const fullest = { lines: manyLines(MAX_CART_LINES), code: 'C'.repeat(500), orderId: 2_147_483_647 }
    const text = encodeCart(signer, fullest)
    expect(text.length).toBeLessThan(3_800)
    expect(decodeCart(signer, text)).toEqual(fullest)
  })

  it('is for HTTP alone and for this site alone, and behind HTTPS for HTTPS alone', async () => {
    const plain = 'http://shop.example/cart/add'
    expect(await cookieOf({ url: plain })).toMatch(
      /^shop_cart=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    expect(await cookieOf({ url: 'https://shop.example/cart/add' })).toMatch(/; Secure$/)
    expect(await cookieOf({ url: plain, publicUrl: 'https://shop.example' })).toMatch(/; Secure$/)
  })

  it('is taken away with the last of the cart', async () => {
    const request = { url: 'http://shop.example/', method: 'POST', headers: new Headers(), body: null }
    expect(await cartCookie(request, payload, EMPTY_CART)).toMatch(/^shop_cart=; Max-Age=0; /)
  })

  it('is read out of all that a browser sends', async () => {
    const cookie = `other=1; shop_cart=${encodeCart(signer, cart)}; more=%`
    const request = { url: '', method: 'GET', headers: new Headers({ cookie }), body: null }
    expect(await readCartCookie(request, payload)).toEqual(cart)
  })
})

describe('what is left of a cart that was paid for', () => {
  it('is what was put into it since', () => {
    expect(withoutSold(cart, [{ soldItem: '3', quantity: 2 }])).toEqual({
      lines: [{ item: 14, quantity: 99 }],
      code: null,
      orderId: null,
    })
    expect(withoutSold(cart, [{ soldItem: '14', quantity: 98 }]).lines).toEqual([
      { item: 3, quantity: 2 },
      { item: 14, quantity: 1 },
    ])
  })
})

function manyLines(count: number) {
  return Array.from({ length: count }, (_, index) => ({ item: 2_147_483_000 + index, quantity: 99 }))
}

function cookieOf({ url, publicUrl }: { url: string; publicUrl?: string }): Promise<string> {
  const request = { url, method: 'POST', headers: new Headers(), body: null }
  return cartCookie(request, signedWith('a secret of the tests', publicUrl), cart)
}

/** As much of Payload as a cookie needs. */
function signedWith(secret: string, publicUrl = 'http://shop.example'): BasePayload {
  const config = { custom: asCustom({ publicUrl } as Shop) }
  const table = (name: string) => ({ name, columns: { id: { name: 'id', type: 'serial' } } })
  const rawTables = {
    items: table('items'),
    orders: table('orders'),
    shop_installation: table('shop_installation'),
  }
  const find = async () => ({ docs: [{ id: 1, key: 'shop.example', installationId: 'one' }] })
  const db = { name: 'postgres', tableNameMap: new Map(), rawTables, idType: 'serial', find }
  return { secret, config, db } as unknown as BasePayload
}
