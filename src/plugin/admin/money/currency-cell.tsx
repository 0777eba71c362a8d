import type { DefaultServerCellComponentProps } from 'payload'

/** A currency code in capitals. */
export function CurrencyCell({ cellData }: DefaultServerCellComponentProps) {
  return <span>{typeof cellData === 'string' ? cellData.toUpperCase() : '–'}</span>
}
