import type { JSONFieldServerComponent } from 'payload'
import { say } from '../../translations/texts.ts'

/** JSON to be read. Payload's own field shows it in an editor that it loads from a server of somebody else's. */
export const JsonText: JSONFieldServerComponent = ({ data, field, path, i18n }) => (
  <div className="field-type">
    <span className="field-label">{say(i18n.language, field.label ?? field.name)}</span>
    <pre style={{ overflowX: 'auto' }}>{JSON.stringify(data?.[path] ?? null, null, 2)}</pre>
  </div>
)
