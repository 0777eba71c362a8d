import { describe, expect, it } from '@jest/globals'
import type { Request, Response } from 'express'
import { type Cart, EMPTY_CART, MAX_CART_LINES, withoutSold } from '../../../src/plugin/shop/cart/cart.ts'
import { CartCookie } from '../../../src/server/cart-cookie.ts'

const carts = new CartCookie({ secret: 'a secret of the tests', isHttps: false })
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
    expect(carts.decode(carts.encode(cart))).toEqual(cart)
    expect(carts.decode(carts.encode(EMPTY_CART))).toEqual(EMPTY_CART)
  })

  it('is not read where a single character of it was changed', () => {
    const text = carts.encode(cart)
    for (let index = 0; index < text.length; index += 1) {
      const other = text[index] === 'A' ? 'B' : 'A'
      const changed = `${text.slice(0, index)}${other}${text.slice(index + 1)}`
      expect([index, carts.decode(changed)]).toEqual([index, null])
    }
  })

  it('is not read where another secret signed it', () => {
    const other = new CartCookie({ secret: 'another secret', isHttps: false })
    expect(carts.decode(other.encode(cart))).toBeNull()
  })

  it.each(['', '.', 'a', 'a.', '.b', 'a.b', 'a.b.c', 'x'.repeat(100_000)])(
    'is not read where it is no cookie of ours: %.20s',
    (text) => expect(carts.decode(text)).toBeNull(),
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
    expect(carts.decode(carts.encode(content as Cart))).toBeNull()
  })

  it('stays within what browsers keep, at its fullest', () => {
    const fullest = { lines: manyLines(MAX_CART_LINES), code: 'C'.repeat(500), orderId: 2_147_483_647 }
    const text = carts.encode(fullest)
    expect(text.length).toBeLessThan(3_800)
    expect(carts.decode(text)).toEqual(fullest)
  })

  it('is for HTTP alone and for this site alone, and behind HTTPS for HTTPS alone', () => {
    expect(optionsOf(carts)).toMatchObject({ httpOnly: true, sameSite: 'lax', secure: false })
    const secure = new CartCookie({ secret: 'a secret of the tests', isHttps: true })
    expect(optionsOf(secure)).toMatchObject({ httpOnly: true, sameSite: 'lax', secure: true })
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

function optionsOf(cookie: CartCookie): unknown {
  let given: unknown
  const res = {
    cookie: (_name: string, _value: string, options: unknown) => {
      given = options
    },
  }
  cookie.write({ secure: false } as Request, res as unknown as Response, cart)
  return given
}
