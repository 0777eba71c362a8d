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
