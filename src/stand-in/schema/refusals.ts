import type { ErrorObject } from 'ajv'
import { typesOf } from './coercion.ts'
import { CURRENCIES, isCurrency } from './currencies.ts'
import { StripeParamError } from './param-error.ts'
import type { ParamSchema } from './param-schema.ts'

/**
 * Says in Stripe's words what is wrong. Of several mistakes it names one: unknown parameters before wrong
 * values before missing ones (unverified; Stripe also names only one). Each wording says where it is known
 * from: recorded answers of Stripe that were published, or unverified.
 */
export function describeRefusal(errors: readonly ErrorObject[]): StripeParamError {
  // The branches of a union and the names of a map are reported once more by the keyword around them.
  const mistakes = errors.filter(
    ({ schemaPath, propertyName }) => !schemaPath.includes('/anyOf/') && propertyName === undefined,
  )
  const unknown = mistakes.filter(({ keyword }) => keyword === 'additionalProperties')
  if (unknown.length > 0) return refuseUnknown(unknown)
  const wrong = mistakes.find(({ keyword }) => keyword !== 'required')
  if (wrong) return refuseValue(wrong)
  const missing = mistakes[0]!
  return missingParam(paramOf(missing, missing.params.missingProperty))
}

/** Recorded, with `parameter_missing`. */
export function missingParam(param: string): StripeParamError {
  return new StripeParamError(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
}

/** Recorded: all are listed, and the first is the `param`. */
function refuseUnknown(errors: readonly ErrorObject[]): StripeParamError {
  const params = errors.map((error) => paramOf(error, error.params.additionalProperty))
  const noun = params.length === 1 ? 'parameter' : 'parameters'
  return new StripeParamError(`Received unknown ${noun}: ${params.join(', ')}`, {
    code: 'parameter_unknown',
    param: params[0]!,
  })
}

function refuseValue(error: ErrorObject): StripeParamError {
  const param = paramOf(error)
  if (error.data === '') return refuseEmpty(param)
  if (isMetadata(param)) return refuseMetadata(error, param)
  const schema = (error.parentSchema ?? {}) as ParamSchema
  switch (error.keyword) {
    case 'enum':
    case 'anyOf':
      return refuseChoice(schema, error.data, param)
    case 'minimum':
    case 'maximum':
      return refuseBound(error, schema, param)
    case 'maxLength':
      // Length 0: only the empty text may stand in place of what is wanted.
      return error.params.limit === 0
        ? refuseType(schema, error.data, param)
        : refuseLength(schema, error, param)
    case 'maxItems':
      return refuseCount(error, param)
    case 'format':
      return refuseFormat(schema, String(error.data), param)
    case 'propertyNames':
      return refuseCurrencyName(error.params.propertyName, param)
    default:
      return refuseType(schema, error.data, param)
  }
}

/** Recorded. */
function refuseEmpty(param: string): StripeParamError {
  return new StripeParamError(
    `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; ` +
      `however '${param}' cannot be unset. You should remove '${param}' from your request or supply a ` +
      'non-empty value.',
    { code: 'parameter_invalid_empty', param },
  )
}

/**
 * Recorded: integers (with their code), booleans, lists and objects (with none). Unverified: texts and
 * numbers with decimals.
 */
function refuseType(schema: ParamSchema, value: unknown, param: string): StripeParamError {
  const types = typesOf(schema)
  if (types.includes('integer')) {
    return new StripeParamError(`Invalid integer: ${show(value)}`, {
      code: 'parameter_invalid_integer',
      param,
    })
  }
  if (types.includes('boolean')) return new StripeParamError(`Invalid boolean: ${show(value)}`, { param })
  if (types.includes('array')) return new StripeParamError('Invalid array', { param })
  if (types.includes('object')) return new StripeParamError('Invalid object', { param })
  if (types.includes('number')) return new StripeParamError(`Invalid decimal: ${show(value)}`, { param })
  return new StripeParamError(`Invalid string: ${show(value)}`, { param })
}

/** Recorded, without a code. Stripe lists the words in an order of its own; here it is the alphabet's. */
function refuseChoice(schema: ParamSchema, value: unknown, param: string): StripeParamError {
  const words = [schema, ...(schema.anyOf ?? [])]
    .flatMap((part) => part.enum ?? [])
    .filter((word) => word !== '')
  if (schema.anyOf && typeof value === 'object') return refuseType(schema, value, param)
  if (typesOf(schema).includes('boolean')) words.unshift('false', 'true')
  return new StripeParamError(`Invalid ${param}: must be one of ${listWords(words)}`, { param })
}

function listWords(words: readonly string[]): string {
  if (words.length < 3) return words.join(' or ')
  return `${words.slice(0, -1).join(', ')}, or ${words.at(-1)}`
}

/** Recorded for integers (least 0 and least 1) and for `percent_off`; the greatest value is unverified. */
function refuseBound(
  { keyword, params, data }: ErrorObject,
  schema: ParamSchema,
  param: string,
): StripeParamError {
  const isInteger = typesOf(schema).includes('integer')
  const code = isInteger ? ('parameter_invalid_integer' as const) : undefined
  if (isInteger && keyword === 'minimum' && params.limit === 0) {
    return new StripeParamError('Invalid non-negative integer', { code, param })
  }
  const bound = `This value must be ${keyword === 'minimum' ? 'greater' : 'less'} than or equal to ${params.limit}`
  if (isInteger) return new StripeParamError(`${bound}.`, { code, param })
  const shown = Number.isInteger(data) ? `${data}.0` : String(data)
  return new StripeParamError(`${bound} (it currently is '${shown}').`, { param })
}

/** Recorded, the shortened value included; whether there is a code is unverified. */
function refuseLength(schema: ParamSchema, { data, params }: ErrorObject, param: string): StripeParamError {
  if (schema.format === 'url') {
    return new StripeParamError(`Invalid URL: URL must be ${params.limit} characters or less.`, { param })
  }
  const text = String(data)
  const shown = text.length > 23 ? `${text.slice(0, 10)}...${text.slice(-10)}` : text
  return new StripeParamError(`Invalid string: ${shown}; must be at most ${params.limit} characters`, {
    param,
  })
}

/** Recorded for `shipping_options` and `tax_id_data`; whether there is a code is unverified. */
function refuseCount({ params }: ErrorObject, param: string): StripeParamError {
  return new StripeParamError(`Array ${param} exceeded maximum ${params.limit} allowed elements.`, { param })
}

/** Recorded: currencies, URLs, e-mail addresses. Unverified: decimals. */
function refuseFormat({ format }: ParamSchema, text: string, param: string): StripeParamError {
  switch (format) {
    case 'currency':
      return refuseCurrency(text, param)
    case 'url':
      return new StripeParamError('Not a valid URL', { code: 'url_invalid', param })
    case 'email':
      return new StripeParamError(`Invalid email address: ${text}`, { code: 'email_invalid', param })
    default:
      return new StripeParamError(`Invalid decimal: ${text}`, { param })
  }
}

function refuseCurrency(text: string, param: string): StripeParamError {
  const known = CURRENCIES.join(', ')
  return new StripeParamError(
    `Invalid currency: ${text}. Stripe currently supports these currencies: ${known}`,
    {
      param,
    },
  )
}

/** Recorded: the names in a map of currencies are not put into lower case. */
function refuseCurrencyName(name: string, param: string): StripeParamError {
  const lowered = name.toLowerCase()
  if (!isCurrency(lowered)) return refuseCurrency(name, param)
  return new StripeParamError(
    `Currencies must be lowercase when used as keys in a map. Use \`${lowered}\` instead of \`${name}\`.`,
    { param },
  )
}

function isMetadata(param: string): boolean {
  return /(^|\[)metadata(\]|\[|$)/.test(param)
}

/** Recorded, without a code; that the `param` is the map and not the key is unverified. */
function refuseMetadata({ keyword, params, data }: ErrorObject, param: string): StripeParamError {
  const map = param.replace(/(metadata\]?)\[.*$/, '$1')
  switch (keyword) {
    case 'maxProperties':
      return new StripeParamError(
        `Metadata can have up to ${params.limit} keys, but you've set ${Object.keys(data as object).length}. ` +
          'Email us at support+metadata@stripe.com for more information.',
        { param: map },
      )
    case 'propertyNames': {
      const name = String(params.propertyName)
      return new StripeParamError(
        `Metadata keys can have up to 40 characters, but you passed in a key that is ${name.length} characters. ` +
          `Invalid key: ${name}`,
        { param: map },
      )
    }
    case 'maxLength':
      if (param === map) return new StripeParamError('Invalid object', { param })
      return new StripeParamError(
        `Metadata values can have up to ${params.limit} characters, but you passed in a value that is ` +
          `${String(data).length} characters. Invalid value: ${data}`,
        { param: map },
      )
    default:
      if (param === map) return new StripeParamError('Invalid object', { param })
      return new StripeParamError(`Invalid value type: ${show(data)} must be a string`, { param: map })
  }
}

function show(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** `/line_items/0/price` in Stripe's brackets: `line_items[0][price]`. */
function paramOf({ instancePath }: ErrorObject, lastName?: string): string {
  const names = instancePath
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (lastName !== undefined) names.push(lastName)
  const [first = '', ...rest] = names
  return first + rest.map((name) => `[${name}]`).join('')
}
