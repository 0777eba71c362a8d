import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { OBJECTS } from '../src/stand-in/schema/objects.ts'
import { openStripeTypes } from './stripe-types.ts'

/**
 * Derives what Stripe's objects look like from the types of the installed `stripe` package: for the stand-in,
 * which of their fields can be expanded into what, and for its tests, which fields are always there. And from its
 * calls, which methods and paths there are.
 * `--check` compares with the committed files instead of writing them.
 */

const TYPES = fileURLToPath(new URL('../node_modules/stripe/esm/stripe.esm.node.d.ts', import.meta.url))
const CALLS = fileURLToPath(new URL('../node_modules/stripe/esm/resources', import.meta.url))
const GENERATED = fileURLToPath(new URL('../src/stand-in/schema/generated/', import.meta.url))

/** One field of an object. */
export interface Field {
  isOptional: boolean
  isNullable: boolean
  /** What a value can be, as JSON: `string`, `number`, `boolean`, `object`, `array`. */
  kinds: string[]
  /** The words that a text can be, where the types know them. */
  words?: string[]
  /** What the object or the id is of, such as `charge`. */
  objects?: string[]
  /** Of a part without a name of its own. */
  fields?: Fields
  items?: Field
}
export type Fields = Record<string, Field>

export function deriveStripeObjects(): Record<string, Fields> {
  const { checker, entry } = openStripeTypes(TYPES)
  const derived = Object.entries(OBJECTS).map(([name, path]) => {
    const symbol = path.split('.').reduce((parent, part) => exportOf(checker, parent, part), entry)
    return [name, fieldsOf(checker, checker.getDeclaredTypeOfSymbol(symbol), [])]
  })
  return Object.fromEntries(derived)
}

