/** What a value of a form can stand for. */
export type SimpleType = 'array' | 'boolean' | 'integer' | 'number' | 'object' | 'string'

/**
 * The part of JSON Schema (draft 7) that describes parameters as a form sends them. An empty text stands for
 * "clear this": where that is allowed, a text has no least length, and anything else may also be a text of
 * length 0.
 */
export interface ParamSchema {
  $ref?: string
  type?: SimpleType | SimpleType[]
  enum?: string[]
  /** Only between simple values, such as a number or the word `inf`. */
  anyOf?: ParamSchema[]
  format?: 'currency' | 'decimal' | 'email' | 'url'
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  items?: ParamSchema
  maxItems?: number
  properties?: Record<string, ParamSchema>
  required?: string[]
  additionalProperties?: false | ParamSchema
  propertyNames?: ParamSchema
  maxProperties?: number
}

/** The committed file: schemas by operation, and the parts that they share. */
export interface StripeParamSchema {
  apiVersion: string
  operations: Record<string, ParamSchema>
  definitions: Record<string, ParamSchema>
}
