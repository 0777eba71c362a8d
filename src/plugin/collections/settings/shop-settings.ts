import type { GlobalConfig } from 'payload'
import { isTimeZone } from '../../domain/days.ts'
import { LANGUAGE_CHOICES } from '../../domain/languages.ts'
import { only, staff } from '../access.ts'

const SLUG = 'shop-settings'

/** Long enough for anybody's; a longer one would break the head of every page. */
const MAX_NAME_CHARS = 100
const MAX_TEXT_CHARS = 2_000

/** What the shop says of itself, on its pages and in its mails. One document, made at the first start. */
export const shopSettings: GlobalConfig = {
  slug: SLUG,
  label: { en: 'Shop settings', de: 'Einstellungen des Shops', ru: 'Настройки магазина' },
  admin: { group: { en: 'Shop', de: 'Shop', ru: 'Магазин' } },
  access: { read: staff, update: only('admin') },
  fields: [
    {
      type: 'row',
      fields: [
        {
          name: 'name',
          type: 'text',
          maxLength: MAX_NAME_CHARS,
          label: { en: 'Name of the shop', de: 'Name des Shops', ru: 'Название магазина' },
          admin: {
            description: {
              en: 'Stands on every page. Empty: the address of the shop.',
              de: 'Steht auf jeder Seite. Leer: die Adresse des Shops im Internet.',
              ru: 'Стоит на каждой странице. Если пусто — адрес магазина в интернете.',
            },
          },
        },
        {
          name: 'logo',
          type: 'upload',
          relationTo: 'media',
          label: { en: 'Logo', de: 'Logo', ru: 'Логотип' },
        },
      ],
    },
    {
      name: 'address',
      type: 'textarea',
      maxLength: MAX_TEXT_CHARS,
      label: { en: 'Address', de: 'Anschrift', ru: 'Адрес' },
      admin: {
        description: {
          en: 'As it is written on a letter, with the name of the business.',
          de: 'Wie auf einem Brief, mit dem Namen des Unternehmens.',
          ru: 'Как на письме, с названием предприятия.',
        },
      },
    },
    {
      name: 'contact',
      type: 'textarea',
      maxLength: MAX_TEXT_CHARS,
      label: { en: 'Contact', de: 'Kontakt', ru: 'Контакты' },
      admin: {
        description: {
          en: 'E-mail and phone, as shoppers shall see them.',
          de: 'E-Mail und Telefon, wie Kundinnen und Kunden sie sehen sollen.',
          ru: 'Эл. почта и телефон в том виде, в каком их увидят покупатели.',
        },
      },
    },
    {
      name: 'vatNumber',
      type: 'text',
      maxLength: 50,
      label: { en: 'VAT number', de: 'USt-IdNr.', ru: 'Номер плательщика НДС' },
    },
    {
      type: 'row',
      fields: [
        {
          name: 'language',
          type: 'text',
          defaultValue: 'en',
          validate: nameLanguage,
          label: { en: 'Language', de: 'Sprache', ru: 'Язык' },
          admin: {
            description: {
              en: 'For shoppers whose browser asks for none that the shop speaks.',
              de: 'Für alle, deren Browser keine Sprache verlangt, die der Shop spricht.',
              ru: 'Для покупателей, чей браузер не просит ни одного из языков магазина.',
            },
            components: {
              Field: {
                path: 'payload-stripe-shop/client#ChoiceField',
                clientProps: { choices: LANGUAGE_CHOICES },
              },
            },
          },
        },
        {
          name: 'timeZone',
          type: 'text',
          defaultValue: 'UTC',
          validate: nameTimeZone,
          label: { en: 'Time zone', de: 'Zeitzone', ru: 'Часовой пояс' },
          admin: {
            description: {
              en: 'Dates on pages and in mails are of this zone.',
              de: 'In dieser Zone stehen die Daten auf Seiten und in E-Mails.',
              ru: 'В этом поясе указаны даты на страницах и в письмах.',
            },
            components: {
              Field: {
                path: 'payload-stripe-shop/client#ChoiceField',
                clientProps: { choices: listTimeZones() },
              },
            },
          },
        },
      ],
    },
    {
      name: 'staffMail',
      type: 'email',
      label: { en: 'Mail to staff', de: 'E-Mail an das Team', ru: 'Почта для сотрудников' },
      admin: {
        description: {
          en: 'Gets word when an order needs a look, and of disputes with their deadlines.',
          de: 'Erfährt, wenn eine Bestellung geprüft werden muss, und von Zahlungsreklamationen mit ihren Fristen.',
          ru: 'Сюда придёт сообщение, если заказ требует проверки, и о спорах с их сроками.',
        },
      },
    },
  ],
}

function nameLanguage(value: unknown): true | string {
  const codes = LANGUAGE_CHOICES.map((choice) => choice.value)
  if (value === null || value === undefined || codes.some((code) => code === value)) return true
  return `language must be one of ${codes.join(', ')}.`
}

function nameTimeZone(value: unknown): true | string {
  if (value === null || value === undefined || (typeof value === 'string' && isTimeZone(value))) return true
  return 'timeZone must be a name such as "Europe/Berlin".'
}

function listTimeZones(): { value: string; label: string }[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map((zone) => ({
    value: zone,
    label: zone.replaceAll('_', ' '),
  }))
}
