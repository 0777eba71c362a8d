import { isIP } from 'node:net'
import { z } from 'zod'

/** What the text of a variable may look like. Each message completes a sentence that begins with its name. */

const PORT_MESSAGE = 'must be a port, a whole number from 1 to 65535'
export const port = z
  .string()
  .regex(/^\d{1,5}$/, PORT_MESSAGE)
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65_535, PORT_MESSAGE)

export const megabytes = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a number of megabytes, 0 or more')
  .transform(Number)

const PROCESSES_MESSAGE = 'must be a number of processes, from 1 to 64'
export const processes = z
  .string()
  .regex(/^\d{1,2}$/, PROCESSES_MESSAGE)
  .transform(Number)
  .refine((value) => value >= 1 && value <= 64, PROCESSES_MESSAGE)

export const origin = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null
  const isOrigin =
    url !== null &&
    ['http:', 'https:'].includes(url.protocol) &&
    `${url.pathname}${url.search}${url.hash}` === '/' &&
    `${url.username}${url.password}` === ''
  if (url !== null && isOrigin) return url.origin
  context.addIssue('must be a URL such as https://shop.example: http or https, a host, and nothing after it')
  return z.NEVER
})

export const webUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'must be a URL that begins with http:// or https://',
  )

export const postgresUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol),
    'must be a URL such as postgres://user:password@host:5432/database',
  )

export const smtpUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^smtps?:$/.test(new URL(text).protocol) && new URL(text).hostname !== '',
    'must be a URL such as smtps://user:password@mail.example or smtp://mail.example:587',
  )

/** `shop@mail.example`, or with a name: `The Shop <shop@mail.example>`. */
export const sender = z
  .string()
  .regex(
    /^([^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
    'must be an e-mail address, or a name and <address>',
  )

export const flag = z
  .string()
  .regex(/^(true|false|1|0)$/i, 'must be true or false')
  .transform((text) => /^(true|1)$/i.test(text))

const ISO_CURRENCIES = new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()))

export function isCurrency(code: string): boolean {
  return ISO_CURRENCIES.has(code)
}

export const currency = z
  .string()
  .transform((text) => text.toLowerCase())
  .refine(isCurrency, 'must hold ISO 4217 currency codes, such as usd,eur')

export const proxy = z
  .string()
  .refine(
    (text) => /^[1-9]\d?$/.test(text) || split(text).every(isProxyAddress),
    'must be a number of proxies, or a list of addresses, subnets, loopback, linklocal, uniquelocal',
  )
  .transform((text) => (/^\d+$/.test(text) ? Number(text) : text))

export const secretKey = z
  .string()
  .regex(/^(sk|rk)_(test|live)_\w+$/, 'must be a secret key of Stripe (sk_… or rk_…)')

export const publishableKey = z
  .string()
  .regex(/^pk_(test|live)_\w+$/, 'must be a publishable key of Stripe (pk_…)')

export const webhookSecrets = listOf(
  z.string().regex(/^whsec_\S+$/, 'must be the signing secret of a webhook endpoint (whsec_…)'),
).refine((secrets) => secrets.length <= 2, 'must hold one signing secret, or two while one is being replaced')

export const taxRounding = z.enum(['line', 'total'], 'must be line or total')

/** A comma-separated list, each value once. */
export function listOf<Schema extends z.ZodType<unknown, string>>(schema: Schema) {
  return z
    .string()
    .transform(split)
    .pipe(z.array(schema as z.ZodType<z.output<Schema>, string>).transform((values) => [...new Set(values)]))
}

function split(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function isProxyAddress(text: string): boolean {
  if (/^(loopback|linklocal|uniquelocal)$/.test(text)) return true
  const [address = '', bits, ...rest] = text.split('/')
  const isBits =
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(address) === 4 ? 32 : 128))
  return isIP(address) !== 0 && isBits && rest.length === 0
}
