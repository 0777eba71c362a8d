import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { FACTS, type Fact, TEXT_MAX_LENGTH } from '../src/stand-in/schema/facts.ts'
import { OPERATIONS } from '../src/stand-in/schema/operations.ts'
import type { ParamSchema, SimpleType, StripeParamSchema } from '../src/stand-in/schema/param-schema.ts'
import { openStripeTypes } from './stripe-types.ts'

/**
 * Derives what each operation of the stand-in takes from the types of the installed `stripe` package,
 * sharpened by the table of facts. `--check` compares with the committed file instead of writing it.
 */

const TYPES = fileURLToPath(new URL('../node_modules/stripe/esm/stripe.esm.node.d.ts', import.meta.url))
const VERSION = fileURLToPath(new URL('../node_modules/stripe/esm/apiVersion.d.ts', import.meta.url))
const GENERATED = fileURLToPath(
  new URL('../src/stand-in/schema/generated/stripe-params.json', import.meta.url),
)

export function deriveStripeSchema(): StripeParamSchema {
  const describe = openTypes()
  const usedFacts = new Set<string>()
  const operations: Record<string, ParamSchema> = {}
  for (const [operation, method] of Object.entries(OPERATIONS)) {
    operations[operation] = sharpen(describe(method), `${operation} `, usedFacts)
  }
  const stale = FACTS.flatMap((fact) => fact.at).filter((end) => !usedFacts.has(end))
  if (stale.length > 0) throw new Error(`Facts about parameters that do not exist: ${stale.join(', ')}`)
  return { apiVersion: readApiVersion(), ...share(operations) }
}

/** One line for each operation and definition, so that a change of the SDK reads well as a diff. */
export function formatStripeSchema({ apiVersion, operations, definitions }: StripeParamSchema): string {
  const block = (entries: Record<string, ParamSchema>) =>
    Object.entries(entries)
      .map(([name, schema]) => `    ${JSON.stringify(name)}: ${JSON.stringify(schema)}`)
      .join(',\n')
  return `{
  "apiVersion": ${JSON.stringify(apiVersion)},
  "operations": {
${block(operations)}
  },
  "definitions": {
${block(definitions)}
  }
}
`
}

function readApiVersion(): string {
  const version = /ApiVersion = "([^"]+)"/.exec(readFileSync(VERSION, 'utf8'))?.[1]
  if (!version) throw new Error(`No API version in ${VERSION}`)
  return version
}

/** Answers a function from a method of the SDK, such as `checkout.sessions.create`, to its parameters. */
function openTypes(): (method: string) => ParamSchema {
  const { checker, entry } = openStripeTypes(TYPES)
  const client = checker.getExportsOfModule(entry).find((symbol) => symbol.name === 'Stripe')
  if (!client) throw new Error(`No class Stripe in ${TYPES}`)

  return (method) => {
    let type = checker.getDeclaredTypeOfSymbol(client)
    for (const name of method.split('.')) type = typeOfProperty(checker, type, name)
    const parameters = type.getCallSignatures().flatMap((signature) => signature.getParameters())
    const params = parameters.find((parameter) => parameter.name === 'params')
    if (!params) throw new Error(`${method} takes no params`)
    const described = describeType(checker, checker.getTypeOfSymbol(params), method)
    return { ...described, type: 'object' }
  }
}

function typeOfProperty(checker: ts.TypeChecker, type: ts.Type, name: string): ts.Type {
  const property = type.getProperty(name)
  if (!property) throw new Error(`No ${name} in ${checker.typeToString(type)}`)
  return checker.getTypeOfSymbol(property)
}

/** What a union offers, gathered by kind. `null`, which is sent as an empty text, and that text clear something. */
interface Choices {
  isClearable: boolean
  literals: string[]
  simple: Set<SimpleType>
  isDecimal: boolean
  structures: ParamSchema[]
}

function describeType(checker: ts.TypeChecker, type: ts.Type, where: string): ParamSchema {
  const choices: Choices = {
    isClearable: false,
    literals: [],
    simple: new Set(),
    isDecimal: false,
    structures: [],
  }
  for (const member of type.isUnion() ? type.types : [type]) gather(checker, member, choices, where)
  return combine(choices, where)
}

