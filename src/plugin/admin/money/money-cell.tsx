'use client'

import { useTranslation } from '@payloadcms/ui'
import type { DefaultCellComponentProps, NumberFieldClient } from 'payload'
import type { FC } from 'react'
import { formatMoney } from '../../domain/money-text.ts'

/** An amount in a list, in the currency of its row and the language of the panel. */
export const MoneyCell: FC<DefaultCellComponentProps<NumberFieldClient>> = ({ cellData, rowData }) => {
  const { i18n } = useTranslation()
  const currency: unknown = rowData?.currency
  const isMoney = Number.isSafeInteger(cellData) && typeof currency === 'string' && currency !== ''
  return <span>{isMoney ? formatMoney(Number(cellData), currency, i18n.language) : (cellData ?? '–')}</span>
}
