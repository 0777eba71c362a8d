import type { DefaultServerCellComponentProps } from 'payload'

/** A currency as people write it. */
export function CurrencyCell({ cellData }: DefaultServerCellComponentProps) {
  return <span>{typeof cellData === 'string' ? cellData.toUpperCase() : '–'}</span>
}
