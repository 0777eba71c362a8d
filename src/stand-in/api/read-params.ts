import type { Params } from './form.ts'

/**
 * Parameters that know which of them were read. A handler reads them by name; what it has not read when it is
 * done, it cannot have obeyed, and the router refuses the request for it.
 */

interface Sent {
  value: object
  /** The names, or places in a list, that were read. */
  read: Set<string>
  /** The parts that are objects or lists themselves, once they were looked into. */
  parts: Map<string, object>
}

const sentOf = new WeakMap<object, Sent>()

/** Takes what was sent; answers it with every reading noted down. */
export function trackParams<T extends object>(value: T): T {
  const sent: Sent = { value, read: new Set(), parts: new Map() }
  const tracked = new Proxy(value, {
    get(target, name) {
      const part: unknown = Reflect.get(target, name)
      if (typeof name === 'symbol' || typeof part === 'function' || !Object.hasOwn(target, name)) return part
      sent.read.add(name)
      if (typeof part !== 'object' || part === null) return part
      const known = sent.parts.get(name)
      if (known) return known
      const trackedPart = trackParams(part)
      sent.parts.set(name, trackedPart)
      return trackedPart
    },
    ownKeys(target) {
      if (Array.isArray(target)) return Reflect.ownKeys(target)
      // Spread or copied, everything would count as read.
      throw new Error('Parameters are read by name, or as a whole by readWhole.')
    },
  })
  sentOf.set(tracked, sent)
  return tracked
}

/** Reads a part with everything in it, to be kept and told as it was sent. */
export function readWhole<T>(part: T): T {
  const sent = typeof part === 'object' && part !== null ? sentOf.get(part) : undefined
  if (!sent) return part
  for (const name of Object.keys(sent.value)) {
    sent.read.add(name)
    readWhole((part as Record<string, unknown>)[name])
  }
  return sent.value as T
}

/** The names that were sent, without reading any. */
export function namesOf(params: Params): string[] {
  return Object.keys(sentOf.get(params)?.value ?? params)
}

/** The first parameter that was sent and not read, as `line_items[0][price]`. */
export function findUnread(params: object, at = ''): string | undefined {
  const { value, read, parts } = sentOf.get(params)!
  for (const name of Object.keys(value)) {
    const place = at === '' ? name : `${at}[${name}]`
    if (!read.has(name)) return place
    const part = parts.get(name)
    const unread = part && findUnread(part, place)
    if (unread) return unread
  }
  return undefined
}
