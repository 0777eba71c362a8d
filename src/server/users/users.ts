import type { CollectionConfig, PayloadRequest } from 'payload'
import {
  boundLists,
  guardFilters,
  guardValueTypes,
  ignoreSentTimes,
  only,
  onlyField,
  orderTotally,
} from 'payload-stripe-shop'
import { ROLES, roleOf } from 'payload-stripe-shop/storefront'
import { apiKeyEndpoints, makeKeyWhenEnabled, refuseSentKeys } from './api-keys.ts'
import { keepAdministrator, lockAdministrators } from './last-administrator.ts'
import { takeTimeForUnknown } from './log-in-time.ts'
import { currentPasswordField, guardOwnPassword } from './own-password.ts'
import { guardOwnRole } from './own-role.ts'

/**
 * Payload locks an account after so many failures, which anybody could cause: never. `middleware/limits.ts` slows
 * guesses down instead. (At 0 Payload leaves the columns out.)
 */
const NEVER = 1_000_000_000

/** @param asked as Payload hands it over: all three are there */
async function resetMail(asked: { req?: PayloadRequest; token?: string; user?: { email?: string } } = {}) {
  const { writeResetMail } = await import('../mail/reset-mail.ts')
  const { payload, i18n } = asked.req as PayloadRequest
  const { token = '', user } = asked
  return writeResetMail(payload, { email: user?.email ?? '', token, language: i18n.language })
}

/** People who run the shop. The first one comes from the environment, never from the first visitor. */
export const users = ({ isHttps }: { isHttps: boolean }): CollectionConfig => ({
  slug: 'users',
  auth: {
    useAPIKey: true,
    maxLoginAttempts: NEVER,
    tokenExpiration: 8 * 60 * 60,
    cookies: { secure: isHttps, sameSite: 'Lax' },
    forgotPassword: {
      generateEmailSubject: async (asked) => (await resetMail(asked)).subject,
      generateEmailHTML: async (asked) => (await resetMail(asked)).html,
    },
  },
  admin: { useAsTitle: 'email', defaultColumns: ['email', 'name', 'role'], group: 'Team' },
  access: {
    create: only('admin'),
    delete: only('admin'),
    unlock: only('admin'),
    read: ({ req }) => roleOf(req.user) === 'admin' || (req.user ? { id: { equals: req.user.id } } : false),
    update: ({ req }) => roleOf(req.user) === 'admin' || (req.user ? { id: { equals: req.user.id } } : false),
    admin: ({ req }) => roleOf(req.user) !== null,
  },
  hooks: {
    beforeOperation: [
      guardFilters,
      boundLists,
      orderTotally,
      ignoreSentTimes,
      guardValueTypes,
      takeTimeForUnknown,
      refuseSentKeys,
      guardOwnRole,
      guardOwnPassword,
      lockAdministrators,
    ],
    afterChange: [makeKeyWhenEnabled],
    afterOperation: [keepAdministrator],
  },
  endpoints: apiKeyEndpoints,
  fields: [
    currentPasswordField,
    { name: 'name', type: 'text' },
    // In the place of Payload's own, which makes the key in the browser.
    { name: 'apiKey', type: 'text', access: { create: () => false, read: () => false, update: () => false } },
    {
      name: 'apiKeyMaker',
      type: 'ui',
      admin: { components: { Field: '/src/server/admin/api-key.tsx#ApiKey' } },
    },
    {
      name: 'role',
      type: 'select',
      required: true,
      defaultValue: 'support',
      saveToJWT: true,
      options: ROLES.map((role) => ({ label: role[0]?.toUpperCase() + role.slice(1), value: role })),
      access: { update: onlyField('admin') },
      admin: {
        description: 'Admin: everything. Editor: catalogue, discounts, taxes. Support: orders and refunds.',
      },
    },
  ],
})
