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

const ROLE_NAMES = {
  admin: { en: 'Admin', de: 'Admin', ru: 'Администратор' },
  editor: { en: 'Editor', de: 'Redaktion', ru: 'Редактор' },
  support: { en: 'Support', de: 'Support', ru: 'Поддержка' },
}

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
  labels: {
    singular: { en: 'User', de: 'Konto', ru: 'Пользователь' },
    plural: { en: 'Users', de: 'Konten', ru: 'Пользователи' },
  },
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
  admin: {
    useAsTitle: 'email',
    defaultColumns: ['email', 'name', 'role'],
    group: { en: 'Team', de: 'Team', ru: 'Команда' },
  },
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
    { name: 'name', type: 'text', label: { en: 'Name', de: 'Name', ru: 'Имя' } },
    // In the place of Payload's own, which makes the key in the browser.
    { name: 'apiKey', type: 'text', access: { create: () => false, read: () => false, update: () => false } },
    {
      name: 'apiKeyMaker',
      type: 'ui',
      admin: { components: { Field: '/src/server/admin/api-key.tsx#ApiKey' } },
    },
    {
      name: 'role',
      label: { en: 'Role', de: 'Rolle', ru: 'Роль' },
      type: 'select',
      required: true,
      defaultValue: 'support',
      saveToJWT: true,
      options: ROLES.map((role) => ({ label: ROLE_NAMES[role], value: role })),
      access: { update: onlyField('admin') },
      admin: {
        description: {
          en: 'Admin: everything. Editor: catalogue, discounts, taxes. Support: orders and refunds.',
          de: 'Admin: alles. Redaktion: Katalog, Rabatte, Steuern. Support: Bestellungen und Erstattungen.',
          ru: 'Администратор: всё. Редактор: каталог, скидки, налоги. Поддержка: заказы и возвраты.',
        },
      },
    },
  ],
})
