import { causesOf, isRefusedAsTaken } from '../shop-database.ts'

export function hasLabel(error: unknown, label: string): boolean {
  return causesOf(error).some((cause) => {
    const { errorLabels } = cause as { errorLabels?: unknown }
    return Array.isArray(errorLabels) && errorLabels.includes(label)
  })
}

/** Two transactions wrote one document: MongoDB ends the later one at once, instead of letting it wait. */
export function isConflict(error: unknown): boolean {
  return hasLabel(error, 'TransientTransactionError')
}

export function isUniqueViolation(error: unknown): boolean {
  return causesOf(error).some(({ code }) => code === 11000) || isRefusedAsTaken(error)
}

/** The driver's names of what it comes to that cannot reach a server. */
const AWAY = /^Mongo(Network|NetworkTimeout|ServerSelection|PoolCleared|NotConnected|TopologyClosed)Error$/

export function isAway(error: unknown): boolean {
  return causesOf(error).some(({ name }) => typeof name === 'string' && AWAY.test(name))
}

/** Two processes may insert the same at one moment; then it is there. */
export async function ignoreTaken(write: Promise<unknown>): Promise<void> {
  try {
    await write
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
  }
}
