import { Pill } from '@payloadcms/ui'
import type { DefaultServerCellComponentProps } from 'payload'
import type { ComponentProps } from 'react'

type PillStyle = NonNullable<ComponentProps<typeof Pill>['pillStyle']>

/** Staff look for what is wrong and for what is paid. Works on orders and on payments. */
const STYLES: Record<string, PillStyle> = {
  paid: 'success',
  processing: 'warning',
  partially_refunded: 'warning',
  failed: 'error',
}

export function StatusCell({ cellData, rowData }: DefaultServerCellComponentProps) {
  const status = String(cellData ?? '')
  return (
    <span style={{ display: 'inline-flex', gap: '0.25rem' }}>
      <Pill pillStyle={STYLES[status] ?? 'light'} size="small">
        {status.replaceAll('_', ' ')}
      </Pill>
      {rowData?.review && (
        <Pill pillStyle="error" size="small">
          review
        </Pill>
      )}
    </span>
  )
}
