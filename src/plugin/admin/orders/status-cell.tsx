import { Pill } from '@payloadcms/ui'
import type { DefaultServerCellComponentProps } from 'payload'
import type { ComponentProps } from 'react'
import { say } from '../../translations/texts.ts'

type PillStyle = NonNullable<ComponentProps<typeof Pill>['pillStyle']>

/** Staff look for what is wrong and for what is paid. Works on orders and on payments. */
const STYLES: Record<string, PillStyle> = {
  paid: 'success',
  processing: 'warning',
  partially_refunded: 'warning',
  failed: 'error',
}

export function StatusCell({ cellData, rowData, i18n }: DefaultServerCellComponentProps) {
  const status = String(cellData ?? '')
  return (
    <span style={{ display: 'inline-flex', gap: '0.25rem' }}>
      <Pill pillStyle={STYLES[status] ?? 'light'} size="small">
        {say(i18n.language, status.replaceAll('_', ' '))}
      </Pill>
      {rowData?.review && (
        <Pill pillStyle="error" size="small">
          {say(i18n.language, 'review')}
        </Pill>
      )}
    </span>
  )
}