function gather(checker: ts.TypeChecker, type: ts.Type, choices: Choices, where: string): void {
  const { flags } = type
  // Any other text: the facts say which enums stay open.
  if (flags & ts.TypeFlags.Undefined || type.aliasSymbol?.name === 'OtherString') return
  if (flags & ts.TypeFlags.Null) choices.isClearable = true
  else if (type.isStringLiteral()) {
    if (type.value === '') choices.isClearable = true
    else choices.literals.push(type.value)
  } else if (flags & ts.TypeFlags.String) choices.simple.add('string')
  else if (flags & ts.TypeFlags.Number) choices.simple.add('integer')
  else if (flags & ts.TypeFlags.BooleanLike) choices.simple.add('boolean')
  else if (type.aliasSymbol?.name === 'Decimal') choices.isDecimal = true
  else if (flags & ts.TypeFlags.Object) choices.structures.push(describeStructure(checker, type, where))
  else throw new Error(`${where}: ${checker.typeToString(type)} is not understood`)
}

function combine(
  { isClearable, literals, simple, isDecimal, structures }: Choices,
  where: string,
): ParamSchema {
  if (structures.length > 1) throw new Error(`${where}: a union of objects is not understood`)
  const words = isClearable ? [...literals.sort(), ''] : literals.sort()
  if (isDecimal) simple.add('string')
  if (simple.has('string')) {
    simple.delete('integer') // Metadata: whatever it is in a program, it is kept as text.
    return { type: 'string', ...(isDecimal && { format: 'decimal' }), ...(isClearable && { minLength: 0 }) }
  }
  if (literals.length > 0 && simple.size > 0)
    return { anyOf: [{ type: listTypes([...simple]) }, { enum: words }] }
  if (literals.length > 0) return { type: 'string', enum: words }
  const structure = structures[0]
  const types = [...simple, ...(structure ? [structure.type as SimpleType] : [])]
  if (!isClearable) return { ...structure, type: listTypes(types) }
  return { ...structure, type: listTypes([...types, 'string']), maxLength: 0 }
}

function listTypes(types: SimpleType[]): SimpleType | SimpleType[] {
  return types.length === 1 ? types[0]! : types.sort()
}

function describeStructure(checker: ts.TypeChecker, type: ts.Type, where: string): ParamSchema {
  if (checker.isArrayType(type)) {
    const [item] = checker.getTypeArguments(type as ts.TypeReference)
    return { type: 'array', items: describeType(checker, item!, `${where}[]`) }
  }
  const values = checker.getIndexTypeOfType(type, ts.IndexKind.String)
  if (values) return { type: 'object', additionalProperties: describeType(checker, values, `${where}[*]`) }

  const properties: Record<string, ParamSchema> = {}
  const required: string[] = []
  for (const property of checker.getPropertiesOfType(type)) {
    properties[property.name] = describeType(
      checker,
      checker.getTypeOfSymbol(property),
      `${where}.${property.name}`,
    )
    if (!(property.flags & ts.SymbolFlags.Optional)) required.push(property.name)
  }
  return { type: 'object', additionalProperties: false, properties, ...(required.length > 0 && { required }) }
}

/** Lays the facts over a schema. `place` reads `POST /v1/prices currency_options.*.unit_amount`. */
function sharpen(schema: ParamSchema, place: string, usedFacts: Set<string>): ParamSchema {
  const sharpened: ParamSchema = { ...schema, ...limitText(schema) }
  for (const fact of FACTS) {
    const end = fact.at.find((end) => place === end || place.endsWith(`.${end}`) || place.endsWith(` ${end}`))
    if (!end || !fits(fact, schema)) continue
    usedFacts.add(end)
    Object.assign(sharpened, fact.sets)
  }
  return mapParts(sharpened, (part, name) => {
    const separator = place.endsWith(' ') || name === '[]' ? '' : '.'
    return sharpen(part, place + separator + name, usedFacts)
  })
}

