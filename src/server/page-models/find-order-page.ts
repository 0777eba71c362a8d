import { sayRefusal } from 'payload-stripe-shop/storefront'
import type { Frame } from '../frame.ts'
import type { PageHead } from './page-head.ts'

export interface TypedField {
  /** As it was typed; empty at first. */
  value: string
  /** A refusal; empty where there is nothing to say. */
  problem: string
}

export interface FindOrderInput {
  number: TypedField
  email: TypedField
  /** Whether both were given, and the link is on its way if they belong together. */
  isAsked: boolean
  frame: Frame
}

export interface FindOrderPage {
  head: PageHead
  number: ShownField
  email: ShownField
  /** Empty before anybody has asked. */
  notice: string
}

type ShownField = TypedField & { isFocused: boolean }

/** `/order/find`: the way back to an order whose link is lost. */
export function buildFindOrderPage({ number, email, isAsked, frame }: FindOrderInput): FindOrderPage {
  const { findOrder } = frame.words
  const say = (problem: string) => sayRefusal(frame.language, problem)
  return {
    head: {
      title: `${findOrder.title} · ${frame.shop.name}`,
      description: null,
      canonicalUrl: null,
      path: '/order/find',
      isIndexable: false,
      openGraph: null,
    },
    number: { ...number, problem: say(number.problem), isFocused: number.problem !== '' },
    email: {
      ...email,
      problem: say(email.problem),
      isFocused: email.problem !== '' && number.problem === '',
    },
    notice: isAsked ? findOrder.sent(number.value, email.value) : '',
  }
}
