import type { AfterErrorHook, Config, PayloadRequest } from 'payload'
import { isAway, isConflict, isPossibleId, isUnusableValue } from '../database/database.ts'
import { ShopError } from '../domain/errors.ts'
import { sayRefusal } from '../translations/refusals.ts'

interface Refusal {
  status: number
  message: string
}

const AWAY = 'The shop cannot reach its database at this moment. Please try again.'

/** The refusal of whoever needs a database that is away; null for any other error. */
export function refusalOfAway(error: unknown): ShopError | null {
  return isAway(error) ? new ShopError('unavailable', AWAY, { cause: error }) : null
}

/** What Payload takes for a failure of its own and is none: a caller's mistake, or two saves of one document. */
function refusalOf(error: unknown): Refusal | null {
  if (isConflict(error)) {
    return { status: 409, message: 'Somebody else changed the same at this moment. Please try again.' }
  }
  if (isAway(error)) return { status: 503, message: AWAY }
  if (isUnusableValue(error)) {
    return { status: 400, message: 'The request has a value that cannot be stored or looked for.' }
  }
  if (isBrokenForm(error)) return { status: 400, message: 'The form cannot be read.' }
  // Payload parses filters and forms by itself.
  if (error instanceof SyntaxError) return { status: 400, message: 'The request has text that is not JSON.' }
  return null
}

/** What Payload's reader of forms says of one that it cannot read, and takes for a failure. */
const OF_FORMS =
  /^(Malformed (part header|content type|urlencoded form)|Unexpected end of (form|file)|Multipart: Boundary not found|Unsupported content type|Request is not eligible for file upload)/

function isBrokenForm(error: unknown): boolean {
  return error instanceof Error && OF_FORMS.test(error.message)
}

/** In the language of whoever asks, as Payload's own refusals are. */
export const answerRefusals: AfterErrorHook = ({ error, req, result }) => {
  const refusal = refusalOf(error)
  const language = req.i18n?.language
  if (!refusal) return result && language !== 'en' ? { response: inLanguage(result, language) } : undefined
  const { status, message } = isOfUnknownDocument(error, req)
    ? { status: 404, message: req.t('general:notFound') }
    : { ...refusal, message: sayRefusal(language, refusal.message) }
  const graphqlResult = { message, extensions: { statusCode: status } }
  return { status, response: { errors: [{ message }] }, graphqlResult }
}

/** Every `message` in what Payload answers, those of single fields included. */
function inLanguage<T>(answer: T, language: string): T {
  if (Array.isArray(answer)) return answer.map((part) => inLanguage(part, language)) as T
  if (typeof answer !== 'object' || answer === null) return answer
  const entries = Object.entries(answer).map(([name, value]) => [
    name,
    name === 'message' && typeof value === 'string'
      ? sayRefusal(language, value)
      : inLanguage(value, language),
  ])
  return Object.fromEntries(entries)
}

/** An id that no document can have is unknown like any other; Payload lets the database trip over it. */
function isOfUnknownDocument(error: unknown, { payload, routeParams }: PayloadRequest): boolean {
  const { collection, id } = (routeParams ?? {}) as Partial<Record<string, string>>
  if (!isUnusableValue(error) || id === undefined) return false
  const known = payload.config.collections.find(({ slug }) => slug === collection)
  return known !== undefined && !isPossibleId(payload, { collection: known.slug, id })
}

type LoggerOptions = Extract<NonNullable<Config['logger']>, { options: unknown }>['options']
type LogMethod = NonNullable<NonNullable<LoggerOptions['hooks']>['logMethod']>

/**
 * For the logger of a project's Payload config: Payload logs an error with its stack before `answerRefusals` is asked.
 * What a caller caused is one line. Errors that are logged with words of their own were met elsewhere and stay whole.
 */
export const logRefusalsBriefly: LogMethod = function (this, args, method) {
  const [logged] = args as unknown[]
  const isByPayload = typeof logged === 'object' && logged !== null && Object.keys(logged).join() === 'err'
  const { err } = (isByPayload ? logged : {}) as { err?: Error }
  const refusal = refusalOf(err)
  if (refusal && err) this.info(`${refusal.message} ${reasonOf(err)}`)
  else method.apply(this, args)
}

/** The database's words rather than the query that they are wrapped in. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message
}
