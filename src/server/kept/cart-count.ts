import { Answer } from './answer.ts'

/** Where the layout leaves room for it: a page that is kept, and so shown to many, has nobody's cart. */
const PLACE = '<!--cart-count-->'
const MOST_SHOWN = 99

/** The page for somebody who has `count` pieces in the cart; for nobody's it stays as it is. */
export function fillCartCount(html: string, count: number): string {
  if (count === 0) return html
  const text = count > MOST_SHOWN ? `${MOST_SHOWN}+` : String(count)
  return html.replace(PLACE, ` <span class="masthead__count">${text}</span>`)
}

/** The same of a kept page, for one answer alone. */
export async function withCartCount(answer: Answer, count: number): Promise<Answer> {
  if (count === 0) return answer
  const { status, headers } = answer
  const html = (await answer.bodyIn('identity')).toString()
  return new Answer({ status, headers, body: Buffer.from(fillCartCount(html, count)) })
}
