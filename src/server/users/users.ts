import type { CollectionConfig } from 'payload'
import { guardFilters, guardValueTypes, only, onlyField } from 'payload-stripe-shop'
import { ROLES, roleOf } from 'payload-stripe-shop/storefront'
import { keepAdministrator, lockAdministrators } from './last-administrator.ts'
import { guardOwnRole } from './own-role.ts'

/** Ten minutes, in Payload's unit. */
const LOCK_TIME_MS = 10 * 60 * 1000

/** People who run the shop. The first one comes from the environment, never from the first visitor. */
export const users = ({ isHttps }: { isHttps: boolean }): CollectionConfig => ({
  slug: 'users',
  auth: {
    useAPIKey: true,
    maxLoginAttempts: 10,
    lockTime: LOCK_TIME_MS,
    tokenExpiration: 8 * 60 * 60,
    cookies: { secure: isHttps, sameSite: 'Lax' },
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
    beforeOperation: [guardFilters, guardValueTypes, guardOwnRole, lockAdministrators],
    afterOperation: [keepAdministrator],
  },
  fields: [
    { name: 'name', type: 'text' },
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
