import { ShopError } from '../domain/errors.ts'
import type { ShopRequest } from './handler.ts'

/** What a query or a body says, by name. A name that is said twice is a list, which no parameter accepts. */
export type Fields = Readonly<Record<string, unknown>>

/** Far more than any form of the shop needs. */
const MAX_BYTES = 10 * 1024

/** The query's fields and the body's; the body wins. Throws `invalid_input` or `too_large`. */
export async function readFields(request: ShopRequest): Promise<Fields> {
  const query = readQuery(request)
  return request.body === null ? query : { ...query, ...(await readBody(request)) }
}

/** Throws `invalid_input` for a parameter of ours that is written with brackets. */
export function readQuery({ url }: Pick<ShopRequest, 'url'>): Fields {
  const start = url.indexOf('?')
  return start === -1 ? {} : fieldsOf(new URLSearchParams(url.slice(start + 1).split('#')[0]))
}

/**
 * A form or a JSON object. What cannot be read is refused: to sell one piece where somebody asked for five is worse
 * than to sell none.
 */
export async function readBody(request: ShopRequest): Promise<Fields> {
  const bytes = await readBytes(request, MAX_BYTES)
  if (bytes.length === 0) return {}
  const [type, charset] = contentTypeOf(request)
  const text = bytes.toString()
  if (charset === 'utf-8' && type === 'application/x-www-form-urlencoded')
    return fieldsOf(new URLSearchParams(text))
  const document = charset === 'utf-8' && type === 'application/json' ? parseJson(text) : null
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new ShopError('invalid_input', 'The body must be a form or a JSON object.')
  }
  assertPlainNames(document)
  return document as Fields
}

/** The body as it was sent. Throws `too_large` for more than `maxBytes`, and `invalid_input` for a compressed one. */
export async function readBytes({ headers, body }: ShopRequest, maxBytes: number): Promise<Buffer> {
  if ((headers.get('content-encoding') ?? 'identity') !== 'identity') {
    throw new ShopError('invalid_input', 'The body must not be compressed.')
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    if (length > maxBytes) throw new ShopError('too_large', 'The request is too large.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

function contentTypeOf({ headers }: ShopRequest): [type: string, charset: string] {
  const text = (headers.get('content-type') ?? '').toLowerCase()
  const charset = /;\s*charset="?([^\s;"]+)/.exec(text)?.[1] ?? 'utf-8'
  return [text.split(';')[0]?.trim() ?? '', charset.replace('utf8', 'utf-8')]
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function fieldsOf(params: URLSearchParams): Fields {
  const names = [...new Set(params.keys())]
  const fields = Object.fromEntries(
    names.map((name) => {
      const [value, ...more] = params.getAll(name)
      return [name, more.length === 0 ? value : [value, ...more]]
    }),
  )
  assertPlainNames(fields)
  return fields
}

/** Other names are no business of the shop's, as in every address. */
const IN_BRACKETS = /^(quantity|flow|shipping|limit|after|from|to)\[/

/** `quantity[]=5` is no `quantity`, and must not be taken for none. */
function assertPlainNames(fields: object): void {
  const name = Object.keys(fields).find((each) => IN_BRACKETS.test(each))
  if (name === undefined) return
  throw new ShopError('invalid_input', `"${name}" is not understood: write the name without brackets.`)
}
