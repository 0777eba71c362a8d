import type { DefaultServerCellComponentProps } from 'payload'
import { say } from '../../translations/texts.ts'

/** What is left, in the list of items; no value means unlimited. */
export function StockCell({ cellData, i18n }: DefaultServerCellComponentProps) {
  if (cellData === null || cellData === undefined) return <span>{say(i18n.language, 'Unlimited')}</span>
  return <span>{cellData === 0 ? say(i18n.language, 'Sold out') : String(cellData)}</span>
}
