import type { Field } from 'payload'

/** What the plugin says in English only, in the panel's languages. */

export const EXPORTS = {
  singular: { en: 'Export', de: 'Export', ru: 'Экспорт' },
  plural: { en: 'Exports', de: 'Exporte', ru: 'Экспорт' },
}

export const IMPORTS = {
  singular: { en: 'Import', de: 'Import', ru: 'Импорт' },
  plural: { en: 'Imports', de: 'Importe', ru: 'Импорт' },
}

type Labels = Readonly<Record<string, { en: string; de: string; ru: string }>>

/** By the field's name. */
const FIELDS: Labels = {
  imported: { en: 'New items', de: 'Neue Artikel', ru: 'Новые товары' },
  updated: { en: 'Changed items', de: 'Geänderte Artikel', ru: 'Изменённые товары' },
  total: { en: 'Rows', de: 'Zeilen', ru: 'Строк' },
  issues: { en: 'Wrong rows', de: 'Falsche Zeilen', ru: 'Строк с ошибками' },
}

const STATUSES: Labels = {
  pending: { en: 'waiting', de: 'wartet', ru: 'ожидает' },
  completed: { en: 'done', de: 'erledigt', ru: 'готово' },
  partial: { en: 'done in part', de: 'zum Teil erledigt', ru: 'частично' },
  failed: { en: 'nothing imported', de: 'nichts importiert', ru: 'ничего не импортировано' },
}

/** Payload would show the rows' mistakes in an editor that it loads from a server of somebody else's. */
const ISSUES = { Field: '/src/server/admin/import-issues.tsx#ImportIssues' }

/** A field of an import's document. */
export function withWords(field: Field): Field {
  if (field.type === 'group') return { ...field, fields: field.fields.map(withWords) }
  if (field.type === 'json') return { ...field, admin: { ...field.admin, components: ISSUES } }
  if (field.type === 'select' && field.name === 'status') {
    return { ...field, options: Object.entries(STATUSES).map(([value, label]) => ({ label, value })) }
  }
  const label = 'name' in field ? FIELDS[field.name] : undefined
  return label ? ({ ...field, label } as Field) : field
}
