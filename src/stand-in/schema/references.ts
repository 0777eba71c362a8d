import generated from './generated/stripe-references.json' with { type: 'json' }

/** A field that can be expanded, or that holds such fields. */
export interface Reference {
  /** What the id in it can be of, such as `charge`. */
  to?: string[]
  /** Not always there: perhaps only when it is asked for. */
  isIncluded?: boolean
  /** Of a part that has no name of its own. */
  fields?: References
}
export type References = { [field: string]: Reference }

const OF_OBJECT = generated as Record<string, References>

/** Of the objects that the stand-in has; undefined for others. */
export function referencesOf(object: string): References | undefined {
  return OF_OBJECT[object]
}
