import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { postgresAdapter } from '@payloadcms/db-postgres'
import type { CollectionConfig, Config, Field, GlobalConfig } from 'payload'
import { LANGUAGES } from '../../../src/plugin/domain/languages.ts'
import { stripeShop } from '../../../src/plugin/index.ts'
import { ru } from '../../../src/plugin/translations/ru.ts'
import { isPanelText } from '../../../src/plugin/translations/texts.ts'

const CODES = Object.keys(LANGUAGES)

/** A text with where it stands. */
type Text = [place: string, text: unknown]

async function shopConfig(): Promise<Config> {
  return stripeShop({
    accounts: [
      {
        name: 'default',
        currency: null,
        isDefault: true,
        secretKey: 'sk_test_languages',
        publishableKey: 'pk_test_languages',
        webhookSecrets: ['whsec_languages'],
      },
    ],
    currencies: ['eur'],
    publicUrl: 'https://shop.example',
  })({
    db: postgresAdapter({ pool: { connectionString: 'postgres://nobody@127.0.0.1:1/none' } }),
    secret: 'of a test',
  } as Config)
}

function textsOfFields(place: string, fields: readonly Field[]): Text[] {
  return fields.flatMap((field): Text[] => {
    const { name, label, labels, admin, options, fields, tabs } = field as {
      name?: string
      label?: unknown
      labels?: { singular?: unknown; plural?: unknown }
      admin?: { hidden?: boolean; description?: unknown }
      options?: (string | { label: unknown; value: string })[]
      fields?: Field[]
      tabs?: { label?: unknown; fields: Field[] }[]
    }
    if (admin?.hidden) return []
    const here = name === undefined ? place : `${place}.${name}`
    return [
      ...(name !== undefined && label !== false ? [[`${here} label`, label] as Text] : []),
      ...(labels ? Object.entries(labels).map(([kind, text]): Text => [`${here} ${kind}`, text]) : []),
      ...(admin?.description === undefined ? [] : [[`${here} description`, admin.description] as Text]),
      ...(options ?? []).map((choice): Text => {
        return typeof choice === 'string'
          ? [`${here} choice`, choice]
          : [`${here}: ${choice.value}`, choice.label]
      }),
      ...(fields ? textsOfFields(here, fields) : []),
      ...(tabs ?? []).flatMap((tab) => [
        [`${here} tab`, tab.label] as Text,
        ...textsOfFields(here, tab.fields),
      ]),
    ]
  })
}

function textsOf({ slug, admin, fields, ...config }: CollectionConfig | GlobalConfig): Text[] {
  const names = 'labels' in config ? Object.entries(config.labels ?? {}) : []
  const label = 'label' in config ? [[`${slug} label`, config.label] as Text] : []
  const own: Text[] = [
    ...label,
    ...names.map(([kind, text]): Text => [`${slug} ${kind}`, text]),
    [`${slug} group`, admin?.group],
    ...(admin && 'description' in admin ? [[`${slug} description`, admin.description] as Text] : []),
  ]
  return [...own, ...textsOfFields(slug, fields)]
}

const isWhole = (text: unknown) =>
  typeof text === 'object' &&
  text !== null &&
  CODES.every((code) => {
    const said = (text as Record<string, unknown>)[code]
    return typeof said === 'string' && said.trim() !== ''
  })

describe('the panel', () => {
  it('has every group, label, description and choice of the shop in every language', async () => {
    const { collections = [], globals = [] } = await shopConfig()
    const isOurs = ({ slug, admin }: CollectionConfig | GlobalConfig) => slug !== 'users' && !admin?.hidden
    const shown = [...collections, ...globals].filter(isOurs)
    const texts = shown.flatMap(textsOf)
    expect(texts.length).toBeGreaterThan(150)
    expect(texts.filter(([, text]) => !isWhole(text))).toEqual([])
  })

  it('has every one of them in Cyrillic, apart from names of Stripe’s', () => {
    const latin = Object.values(ru).filter((text) => !/[а-яё]/i.test(text))
    expect(latin).toEqual(['Checkout Session', 'Payment Intent'])
  })

  it('says nothing in its components that is not translated', () => {
    const folder = 'src/plugin/admin'
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('x'),
    )
    expect(files.length).toBeGreaterThan(15)
    for (const file of files) {
      const source = readFileSync(path.join(folder, file), 'utf8')
      const said = [...source.matchAll(/\bsay\([^']*?,\s*'([^']+)'/g)].map(([, text]) => text ?? '')
      expect([file, said.filter((text) => !isPanelText(text))]).toEqual([file, []])
      // Words between two tags, or in an attribute that is read out.
      const bare = source.match(/(>[^<>{}()=;]*[a-z]{3}[^<>{}()=;]*<\/|(label|title|placeholder)="[^"]+")/g)
      expect([file, bare]).toEqual([file, null])
    }
  })
})
