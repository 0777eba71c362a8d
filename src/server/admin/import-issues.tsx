import type { JSONFieldServerComponent } from 'payload'
import type { ImportOutcome } from '../spreadsheets/item-import.ts'
import { panelWords } from './panel-words.ts'

/** What is wrong with which row of a file that was not imported. */
export const ImportIssues: JSONFieldServerComponent = ({ data, i18n }) => {
  const { issueDetails } = ((data as Partial<ImportOutcome> | undefined)?.summary ?? {}) as Partial<
    ImportOutcome['summary']
  >
  if (!issueDetails?.length) return null
  const words = panelWords(i18n.language)
  return (
    <div className="field-type">
      <p>{words.nothingImported}</p>
      <table>
        <tbody>
          {issueDetails.map(({ row, error }) => (
            <tr key={row}>
              <th scope="row" style={CELL}>
                {row > 0 && `${words.row} ${row}`}
              </th>
              <td style={CELL}>{error}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const CELL = { padding: '0.25rem 1rem 0.25rem 0', textAlign: 'start', fontWeight: 'normal' } as const
