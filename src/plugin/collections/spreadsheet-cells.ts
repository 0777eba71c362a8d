import { ShopError } from '../domain/errors.ts'
import { parseMoney, toInputText } from '../domain/money-text.ts'

/**
 * For a text field, in its `custom`: what `@payloadcms/plugin-import-export` writes and reads as a cell. It reads one that
 * looks like a number as a number, so that an item named 1984 could not come back, and one named 007 would come back as 7.
 * An apostrophe before it keeps it a text, here as in spreadsheets. A whole number that somebody typed without one is taken
 * as it stands.
 */
export const TEXT_CELL = {
  'plugin-import-export': {
    hooks: {
      beforeExport: ({ value }: { value?: unknown }) => (looksOtherwise(value) ? `'${value}` : value),
      beforeImport: ({ value }: { value?: unknown }) => {
        if (Number.isSafeInteger(value)) return String(value)
        return typeof value === 'string' && looksOtherwise(value.slice(1)) ? value.replace(/^'/, '') : value
      },
    },
  },
}

/** Like a number, or a word that stands for something else than itself. */
function looksOtherwise(value: unknown): boolean {
  if (typeof value !== 'string' || value.trim() === '') return false
  return /^(true|false|null|')/i.test(value) || !Number.isNaN(Number(value))
}

/**
 * For an amount with a currency beside it: as people write it, `12.50` or `12,50`. One that cannot be read, and one whose
 * row does not say in which currency, comes as text, which the field refuses: the plugin would go on with the number that
 * stands in the cell where a hook throws, and 12 would be 12 cents.
 */
export const MONEY_CELL = {
  'plugin-import-export': {
    hooks: {
      beforeExport: ({ value, siblingDoc }: { value?: unknown; siblingDoc: { currency?: unknown } }) =>
        typeof value === 'number' && typeof siblingDoc.currency === 'string'
          ? toInputText(value, siblingDoc.currency)
          : value,
      beforeImport: ({ value, siblingData }: { value?: unknown; siblingData: { currency?: unknown } }) =>
        value === undefined || value === null ? value : readAmount(String(value), siblingData.currency),
    },
  },
}

function readAmount(text: string, currency: unknown): number | string {
  if (typeof currency !== 'string') return `${text} of no currency`
  try {
    return parseMoney(text, currency)
  } catch (error) {
    if (error instanceof ShopError) return `${text} ${currency}`
    throw error
  }
}

/** For a number that is refused where it is none: the plugin takes the digits at the beginning of a text for one. */
export const NUMBER_CELL = {
  'plugin-import-export': { hooks: { beforeImport: ({ value }: { value?: unknown }) => value } },
}
