import { type BasePayload, type CollectionSlug, createLocalReq, type FlattenedField } from 'payload'
import { CUSTOM_KEY, slugOf } from '../slugs.ts'

/** Fields that a project, or another plugin, has added to what the shop writes past Payload's hooks. */

type Written = 'orders' | 'payments'

export type HostData = Readonly<Record<string, unknown>>

/** Where a collection of the plugin's says which of its fields are the plugin's. */
export function asOwnFields(names: Iterable<string>): Record<string, unknown> {
  return { [CUSTOM_KEY]: { own: new Set(names) } }
}

type HostField = FlattenedField & { name: string }

const OF_PAYLOAD: ReadonlySet<string> = new Set(['id', 'createdAt', 'updatedAt', 'deletedAt', '_status'])

export function hostFieldsOf(payload: BasePayload, collection: Written): HostField[] {
  const config = payload.collections[slugOf(payload, collection) as CollectionSlug]?.config
  const own = (config?.custom?.[CUSTOM_KEY] as { own?: ReadonlySet<string> } | undefined)?.own
  if (!config || !own) return []
  return config.flattenedFields.filter(
    (field): field is HostField => !own.has(field.name) && !OF_PAYLOAD.has(field.name),
  )
}

/** What the project's fields say where nobody says anything: their `defaultValue`. */
export async function readDefaults(payload: BasePayload, collection: Written): Promise<HostData> {
  const fields = hostFieldsOf(payload, collection).filter(
    (field) => 'defaultValue' in field && field.defaultValue !== undefined,
  )
  if (fields.length === 0) return {}
  const req = await createLocalReq({}, payload)
  const values: Record<string, unknown> = {}
  for (const field of fields) {
    const { defaultValue } = field as { defaultValue?: unknown }
    values[field.name] =
      typeof defaultValue === 'function'
        ? await defaultValue({ locale: req.locale, req, user: req.user })
        : defaultValue
  }
  return values
}

/** Those that must be there, and that nothing fills in. */
export function requiredHostFields(payload: BasePayload, collection: Written): string[] {
  return hostFieldsOf(payload, collection)
    .filter((field) => 'required' in field && field.required)
    .filter((field) => !('defaultValue' in field) || field.defaultValue === undefined)
    .map(({ name }) => name)
}
