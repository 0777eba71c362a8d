import type { StripeOperation } from '../schema/operations.ts'
import type { Operation, Operations } from './call.ts'

export interface Route {
  name: StripeOperation
  operation: Operation
}

export interface FoundRoute {
  route: Route
  /** The `{id}` parts of the path. */
  path: Record<string, string>
}

const PARAM = /^\{(\w+)\}$/

/** Finds the operation for a method and a path. A slash at the end makes no difference. */
export function routesOf(operations: Operations): (method: string, path: string) => FoundRoute | undefined {
  // Few have as many steps: those are looked through.
  const byLength = new Map<string, { steps: string[]; route: Route }[]>()
  for (const [name, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = name.split(' ')
    const steps = stepsOf(path)
    const known = byLength.get(`${method} ${steps.length}`) ?? []
    byLength.set(`${method} ${steps.length}`, [
      ...known,
      { steps, route: { name: name as StripeOperation, operation } },
    ])
  }
  return (method, path) => {
    const steps = stepsOf(path)
    // Node itself leaves out the body of an answer to HEAD.
    const candidates = byLength.get(`${method === 'HEAD' ? 'GET' : method} ${steps.length}`) ?? []
    const found = candidates.find((candidate) => isAt(candidate.steps, steps))
    return found && { route: found.route, path: paramsOf(found.steps, steps) }
  }
}

function stepsOf(path: string): string[] {
  return path.replace(/\/$/, '').split('/')
}

function isAt(pattern: string[], steps: string[]): boolean {
  return pattern.every((step, index) => step === steps[index] || (PARAM.test(step) && steps[index] !== ''))
}

function paramsOf(pattern: string[], steps: string[]): Record<string, string> {
  const params: Record<string, string> = {}
  for (const [index, step] of pattern.entries()) {
    const name = PARAM.exec(step)?.[1]
    if (name) params[name] = decode(steps[index]!)
  }
  return params
}

/** What is no encoding names nothing that exists, as it stands. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
