/** The place of an order in a list where ids do not ascend with time. */
interface TimedPlace {
  createdAt: Date
  id: string
}

export function writePlace({ createdAt, id }: TimedPlace): string {
  return `${createdAt.toISOString()}/${id}`
}

/** Null for what `writePlace` did not write. */
export function readPlace(text: string): TimedPlace | null {
  const [, time, id] = /^([^/]+)\/(.+)$/s.exec(text) ?? []
  const createdAt = new Date(time ?? '')
  return id === undefined || Number.isNaN(createdAt.getTime()) ? null : { createdAt, id }
}
