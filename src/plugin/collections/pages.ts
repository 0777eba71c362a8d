import type { CollectionConfig } from 'payload'
import { catalogueStaff, staff } from './access.ts'

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** Imprint, terms, returns, privacy, delivery, and whatever else a shop has to say. Published ones stand in the footer. */
export const pages: CollectionConfig = {
  slug: 'pages',
  labels: {
    singular: { en: 'Page', de: 'Seite', ru: 'Страница' },
    plural: { en: 'Pages', de: 'Seiten', ru: 'Страницы' },
  },
  admin: {
    group: { en: 'Shop', de: 'Shop', ru: 'Магазин' },
    useAsTitle: 'title',
    defaultColumns: ['title', 'slug', '_status', 'updatedAt'],
    description: {
      en: 'Imprint, terms, returns, privacy, delivery: what is published is linked at the foot of every page.',
      de: 'Impressum, AGB, Widerruf, Datenschutz, Versand: Veröffentlichtes ist am Fuß jeder Seite verlinkt.',
      ru: 'Реквизиты, условия, возврат, конфиденциальность, доставка: опубликованное указано внизу каждой страницы.',
    },
  },
  defaultSort: 'id',
  versions: { drafts: true, maxPerDoc: 50 },
  access: {
    read: staff,
    readVersions: catalogueStaff,
    create: catalogueStaff,
    update: catalogueStaff,
    delete: catalogueStaff,
  },
  fields: [
    {
      name: 'title',
      type: 'text',
      required: true,
      maxLength: 200,
      label: { en: 'Title', de: 'Titel', ru: 'Заголовок' },
    },
    {
      name: 'slug',
      type: 'text',
      required: true,
      unique: true,
      index: true,
      maxLength: 100,
      validate: nameSlug,
      label: { en: 'End of the address', de: 'Ende der Adresse', ru: 'Конец адреса' },
      admin: {
        position: 'sidebar',
        description: {
          en: 'Small letters, digits and hyphens: “terms” makes the address /page/terms.',
          de: 'Kleinbuchstaben, Ziffern und Bindestriche: „agb“ ergibt die Adresse /page/agb.',
          ru: 'Строчные латинские буквы, цифры и дефисы: «terms» даёт адрес /page/terms.',
        },
      },
    },
    {
      name: 'content',
      type: 'richText',
      label: { en: 'Text', de: 'Text', ru: 'Текст' },
      admin: { disableBulkEdit: true },
    },
  ],
}

function nameSlug(value: unknown): true | string {
  if (typeof value === 'string' && SLUG.test(value)) return true
  return 'slug must be lower-case letters, digits and hyphens, such as "terms".'
}