function limitText({ type, enum: words, minLength = 1 }: ParamSchema): Partial<ParamSchema> {
  return type === 'string' && !words ? { minLength, maxLength: TEXT_MAX_LENGTH } : {}
}

/** A name can stand for different things: only those are meant that the fact can be about. */
function fits({ sets }: Fact, { type }: ParamSchema): boolean {
  if ('maxLength' in sets || 'minLength' in sets || sets.format) return type === 'string'
  if ('minimum' in sets) return hasType(type, 'integer')
  if (sets.maxItems) return hasType(type, 'array')
  return hasType(type, 'object') || 'enum' in sets
}

function hasType(types: ParamSchema['type'], type: SimpleType): boolean {
  return types === type || (Array.isArray(types) && types.includes(type))
}

/** Shorter parts are repeated: a reference would be no shorter than they are. */
const SHARED_LENGTH = 100

/** Writes what occurs more than once only once. Each use says for itself whether it may be empty. */
function share(
  operations: Record<string, ParamSchema>,
): Pick<StripeParamSchema, 'operations' | 'definitions'> {
  const uses = new Map<string, number>()
  const count = (schema: ParamSchema): void => {
    const body = bodyOf(schema)
    const key = JSON.stringify(body)
    uses.set(key, (uses.get(key) ?? 0) + 1)
    if (uses.get(key) === 1) for (const part of partsOf(body)) count(part)
  }
  for (const schema of Object.values(operations)) count(schema)

  const definitions: Record<string, ParamSchema> = {}
  const names = new Map<string, string>()
  const rewrite = (schema: ParamSchema, name: string): ParamSchema => {
    const rewriteParts = (whole: ParamSchema) =>
      mapParts(whole, (part, step) => rewrite(part, step === '[]' || step === '*' ? `${name}_item` : step))
    const body = bodyOf(schema)
    const key = JSON.stringify(body)
    if ((uses.get(key) ?? 0) < 2 || key.length < SHARED_LENGTH) return rewriteParts(schema)
    if (!names.has(key)) {
      names.set(key, freeName(name, definitions))
      definitions[names.get(key)!] = rewriteParts(body)
    }
    const { type, maxLength } = schema
    return { type, maxLength, $ref: `#/definitions/${names.get(key)}` }
  }
  const rewritten = Object.entries(operations).map(([name, schema]) => [name, rewrite(schema, 'params')])
  return { operations: Object.fromEntries(rewritten), definitions: sortByName(definitions) }
}

function bodyOf({ type: _, maxLength: __, ...body }: ParamSchema): ParamSchema {
  return body
}

function partsOf({ items, additionalProperties, properties }: ParamSchema): ParamSchema[] {
  return [items, additionalProperties || undefined, ...Object.values(properties ?? {})].filter(
    (part) => !!part,
  )
}

function mapParts(schema: ParamSchema, map: (part: ParamSchema, name: string) => ParamSchema): ParamSchema {
  const { items, additionalProperties, properties } = schema
  return {
    ...schema,
    ...(items && { items: map(items, '[]') }),
    ...(additionalProperties && { additionalProperties: map(additionalProperties, '*') }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, part]) => [name, map(part, name)]),
      ),
    }),
  }
}

function freeName(name: string, taken: Record<string, ParamSchema>): string {
  if (!(name in taken)) return name
  let number = 2
  while (`${name}_${number}` in taken) number++
  return `${name}_${number}`
}

function sortByName(definitions: Record<string, ParamSchema>): Record<string, ParamSchema> {
  return Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function main(args: string[]): void {
  const derived = formatStripeSchema(deriveStripeSchema())
  if (!args.includes('--check')) {
    writeFileSync(GENERATED, derived)
    console.log(`Wrote ${GENERATED}`)
  } else if (readFileSync(GENERATED, 'utf8') !== derived) {
    console.error('The committed schema differs from the types of the installed stripe package.')
    console.error('Run: npx tsx scripts/derive-stripe-schema.ts')
    process.exitCode = 1
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2))
