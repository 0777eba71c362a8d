import type { Response } from 'express'
import { countInCookie } from 'payload-stripe-shop/storefront'
import type { Frame } from './frame.ts'
import { fillCartCount } from './kept/cart-count.ts'
import { showIn } from './languages/asked-language.ts'

export interface PageForOne {
  html: string
  frame: Frame
  /** In the cart, where that is known better than by the cookie that came with the request. */
  cartCount?: number
}

/** Sends a page that is made for one reader. */
export function sendPage({ html, frame, cartCount }: PageForOne, res: Response): void {
  showIn(frame, res)
  res.type('html').send(fillCartCount(html, cartCount ?? countInCookie(res.req.get('cookie'))))
}
