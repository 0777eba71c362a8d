/** Whose database it is. `names` are those it has had, the one it has now first. */
interface Known {
  /** What the project calls the installation; null where it says nothing. */
  given: string | null
  publicUrl: string
  /** Whether a stand-in takes the place of Stripe, where nothing of anybody's can be changed. */
  isStandIn: boolean
  names: readonly string[]
}

/** `copy`: the database was another installation's until now. */
type Naming = { kind: 'same' } | { kind: 'first' | 'renamed' | 'copy'; name: string }

/** A database that cannot be worked on under its name. */
export class InstallationError extends Error {
  override readonly name = 'InstallationError'
  /** What is wrong with the name, to go on after whatever it is set by. */
  readonly problem: string

  constructor(problem: string) {
    super(`stripeShop: the option installation ${problem}`)
    this.problem = problem
  }
}

/** What the one row of a database was called before installations had names. */
const UNNAMED = 'id'

/**
 * Which installation a database is at a start. A name that the project gives decides; without one it is the host of
 * the address. An address that has changed can mean a copy as well as a shop that has moved, and people have to say
 * which it is: one database must not act for two.
 * @throws InstallationError where it cannot go on
 */
export function nameInstallation({ given, publicUrl, isStandIn, names }: Known): Naming {
  const host = hostOf(publicUrl)
  const [current, ...earlier] = names
  const name = given ?? host
  if (current === undefined) return { kind: 'first', name }
  if (current === name) return { kind: 'same' }
  if (current === UNNAMED && name === host) return { kind: 'renamed', name }
  if (earlier.includes(name))
    throw new InstallationError(
      `must be another name: this database was the installation "${name}" once and is "${current}" now.`,
    )
  if (given !== null) return { kind: 'copy', name }
  if (isStandIn) return { kind: 'same' }
  if (isOwnMachine(current)) return isOwnMachine(host) ? { kind: 'same' } : { kind: 'renamed', name }
  throw new InstallationError(
    `must be set: this database belongs to the installation "${current}", and the address is ${publicUrl} now. It is "${current}" if that shop has moved, or a new name if the database is a copy.`,
  )
}

function hostOf(publicUrl: string): string {
  return new URL(publicUrl).hostname
}

/** An address that says nothing: every machine has it. */
function isOwnMachine(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || host.startsWith('127.')
}
