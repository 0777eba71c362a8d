import type { DefaultServerCellComponentProps } from 'payload'

/** What is left, in the list of items; no value means unlimited. */
export function StockCell({ cellData }: DefaultServerCellComponentProps) {
  if (cellData === null || cellData === undefined) return <span>Unlimited</span>
  return <span>{cellData === 0 ? 'Sold out' : String(cellData)}</span>
}
