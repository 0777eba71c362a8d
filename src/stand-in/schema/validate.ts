import { Ajv, type ValidateFunction } from 'ajv'
import { coerceParams } from './coercion.ts'
import { isCurrency } from './currencies.ts'
import generated from './generated/stripe-params.json' with { type: 'json' }
import type { StripeOperation } from './operations.ts'
import type { StripeParamSchema } from './param-schema.ts'
import { describeRefusal } from './refusals.ts'
import { refuseByRules } from './rules.ts'

const SCHEMA = generated as unknown as StripeParamSchema
const SCHEMA_ID = 'stripe'

/** One validator for each operation, compiled when it is first called. */
const validators = new Map<StripeOperation, ValidateFunction>()
let compiler: Ajv | undefined

/**
 * Checks a parsed form as Stripe does and answers it with integers, numbers and booleans in place of texts,
 * and lists in place of maps of indices. An empty text stays, where Stripe takes it as "clear this".
 *
 * @param operation as `POST /v1/checkout/sessions/{id}/expire`
 * @throws {StripeParamError} for the first mistake that Stripe would name
 */
export function validateParams(operation: StripeOperation, params: object): Record<string, unknown> {
  const schema = SCHEMA.operations[operation]
  if (!schema) throw new Error(`No parameters are known of ${operation}`)
  const coerced = coerceParams(params, schema, SCHEMA.definitions) as Record<string, unknown>
  const validate = validators.get(operation) ?? compile(operation)
  if (!validate(coerced)) throw describeRefusal(validate.errors ?? [])
  refuseByRules(operation, coerced)
  return coerced
}

function compile(operation: StripeOperation): ValidateFunction {
  compiler ??= createCompiler()
  const pointer = operation
    .replaceAll('/', '~1')
    .replaceAll('{', '%7B')
    .replaceAll('}', '%7D')
    .replaceAll(' ', '%20')
  const validate = compiler.compile({ $ref: `${SCHEMA_ID}#/operations/${pointer}` })
  validators.set(operation, validate)
  return validate
}

function createCompiler(): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: false,
    // Shared parts stay functions of their own, and no code is polished: together this halves the memory.
    inlineRefs: false,
    loopEnum: 3,
    code: { optimize: false },
    // The schema is ours and tested: it is not itself validated.
    meta: false,
    validateSchema: false,
  })
  // That a text may not be empty is said by its length.
  ajv.addFormat('currency', (text) => text === '' || isCurrency(text))
  ajv.addFormat('decimal', /^(-?\d+(\.\d+)?)?$/)
  ajv.addFormat('email', /^([^\s@]+@[^\s@]+\.[^\s@]+)?$/)
  ajv.addFormat('url', (text) => text === '' || (/^https?:\/\//i.test(text) && URL.canParse(text)))
  ajv.addSchema({ $id: SCHEMA_ID, ...SCHEMA })
  return ajv
}