function exportOf(checker: ts.TypeChecker, parent: ts.Symbol, name: string): ts.Symbol {
  const symbol = checker.getExportsOfModule(parent).find((candidate) => candidate.name === name)
  if (!symbol) throw new Error(`No ${name} in ${parent.name}`)
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

function fieldsOf(checker: ts.TypeChecker, type: ts.Type, around: readonly ts.Type[]): Fields {
  const properties = checker.getPropertiesOfType(type).map((property) => {
    const isOptional = Boolean(property.flags & ts.SymbolFlags.Optional)
    return [
      property.name,
      { ...fieldOf(checker, checker.getTypeOfSymbol(property), [...around, type]), isOptional },
    ]
  })
  return Object.fromEntries(properties)
}

function fieldOf(checker: ts.TypeChecker, type: ts.Type, around: readonly ts.Type[]): Field {
  const kinds = new Set<string>()
  const words: string[] = []
  const objects: string[] = []
  let isOpen = false
  let isNullable = false
  let fields: Fields | undefined
  let items: Field | undefined
  for (const member of type.isUnion() ? type.types : [type]) {
    if (member.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) continue
    if (member.flags & ts.TypeFlags.Null) isNullable = true
    else if (member.isStringLiteral()) {
      kinds.add('string')
      words.push(member.value)
    } else if (member.flags & ts.TypeFlags.StringLike || member.aliasSymbol?.name === 'OtherString') {
      kinds.add('string')
      isOpen ||= member.aliasSymbol?.name !== 'OtherString'
    } else if (member.aliasSymbol?.name === 'Decimal' || member.symbol?.name === 'Decimal')
      kinds.add('string')
    else if (member.flags & ts.TypeFlags.NumberLike) kinds.add('number')
    else if (member.flags & ts.TypeFlags.BooleanLike) kinds.add('boolean')
    else if (checker.isArrayType(member)) {
      kinds.add('array')
      items = fieldOf(checker, checker.getTypeArguments(member as ts.TypeReference)[0]!, around)
    } else {
      kinds.add('object')
      const name = objectNameOf(checker, member)
      if (name) objects.push(name)
      else if (!around.includes(member) && !checker.getIndexTypeOfType(member, ts.IndexKind.String)) {
        fields = fieldsOf(checker, member, around)
      }
    }
  }
  return {
    isOptional: false,
    isNullable,
    kinds: [...kinds],
    ...(words.length > 0 && !isOpen && { words }),
    ...(objects.length > 0 && { objects: [...new Set(objects)] }),
    ...(fields && { fields }),
    ...(items && { items }),
  }
}

/** What the object says of itself, such as `charge`. */
function objectNameOf(checker: ts.TypeChecker, type: ts.Type): string | undefined {
  const property = type.getProperty('object')
  const word = property && checker.getTypeOfSymbol(property)
  return word?.isStringLiteral() ? word.value : undefined
}

/** What the stand-in needs to know of a field, to expand it. */
interface Reference {
  /** What the id in it is of. */
  to?: string[]
  /** Not always there: perhaps only when it is asked for. */
  isIncluded?: true
  /** Of a part that holds such fields. */
  fields?: Record<string, Reference>
}

function referencesOf(objects: Record<string, Fields>): Record<string, Record<string, Reference>> {
  const derived = Object.entries(objects).map(([name, fields]) => [name, referencesIn(fields, true)])
  return Object.fromEntries(derived)
}

/** @param isWhole of an object itself: inside of its parts, what is optional is not what is asked for */
function referencesIn(fields: Fields, isWhole = false): Record<string, Reference> {
  const references = Object.entries(fields).flatMap(([name, whole]) => {
    const field = whole.items ?? whole
    const reference: Reference = {}
    if (field.objects && field.kinds.includes('string')) reference.to = field.objects
    else if (
      isWhole &&
      whole.isOptional &&
      (whole.kinds.includes('object') || whole.kinds.includes('array'))
    ) {
      reference.isIncluded = true
    }
    const inner = field.fields && referencesIn(field.fields)
    if (inner && Object.keys(inner).length > 0) reference.fields = inner
    // An object that is there whole, such as a discount, leads on to its own references.
    if (field.objects && !reference.to) reference.fields ??= {}
    return Object.keys(reference).length > 0 ? [[name, reference] as const] : []
  })
  return Object.fromEntries(references)
}

/** One line for each object. */
function formatReferences(references: Record<string, object>): string {
  const lines = Object.entries(references).map(
    ([name, fields]) => `  ${JSON.stringify(name)}: ${JSON.stringify(fields)}`,
  )
  return `{\n${lines.join(',\n')}\n}\n`
}

/** Every method and path that the SDK calls, such as `GET /v1/tax_rates/{id}`. */
function deriveStripeRoutes(): string[] {
  const files = readdirSync(CALLS, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  )
  const routes = files.flatMap((name) => {
    const source = readFileSync(path.join(CALLS, name), 'utf8')
    return [...source.matchAll(/_makeRequest\('([A-Z]+)', ['`]([^'`]+)['`]/g)].map(
      ([, method, route]) => `${method} ${route!.replaceAll(/\$\{[^}]*\}/g, '{id}')}`,
    )
  })
  return [...new Set(routes)].sort()
}

function formatRoutes(routes: string[]): string {
  return `${JSON.stringify(routes, null, 2)}\n`
}

export function deriveGenerated(): Record<string, string> {
  return {
    'stripe-references.json': formatReferences(referencesOf(deriveStripeObjects())),
    'stripe-routes.json': formatRoutes(deriveStripeRoutes()),
  }
}

function main(args: string[]): void {
  for (const [name, derived] of Object.entries(deriveGenerated())) {
    const file = path.join(GENERATED, name)
    if (!args.includes('--check')) {
      writeFileSync(file, derived)
      console.log(`Wrote ${file}`)
    } else if (readFileSync(file, 'utf8') !== derived) {
      console.error(`The committed ${name} differs from the installed stripe package.`)
      console.error('Run: npx tsx scripts/derive-stripe-objects.ts')
      process.exitCode = 1
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2))
