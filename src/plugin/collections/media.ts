import type { Access, CollectionConfig } from 'payload'
import { catalogueStaff, isStaff } from './access.ts'

const SLUG = 'media'

/** Strangers get pictures with the items that show them, and their files; a list of all would tell what is planned. */
const shownOrStaff: Access = ({ req, isReadingStaticFile }) =>
  isStaff(req.user) || isReadingStaticFile === true || req.routeParams?.collection !== SLUG

/** Pictures of items. No SVG: it can carry scripts. */
export const media: CollectionConfig = {
  slug: SLUG,
  access: { read: shownOrStaff, create: catalogueStaff, update: catalogueStaff, delete: catalogueStaff },
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
      admin: { description: 'What the picture shows, for those who cannot see it.' },
    },
  ],
}
