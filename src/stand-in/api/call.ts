import type { StripeOperation } from '../schema/operations.ts'
import type { StandIn, Work } from '../stand-in.ts'
import type { Params } from './form.ts'

/** One request to the API, authenticated and validated. */
export interface Call extends Work {
  standIn: StandIn
  /** Coerced by the schema of the operation: integers and booleans are no strings any more. */
  params: Params
  /** The `{id}` parts of the path. */
  path: Record<string, string>
  /** Publishable keys see only what its client secret opens. */
  isPublishable: boolean
  /** Sent along with a publishable key, to open one intent. */
  clientSecret: string | null
}

/** An answer other than 200, whose writes are kept all the same: a declined card is recorded. */
export class Refusal {
  readonly status: number
  readonly body: object

  constructor(status: number, body: object) {
    this.status = status
    this.body = body
  }
}

export interface Operation {
  /** Answers the object, before expansion. */
  handle: (call: Call) => object | Refusal
  /** May be called with a publishable key. */
  isPublic?: boolean
}

/** By method and path, in the words of Stripe's reference: `GET /v1/prices/{id}`. */
export type Operations = Partial<Record<StripeOperation, Operation>>
