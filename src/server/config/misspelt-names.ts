import { distance } from 'fastest-levenshtein'
import { isSuffixedKey } from './account-keys.ts'
import { accountVariables, ENVIRONMENT_VARIABLES, type EnvironmentText } from './variables.ts'

const ACCOUNT_VARIABLES = Object.keys(accountVariables.shape)

/** Read by the containers, the stand-in by itself, this project's tests, and Stripe's own tools. */
const READ_BY_OTHERS: ReadonlySet<string> = new Set([
  'SHOP_PORT',
  'SHOP_SANDBOX_PORT',
  'SANDBOX_DATA_DIR',
  'STRIPE_MOCK',
  'STRIPE_CONFORMANCE_KEY',
  'STRIPE_ACCOUNT',
  'STRIPE_API_KEY',
  'STRIPE_DEVICE_NAME',
  'STRIPE_PROJECT_NAME',
])

/** Kubernetes describes every service of a namespace, and one may well be called `shop` or `stripe`. */
const SERVICE_NAME = /^[A-Z0-9_]+_(SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)|PORT_\d+_(TCP|UDP|SCTP)(_[A-Z]+)?)$/
/** The value of such a service's `…_PORT`, which tells it from a port of ours. */
const SERVICE_ADDRESS = /^(tcp|udp|sctp):\/\//

/**
 * Names that the shop does not read although they were most likely meant for it: those that resemble one of its
 * variables which is not set, and whatever else begins with `STRIPE_`, because a shop that overlooks a key
 * starts as a demo. Most of an environment belongs to other programs, so in doubt a name is not ours.
 */
export function findMisspeltNames(given: EnvironmentText): string[] {
  return Object.entries(given).flatMap(([name, value = '']) => {
    if (isReadBySomebody(name, value)) return []
    const meant = findResembling(name)
    if (meant !== null) {
      return given[meant] === undefined || isStripe(name)
        ? [`${name} is not a variable of the shop. Did you mean ${meant}?`]
        : []
    }
    return isStripe(name) ? [`${name} is not a variable of the shop; .env.example lists those.`] : []
  })
}

function isReadBySomebody(name: string, value: string): boolean {
  if (ENVIRONMENT_VARIABLES.includes(name) || READ_BY_OTHERS.has(name)) return true
  if (SERVICE_NAME.test(name) || (name.endsWith('_PORT') && SERVICE_ADDRESS.test(value))) return true
  return isSuffixedKey(name) || name.startsWith('STRIPE_CLI_')
}

function isStripe(name: string): boolean {
  return name.startsWith('STRIPE_')
}

function findResembling(name: string): string | null {
  const upper = name.toUpperCase()
  const suffix = /_[A-Z]{3}$/.exec(upper)?.[0] ?? ''
  const candidates = [
    ...ENVIRONMENT_VARIABLES,
    ...(suffix === '' ? [] : ACCOUNT_VARIABLES.map((variable) => variable + suffix)),
  ].map((variable) => ({ variable, edits: isSwapped(upper, variable) ? 1 : distance(upper, variable) }))
  const [nearest] = candidates
    .filter(({ variable, edits }) => edits <= allowedEdits(variable))
    .sort((one, other) => one.edits - other.edits)
  return nearest?.variable ?? null
}

/** Two neighbours that have changed places are one slip, and two edits. */
function isSwapped(one: string, other: string): boolean {
  const at = [...one].findIndex((letter, index) => letter !== other[index])
  if (at < 0 || at + 1 >= one.length) return false
  return one.slice(0, at) + one[at + 1] + one[at] + one.slice(at + 2) === other
}

/** One edit for every five characters, three at most: none for PORT and HOST, which half of all names resemble. */
function allowedEdits(variable: string): number {
  return Math.min(3, Math.floor(variable.length / 5))
}
