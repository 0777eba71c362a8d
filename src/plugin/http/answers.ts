const texts = new WeakMap<Response, string>()

/** Answers about money are nobody's to keep. */
const HEADERS = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' }

export function answerJson(content: object): Response {
  const text = JSON.stringify(content)
  const response = new Response(text, { headers: HEADERS })
  texts.set(response, text)
  return response
}

/** The body of an answer that a handler made of text; undefined for others. It saves servers reading it out of a stream. */
export function textOf(response: Response): string | undefined {
  return texts.get(response)
}

/** 303: whatever the method was, the browser goes there with a GET. */
export function leadTo(address: string): Response {
  return new Response(null, { status: 303, headers: { Location: address, 'Cache-Control': 'no-store' } })
}
