'use client'

import {
  escapeDiffHTML,
  FieldDiffContainer,
  getHTMLDiffComponents,
  unescapeDiffHTML,
  useTranslation,
} from '@payloadcms/ui'
import type { FieldDiffClientProps, NumberFieldClient, RowFieldClient } from 'payload'
import { Fragment } from 'react'
import { formatMoney } from '../../domain/money-text.ts'

type Version = Record<string, unknown> | null | undefined

interface MoneyRowDiffProps extends FieldDiffClientProps<RowFieldClient> {
  /** Names of the row's fields that hold amounts in the row's `currency`. */
  amounts: readonly string[]
}

/**
 * A row of two compared versions whose amounts are shown as money. It is the row that compares them, since Payload
 * tells what compares a single field nothing of the currency beside it. Another currency alone changes an amount too:
 * 1999 is 19.99 in one and 1,999 in another.
 */
export function MoneyRowDiff(props: MoneyRowDiffProps) {
  const { amounts, baseVersionField, comparisonValue, field, nestingLevel, versionValue } = props
  const { i18n } = useTranslation()
  const from = (comparisonValue ?? {}) as Version
  const to = (versionValue ?? {}) as Version
  const show = (version: Version, name: string) => amountText(version, name, i18n.language)
  const compared = field.fields.filter(
    (child): child is NumberFieldClient => 'name' in child && amounts.includes(child.name),
  )
  return (
    <>
      {compared.map(({ name, label }) => {
        const [fromText, toText] = [show(from, name), show(to, name)]
        const isShown = fromText !== toText || baseVersionField.fields.some(isOf(name))
        return isShown ? (
          <div key={name} data-field-path={name}>
            <FieldDiffContainer
              {...compareTexts(fromText, toText)}
              i18n={i18n}
              label={{ label }}
              {...(nestingLevel !== undefined && { nestingLevel })}
            />
          </div>
        ) : null
      })}
      {baseVersionField.fields
        .filter((child) => !amounts.some((name) => isOf(name)(child)))
        .map(({ field: other }) => (
          <Fragment key={other?.path}>{other?.CustomComponent}</Fragment>
        ))}
    </>
  )
}

const isOf =
  (name: string) =>
  ({ field }: { field?: { path: string } }): boolean =>
    field?.path.split('.').at(-1) === name

/** The stored number where no currency says what it is. */
function amountText(version: Version, name: string, language: string): string {
  const { [name]: amountMinor, currency } = version ?? {}
  if (typeof amountMinor !== 'number') return ''
  const isMoney = Number.isSafeInteger(amountMinor) && typeof currency === 'string' && currency !== ''
  return isMoney ? formatMoney(amountMinor, currency, language) : String(amountMinor)
}

const NO_VALUE = '<span class="html-diff-no-value"></span>'

function compareTexts(fromText: string, toText: string) {
  const paragraph = (text: string) =>
    `<p>${text === '' && fromText === toText ? NO_VALUE : escapeDiffHTML(text)}</p>`
  return getHTMLDiffComponents({
    fromHTML: paragraph(fromText),
    toHTML: paragraph(toText),
    postProcess: unescapeDiffHTML,
    // As a whole: of 19.99 and 24.50 nobody wants to see which digits stayed.
    tokenizeByCharacter: false,
  })
}
