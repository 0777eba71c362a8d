import { type Access, type CollectionBeforeOperationHook, type CollectionConfig, Forbidden } from 'payload'
import { ShopError } from '../domain/errors.ts'
import { slugOf } from '../slugs.ts'
import { catalogueStaff, isStaff } from './access.ts'
import { FIRST_FIELD } from './first-field.ts'

const SLUG = 'media'

/** Strangers get pictures with the items that show them, and their files; a list of all would tell what is planned. */
const shownOrStaff: Access = ({ req, isReadingStaticFile }) =>
  isStaff(req.user) ||
  isReadingStaticFile === true ||
  req.routeParams?.collection !== slugOf(req.payload, SLUG)

/** GraphQL says nothing of what is asked; only a picture that was reached through something else has a depth. */
const refuseLists: CollectionBeforeOperationHook = ({ args, req, overrideAccess }) => {
  const { currentDepth } = args as { currentDepth?: number }
  if (req.payloadAPI === 'GraphQL' && !overrideAccess && currentDepth === undefined && !isStaff(req.user)) {
    throw new Forbidden(req.t)
  }
  return args
}

/** Twice what a good camera has. A small file can be a picture of any size, and takes 4 bytes a pixel once it is open. */
const MAX_PIXELS = 50_000_000

/** Refuses a picture by what its header says, before anything opens it. What has no header is refused by Payload. */
const limitPixels: CollectionBeforeOperationHook = async ({ args, operation, req }) => {
  const { sharp } = req.payload.config
  const source = req.file?.tempFilePath || req.file?.data
  if ((operation !== 'create' && operation !== 'update') || !sharp || !source || source.length === 0)
    return args
  const header = await sharp(source)
    .metadata()
    .catch(() => null)
  const pixels = (header?.width ?? 0) * (header?.height ?? 0)
  if (pixels <= MAX_PIXELS) return args
  throw new ShopError('invalid_input', `A picture has ${MAX_PIXELS / 1_000_000} million pixels at most.`)
}

/** Pictures of items. No SVG: it can carry scripts. */
export const media: CollectionConfig = {
  slug: SLUG,
  access: { read: shownOrStaff, create: catalogueStaff, update: catalogueStaff, delete: catalogueStaff },
  hooks: { beforeOperation: [refuseLists, limitPixels] },
  admin: {
    group: 'Catalogue',
    useAsTitle: 'filename',
    defaultColumns: ['filename', 'alt', 'width', 'height', 'createdAt'],
    listSearchableFields: ['filename', 'alt'],
    pagination: { defaultLimit: 25 },
  },
  defaultSort: '-createdAt',
  labels: { singular: 'Picture', plural: 'Pictures' },
  upload: {
    mimeTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/avif'],
    imageSizes: [
      { name: 'thumbnail', width: 320, formatOptions: { format: 'webp' } },
      { name: 'card', width: 640, formatOptions: { format: 'webp' } },
      { name: 'large', width: 1280, withoutEnlargement: true, formatOptions: { format: 'webp' } },
    ],
    adminThumbnail: 'thumbnail',
    // Shown on the payment page as well, which is another origin's. Pictures are no secret.
    modifyResponseHeaders: ({ headers }) => {
      headers.set('Cross-Origin-Resource-Policy', 'cross-origin')
      return headers
    },
  },
  fields: [
    {
      name: 'alt',
      type: 'text',
      required: true,
      admin: { ...FIRST_FIELD, description: 'What the picture shows, for those who cannot see it.' },
    },
  ],
}
