import { importExportPlugin } from '@payloadcms/plugin-import-export'
import type {
  Access,
  CollectionAfterChangeHook,
  CollectionBeforeChangeHook,
  CollectionConfig,
  Endpoint,
  PayloadRequest,
  Plugin,
} from 'payload'
import { boundLists, guardFilters, orderTotally, roleOf } from 'payload-stripe-shop'
import { assertStaff, ShopError } from 'payload-stripe-shop/storefront'
import { EXPORTS, IMPORTS, withWords } from './import-words.ts'
import { type ImportOutcome, type ImportWay, importItems } from './item-import.ts'

/** They are one transaction, and whoever buys one of the items waits for its end. */
const MAX_ROWS = 500

/** What the hooks of one import tell each other, in the `context` of its request. */
interface ImportContext {
  way?: ImportWay
  outcome?: ImportOutcome
}

const contextOf = ({ context }: PayloadRequest) => context as { itemImport?: ImportContext }

/**
 * Items out to a spreadsheet and in again, by Payload's own plugin. It writes row by row and keeps what it could write; here
 * its rows are written before it comes to that, all or none.
 */
export function spreadsheets(): Plugin {
  return importExportPlugin({
    collections: [
      {
        slug: 'items',
        export: { disableJobsQueue: true, disableSave: true },
        import: {
          disableJobsQueue: true,
          batchSize: MAX_ROWS,
          limit: MAX_ROWS,
          hooks: {
            before: async ({ data, req }) => {
              const { itemImport } = contextOf(req)
              // Somebody looks at a file before importing it.
              if (!itemImport?.way) return data
              itemImport.outcome = await importItems(req, data, itemImport.way)
              return []
            },
          },
        },
      },
    ],
    overrideExportCollection: ({ collection }) => forCatalogueStaff({ ...collection, labels: EXPORTS }),
    overrideImportCollection: ({ collection }) => {
      const { hooks } = collection
      return forCatalogueStaff({
        ...collection,
        labels: IMPORTS,
        fields: collection.fields.map(withWords),
        hooks: {
          ...hooks,
          beforeChange: [...(hooks?.beforeChange ?? []), noteWay, storeOutcome],
          afterChange: [...(hooks?.afterChange ?? []), answerOutcome],
        },
      })
    },
  }) as unknown as Plugin
}

const noteWay: CollectionBeforeChangeHook = ({ data, operation, req }) => {
  if (operation === 'create') {
    const { importMode, matchField } = data as { importMode?: ImportWay['mode']; matchField?: string }
    contextOf(req).itemImport = { way: { mode: importMode ?? 'create', matchField: matchField || 'id' } }
  }
  return data
}

/** The plugin has counted nothing. */
const storeOutcome: CollectionBeforeChangeHook = ({ data, operation, req }) =>
  operation === 'update' ? { ...data, ...contextOf(req).itemImport?.outcome } : data

const answerOutcome: CollectionAfterChangeHook = ({ doc, operation, req }) =>
  operation === 'create' ? { ...doc, ...contextOf(req).itemImport?.outcome } : doc

const catalogueStaff: Access = ({ req }) => isCatalogueStaff(req)

function isCatalogueStaff({ user }: Pick<PayloadRequest, 'user'>): boolean {
  return ['admin', 'editor'].includes(roleOf(user) ?? '')
}

/** No file is kept: what was exported is downloaded at once, and what was imported is in the items. */
function forCatalogueStaff(collection: CollectionConfig): CollectionConfig {
  const { hooks, upload } = collection
  return {
    ...collection,
    access: {
      read: catalogueStaff,
      create: catalogueStaff,
      update: () => false,
      delete: catalogueStaff,
    },
    upload: { ...Object(upload), disableLocalStorage: true, pasteURL: false },
    endpoints: (collection.endpoints || []).map(asCatalogueStaff),
    hooks: {
      ...hooks,
      beforeOperation: [guardFilters, boundLists, orderTotally, ...(hooks?.beforeOperation ?? [])],
    },
  }
}

/** The plugin asks who somebody is only when it reads. */
function asCatalogueStaff(endpoint: Omit<Endpoint, 'root'>): Omit<Endpoint, 'root'> {
  return {
    ...endpoint,
    handler: (req) => {
      assertStaff(req.user)
      if (!isCatalogueStaff(req)) throw new ShopError('forbidden', 'This is for staff.')
      return endpoint.handler(req)
    },
  }
}
