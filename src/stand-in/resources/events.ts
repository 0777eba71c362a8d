import type { Call, Operations } from '../api/call.ts'
import { invalidParam, notFound } from '../api/errors.ts'
import { listPage } from '../api/pagination.ts'
import { readWhole } from '../api/read-params.ts'

/** Documentation: "List events, going back up to 30 days." */
const KEPT_SECONDS = 30 * 24 * 60 * 60

export const events: Operations = {
  'GET /v1/events': { handle: list },
  'GET /v1/events/{id}': { handle: retrieve },
}

function list(call: Call) {
  const { type, types, delivery_success } = call.params
  if (type !== undefined && types !== undefined) {
    throw invalidParam(
      'types',
      'You may only specify one of these parameters: type, types.',
      'parameters_exclusive',
    )
  }
  const wanted = (type === undefined ? readWhole(types) : [type]) as string[] | undefined
  return listPage(call, call.params, {
    kind: 'event',
    url: '/v1/events',
    oldest: call.nowSeconds - KEPT_SECONDS,
    where: {
      type: wanted && typesLike(call, wanted),
      delivery_success: delivery_success as boolean | undefined,
    },
  })
}

/** Those of the types that events have, of which there are few. */
function typesLike({ tx }: Call, patterns: string[]): string[] {
  if (!patterns.some((pattern) => pattern.includes('*'))) return patterns
  const known = tx.valuesOf('event', 'type')
  return known.filter((type) => patterns.some((pattern) => matches(pattern, type)))
}

/** Documentation of `type`: "may contain `*` as a wildcard". */
function matches(pattern: string, type: string): boolean {
  if (!pattern.includes('*')) return pattern === type
  const [head = '', tail = ''] = pattern.split('*', 2)
  return type.startsWith(head) && type.endsWith(tail)
}

function retrieve({ tx, path, nowSeconds }: Call) {
  const event = tx.find('event', path.id!)?.doc
  if (!event || event.created < nowSeconds - KEPT_SECONDS) throw notFound('event', path.id!)
  return event
}
