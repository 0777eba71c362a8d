import { expect, it } from '@jest/globals'
import { postgresAdapter } from '@payloadcms/db-postgres'
import type { Config, Field } from 'payload'
import { stripeShop } from '../../../src/plugin/index.ts'

it('shows no JSON by the editor that the panel loads from another site', () => {
  const account = {
    name: 'default',
    currency: null,
    isDefault: true,
    secretKey: 'sk_test_fields',
    publishableKey: 'pk_test_fields',
    webhookSecrets: ['whsec_fields'],
  }
  const { collections = [] } = stripeShop({
    accounts: [account],
    currencies: ['eur'],
    publicUrl: 'https://shop.example',
  })({
    db: postgresAdapter({ pool: { connectionString: 'postgres://nobody@127.0.0.1:1/none' } }),
    secret: 'of a test',
  } as Config) as Config
  const shown = collections.filter(({ admin }) => !admin?.hidden)
  const fields = shown.flatMap(({ slug, fields }) => jsonFieldsIn(slug, fields))
  expect(fields.length).toBeGreaterThan(3)
  expect(fields.filter(({ hasComponent }) => !hasComponent)).toEqual([])
})

interface Found {
  place: string
  hasComponent: boolean
}

function jsonFieldsIn(place: string, fields: readonly Field[]): Found[] {
  return fields.flatMap((field): Found[] => {
    const { type, name, admin, fields, tabs } = field as {
      type: string
      name?: string
      admin?: { hidden?: boolean; components?: { Field?: unknown } }
      fields?: Field[]
      tabs?: { fields: Field[] }[]
    }
    if (admin?.hidden) return []
    const here = name === undefined ? place : `${place}.${name}`
    return [
      ...(type === 'json' ? [{ place: here, hasComponent: Boolean(admin?.components?.Field) }] : []),
      ...jsonFieldsIn(here, fields ?? []),
      ...(tabs ?? []).flatMap((tab) => jsonFieldsIn(here, tab.fields)),
    ]
  })
}
