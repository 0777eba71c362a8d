import path from 'node:path'
import { postgresAdapter } from '@payloadcms/db-postgres'
import { FixedToolbarFeature, lexicalEditor } from '@payloadcms/richtext-lexical'
import { buildConfig, defaultLoggerOptions, type SanitizedConfig } from 'payload'
import { de } from 'payload/i18n/de'
import { en } from 'payload/i18n/en'
import { ru } from 'payload/i18n/ru'
import { logRefusalsBriefly, stripeShop } from 'payload-stripe-shop'
import { destination, stdTimeFunctions } from 'pino'
import sharp from 'sharp'
import { withPreview } from './src/server/admin/item-preview.ts'
import { withPackingSlips } from './src/server/admin/order-sidebar.ts'
import { LOCALIZATION, localized } from './src/server/catalogue-languages.ts'
import { currentConfig } from './src/server/config/settled-config.ts'
import type { SettledConfig } from './src/server/config/shop-config.ts'
import { resilientPg } from './src/server/database-pool.ts'
import { mailAdapter, mailOptions } from './src/server/mail/mail-options.ts'
import { withSentLinks } from './src/server/mail/send-link.ts'
import { keepPicturesIn } from './src/server/picture-files.ts'
import { spreadsheets } from './src/server/spreadsheets/spreadsheets.ts'
import { guardPanelCollections } from './src/server/users/panel-collections.ts'
import { users } from './src/server/users/users.ts'

/** What an item's page would not show: pictures have a field of their own. */
const NOT_ON_PAGES: ReadonlySet<string> = new Set(['upload', 'relationship'])

/** The shop as a Payload config: database, users, and the plugin. */
export async function createPayloadConfig(config: SettledConfig): Promise<SanitizedConfig> {
  const root = process.cwd()
  const built = await buildConfig({
    secret: config.payloadSecret,
    serverURL: config.publicUrl,
    cors: [config.publicUrl, ...config.allowedOrigins],
    csrf: [config.publicUrl, ...config.allowedOrigins],
    db: postgresAdapter({
      pool: { connectionString: config.databaseUrl },
      pg: resilientPg,
      push: false,
      migrationDir: path.join(root, 'src/migrations'),
    }),
    // Somebody has mistyped a password: one line.
    loggingLevels: { AuthenticationError: 'info' },
    logger: {
      options: {
        timestamp: stdTimeFunctions.isoTime,
        formatters: { bindings: () => ({}) },
        hooks: { logMethod: logRefusalsBriefly },
      },
      // Lines of JSON for whatever collects them; pretty ones only for a person.
      destination: process.stdout.isTTY ? defaultLoggerOptions : destination(1),
    },
    email: mailAdapter(config),
    editor: lexicalEditor({
      features: ({ defaultFeatures }) => [
        FixedToolbarFeature(),
        ...defaultFeatures.filter(({ key }) => !NOT_ON_PAGES.has(key)),
      ],
    }),
    sharp,
    upload: { limits: { fileSize: 10 * 1024 * 1024 }, abortOnLimit: true },
    graphQL: { disable: true },
    telemetry: false,
    localization: LOCALIZATION,
    i18n: { supportedLanguages: { en, de, ru }, fallbackLanguage: 'en' },
    admin: {
      user: 'users',
      // The panel asks no other site for pictures of its users.
      avatar: 'default',
      meta: { titleSuffix: ' · Shop' },
      components: {
        ...(config.sandbox && { providers: ['/src/server/admin/demo-notice.tsx#DemoNotice'] }),
        afterNavLinks: ['/src/server/admin/mail-previews.tsx#MailsLink'],
        views: {
          mails: {
            Component: '/src/server/admin/mail-previews.tsx#MailPreviews',
            path: '/mails',
            exact: true,
          },
        },
      },
      importMap: { baseDir: root, importMapFile: path.join(root, 'src/app/(payload)/admin/importMap.js') },
    },
    typescript: { autoGenerate: false, outputFile: path.join(root, 'src/payload-types.ts') },
    collections: [users({ isHttps: config.publicUrl.startsWith('https:') })],
    plugins: [
      stripeShop({
        accounts: config.accounts,
        currencies: config.currencies,
        publicUrl: config.publicUrl,
        ...(config.installation !== null && { installation: config.installation }),
        stripeApiBase: config.stripeApiBase,
        flow: config.paymentFlow,
        restEndpoints: false,
        ...mailOptions(config),
        overrides: {
          orders: (orders) => withPackingSlips(config.mail ? withSentLinks(orders) : orders),
          items: (items) => withPreview(localized(['name', 'description'])(items)),
          taxes: localized(['displayName']),
          discounts: localized(['name']),
          pages: localized(['title', 'content']),
          'shipping-rates': localized(['name']),
          media: (media) => keepPicturesIn(path.resolve(config.dataDir, 'media'), media),
        },
      }),
      spreadsheets(),
    ],
  })
  return guardPanelCollections(built)
}

export default createPayloadConfig(currentConfig())
