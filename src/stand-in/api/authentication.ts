import type { StandInAccount } from '../stand-in.ts'
import { ApiError } from './errors.ts'
import type { RequestHeaders } from './read-headers.ts'

export interface Caller {
  account: StandInAccount
  isPublishable: boolean
}

/** Finds the account by its key, sent as the user name of Basic authentication or as a Bearer token. */
export function authenticate(headers: RequestHeaders, accounts: StandInAccount[], keyParam: unknown): Caller {
  const key = readKey(headers.read('authorization')) ?? (typeof keyParam === 'string' ? keyParam : undefined)
  if (!key) {
    throw new ApiError(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
      { status: 401 },
    )
  }
  for (const account of accounts) {
    if (account.secretKey === key) return { account, isPublishable: false }
    if (account.publishableKey === key) return { account, isPublishable: true }
  }
  throw new ApiError(`Invalid API Key provided: ${masked(key)}`, { status: 401 })
}

function readKey(header: string | undefined): string | undefined {
  const [scheme, credentials] = header?.split(' ', 2) ?? []
  if (!credentials) return undefined
  if (scheme?.toLowerCase() === 'bearer') return credentials
  if (scheme?.toLowerCase() !== 'basic') return undefined
  return Buffer.from(credentials, 'base64').toString('utf8').split(':', 1)[0] || undefined
}

function masked(key: string): string {
  const shown = key.length > 12 ? `${key.slice(0, 8)}${'*'.repeat(key.length - 12)}${key.slice(-4)}` : '****'
  return shown.slice(0, 60)
}
