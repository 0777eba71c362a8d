import type { Answer, TestShop } from './test-shop.ts'

/** A browser without JavaScript that keeps its cookies, and what it does with the cart. */
export function openBrowser(shop: TestShop, headers: Record<string, string> = {}) {
  const cookies = new Map<string, string>()

  async function send(path: string, init: RequestInit = {}): Promise<Answer> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await shop.request(path, {
      ...init,
      headers: { accept: 'text/html', cookie, ...headers, ...(init.headers as Record<string, string>) },
    })
    keep(answer)
    return answer
  }

  function keep(answer: Answer): void {
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
  }

  const browser = {
    cookies,
    get: (path: string) => send(path),
    post: (path: string, fields: Record<string, string> = {}, more: Record<string, string> = {}) =>
      send(path, { method: 'POST', body: new URLSearchParams(fields), headers: more }),
    add: (item: number, quantity = 1) =>
      browser.post('/cart/add', { item: String(item), quantity: String(quantity) }),
    /** What the page says, without its markup. */
    async sees(): Promise<string> {
      return textOf(await send('/cart'))
    },
  }
  return browser
}

export function textOf({ text }: Answer): string {
  return text
    .replace(/<head>[\s\S]*<\/head>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ')
}
