import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { postgresAdapter } from '@payloadcms/db-postgres'
import type { CollectionConfig, Config, Field, GlobalConfig } from 'payload'
import { LANGUAGES } from '../../../src/plugin/domain/languages.ts'
import { stripeShop } from '../../../src/plugin/index.ts'
import { deRefusals } from '../../../src/plugin/translations/de-refusals.ts'
import { sayRefusal } from '../../../src/plugin/translations/refusals.ts'
import { ru } from '../../../src/plugin/translations/ru.ts'
import { ruRefusals } from '../../../src/plugin/translations/ru-refusals.ts'
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

/** What only programs are told: what cannot be sent by a page of the shop or by the panel. */
const FOR_PROGRAMS = [
  /^src\/plugin\/collections\/filters\//,
  /^src\/plugin\/http\/(webhook-handler|fields|parameters|order-handlers|refund-handler)\.ts$/,
  /^src\/plugin\/(stripe\/signed-events|shop\/events\/event-deliveries|shop\/orders\/look-up)\.ts$/,
  /^src\/plugin\/(collections\/(value-types|orders\/line-ids|orders\/preview-endpoint)|domain\/money-text)\.ts$/,
  /^src\/server\/(routes\/operations|middleware\/(payload-body|signed-in))\.ts$/,
]

/** Of what the panel never sends. */
const SENTENCES_FOR_PROGRAMS = ['This Idempotency-Key was used for another amount.']

function refusalsIn(folder: string): [file: string, sentence: string][] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  )
  return files.flatMap((name) => {
    const file = path.posix.join(folder, name)
    if (FOR_PROGRAMS.some((pattern) => pattern.test(file))) return []
    const source = readFileSync(file, 'utf8')
    const thrown = source.matchAll(/new ShopError\(\s*'\w+',\s*(?:'([^']+)'|`([^`]+)`)/g)
    return [...thrown].map(([, plain, template]): [string, string] => [
      file,
      plain ?? numbered(template ?? ''),
    ])
  })
}

/** `At most ${left}.` as the translations have it: `At most {1}.` */
function numbered(template: string): string {
  let place = 0
  return template.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, () => {
    place += 1
    return `{${place}}`
  })
}

describe('a refusal', () => {
  it('of too many requests is known in every language', () => {
    const source = readFileSync('src/server/middleware/limits.ts', 'utf8')
    const said = [...source.matchAll(/'(Too many [^']+)'/g)].map(([, sentence]) => sentence ?? '')
    expect(said.length).toBeGreaterThan(5)
    expect(said.filter((sentence) => !(sentence in deRefusals))).toEqual([])
  })

  it('that people may read is known in every language', () => {
    const refusals = ['src/plugin', 'src/server'].flatMap(refusalsIn)
    expect(refusals.length).toBeGreaterThan(50)
    const isKnown = (sentence: string) =>
      sentence in deRefusals || SENTENCES_FOR_PROGRAMS.includes(sentence) || /^"\w+" \{1\}\.$/.test(sentence)
    expect(refusals.filter(([, sentence]) => !isKnown(sentence))).toEqual([])
  })

  it.each([
    ['Only 3 left of “Mug”.', 'Von „Mug“ sind nur noch 3 da.', 'Товара «Mug» осталось всего 3.'],
    ['The code “SPRING” has expired.', 'Der Code „SPRING“ ist abgelaufen.', 'Промокод «SPRING» истёк.'],
    [
      'An order that is partially_refunded cannot be deleted.',
      'Eine Bestellung im Status „teilweise erstattet“ kann nicht gelöscht werden.',
      'Заказ в состоянии «частично возвращён» нельзя удалить.',
    ],
    ['"code" is required.', '„code“ fehlt.', '«code»: не указано.'],
    // A name is a name, whatever it says in the panel.
    ['“Total” is sold out.', '„Total“ ist ausverkauft.', 'Товар «Total» распродан.'],
    ['“{1}” is sold out.', '„{1}“ ist ausverkauft.', 'Товар «{1}» распродан.'],
    // Of what is not known nothing is said in another language.
    ['"amount" is something new.', '"amount" is something new.', '"amount" is something new.'],
    ['Your card was declined.', 'Your card was declined.', 'Your card was declined.'],
  ])('“%s” is said in German and in Russian', (english, german, russian) => {
    expect(sayRefusal('de', english)).toBe(german)
    expect(sayRefusal('ru', english)).toBe(russian)
    for (const language of ['en', 'fr', null]) expect(sayRefusal(language, english)).toBe(english)
  })

  it('names in each language what stands in it, and nothing else', () => {
    for (const [english, german] of Object.entries(deRefusals)) {
      const placesIn = (text: string) => [...text.matchAll(/\{\d\}/g)].map(([place]) => place).sort()
      expect([english, placesIn(german)]).toEqual([english, placesIn(english)])
      const russian = ruRefusals[english as keyof typeof deRefusals]
      expect([english, placesIn(russian)]).toEqual([english, placesIn(english)])
    }
  })
})
