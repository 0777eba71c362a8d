import { randomBytes } from 'node:crypto'
import path from 'node:path'
import type { BasePayload } from 'payload'
import { withLock } from 'payload-stripe-shop/operations'
import { ConfigError, NO_ADMINISTRATOR, type ShopConfig } from './config/shop-config.ts'
import { keepSecret, readSecret } from './kept-secrets.ts'

interface Login {
  email: string
  password: string
}

const DEMO_EMAIL = 'admin@shop.example'
const DEMO_PASSWORD_FILE = 'demo-password'

/**
 * Makes the first administrator, unless there is one: from the environment, or in a demo with a password made
 * here. A shop that has users but no administrator can still sell, so it starts and says what to do.
 * @returns the demo's login if it was created just now, to be shown only this once
 * @throws ConfigError when there is no user and none is configured
 */
export async function ensureFirstAdmin(payload: BasePayload, config: ShopConfig): Promise<Login | null> {
  return withLock(payload, 'first-administrator', async () => {
    if (await hasUser(payload, { role: { equals: 'admin' } })) {
      await tellIfUnused(payload, config)
      return null
    }
    const email = config.admin?.email ?? (config.sandbox && DEMO_EMAIL)
    if (email === null && !(await hasUser(payload))) throw new ConfigError([NO_ADMINISTRATOR])
    if (email === null || (await hasUser(payload, { email: { equals: email.toLowerCase() } }))) {
      payload.logger.warn(email === null ? NO_ADMINISTRATOR : notAnAdministrator(email))
      return null
    }
    if (config.admin === null) return createDemoAdmin(payload, config.dataDir)
    await createAdmin(payload, config.admin)
    return null
  })
}

/** Somebody who moves from the demo to real keys in one folder would wait for this login in vain. */
async function tellIfUnused(payload: BasePayload, { admin }: ShopConfig): Promise<void> {
  if (admin === null || (await hasUser(payload, { email: { equals: admin.email.toLowerCase() } }))) return
  payload.logger.warn(
    `There is an administrator already, so ADMIN_EMAIL created none: ${admin.email} cannot log in. An administrator can add this user in the panel.`,
  )
}

const notAnAdministrator = (email: string) =>
  `There is no administrator, and ${email} is a user of another role. Set ADMIN_EMAIL and ADMIN_PASSWORD to make one with another address.`

/** The file that keeps the demo's password, or null if it was never created here. */
export async function findDemoPasswordFile(dataDir: string): Promise<string | null> {
  const file = path.join(dataDir, DEMO_PASSWORD_FILE)
  return (await readSecret(file)) === null ? null : file
}

/** The password is kept before the user exists: a start that is killed in between shows it the next time. */
async function createDemoAdmin(payload: BasePayload, dataDir: string): Promise<Login> {
  const password = await keepSecret(path.join(dataDir, DEMO_PASSWORD_FILE), () =>
    randomBytes(12).toString('base64url'),
  )
  const login = { email: DEMO_EMAIL, password }
  await createAdmin(payload, login)
  return login
}

async function createAdmin(payload: BasePayload, { email, password }: Login): Promise<void> {
  await payload.create({ collection: 'users', data: { email, password, role: 'admin' } })
}

async function hasUser(payload: BasePayload, where = {}): Promise<boolean> {
  const { totalDocs } = await payload.count({ collection: 'users', where })
  return totalDocs > 0
}
