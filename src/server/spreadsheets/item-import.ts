import type { PayloadRequest } from 'payload'
import { inTransaction } from 'payload-stripe-shop/operations'
import { ShopError, sayRefusal } from 'payload-stripe-shop/storefront'

export type Row = Record<string, unknown>

export interface ImportWay {
  mode: 'create' | 'update' | 'upsert'
  /** By which column an item is found that is there already. */
  matchField: string
}

/** As the import's document keeps it. */
export interface ImportOutcome {
  status: 'completed' | 'failed'
  summary: {
    imported: number
    updated: number
    total: number
    issues: number
    /** `row` counts from 1, without the headings. */
    issueDetails?: { row: number; error: string; data: Row }[]
  }
}

type Issue = NonNullable<ImportOutcome['summary']['issueDetails']>[number]

/** Whoever mends them sees by then what is wrong with the file. */
const MAX_ISSUES = 20

/** Writes all rows in one transaction, or none and says what is wrong with which. In the name of whoever asks. */
export async function importItems(
  asking: PayloadRequest,
  rows: readonly Row[],
  way: ImportWay,
): Promise<ImportOutcome> {
  const counts = { imported: 0, updated: 0 }
  let reached = 0
  try {
    await inTransaction(asking.payload, async (req) => {
      Object.assign(counts, { imported: 0, updated: 0 })
      for (const [index, row] of rows.entries()) {
        reached = index
        counts[await writeRow(asNamed(req, asking), row, way)] += 1
      }
    })
    return { status: 'completed', summary: { ...counts, total: rows.length, issues: 0 } }
  } catch (error) {
    const first = toIssue(error, { asking, rows, index: reached })
    const issueDetails = [first, ...(await findIssues(asking, rows, { ...way, from: reached + 1 }))]
    const summary = { imported: 0, updated: 0, total: rows.length, issues: issueDetails.length, issueDetails }
    return { status: 'failed', summary }
  }
}

/** Thrown where a row could be written, so that it is not. */
const WRITABLE = Symbol('writable')

/** What is wrong with the rows after the first wrong one. Each is written by itself and taken back. */
async function findIssues(
  asking: PayloadRequest,
  rows: readonly Row[],
  { from, ...way }: ImportWay & { from: number },
): Promise<Issue[]> {
  const issues: Issue[] = []
  for (let index = from; index < rows.length && issues.length < MAX_ISSUES - 1; index += 1) {
    try {
      await inTransaction(asking.payload, async (req) => {
        await writeRow(asNamed(req, asking), rows[index]!, way)
        throw WRITABLE
      })
    } catch (error) {
      if (error !== WRITABLE) issues.push(toIssue(error, { asking, rows, index }))
    }
  }
  return issues
}

/** Refusals are told in the language of whoever reads them. */
function asNamed(req: PayloadRequest, { user, i18n, t }: PayloadRequest): PayloadRequest {
  return Object.assign(req, { user, i18n, t })
}

async function writeRow(
  req: PayloadRequest,
  row: Row,
  { mode, matchField }: ImportWay,
): Promise<'imported' | 'updated'> {
  const { id: _id, createdAt: _created, updatedAt: _updated, ...data } = row
  const { payload, user } = req
  const call = { collection: 'items', depth: 0, overrideAccess: false, user, req } as const
  const found = mode === 'create' ? null : await findItem(req, matchField, row[matchField])
  if (found !== null) {
    await payload.update({ ...call, id: found, data })
    return 'updated'
  }
  if (mode === 'update') throw new ShopError('not_found', 'There is no such item in this shop.')
  const _status = data._status === 'draft' ? 'draft' : 'published'
  await payload.create({ ...call, data: { ...data, _status } as never, draft: _status === 'draft' })
  return 'imported'
}

/** @throws ShopError where it is not sure which one is meant, or where a draft would be published with it */
async function findItem(req: PayloadRequest, field: string, value: unknown): Promise<number | null> {
  if (value === undefined || value === null || value === '')
    throw new ShopError('invalid_input', `The row has nothing in its column “${field}”.`)
  const { payload, user } = req
  const asked = { collection: 'items', depth: 0, overrideAccess: false, user, req } as const
  const { docs } = await payload.find({ ...asked, where: { [field]: { equals: value } }, limit: 2 })
  const [item, other] = docs
  if (other) throw new ShopError('invalid_input', `More than one item has this “${field}”.`)
  if (!item) return null
  const newest = await payload.findByID({ ...asked, id: item.id, draft: true })
  if (newest._status === 'draft' && item._status === 'published')
    throw new ShopError(
      'invalid_input',
      'The item has a draft. Publish it or go back to the published one first.',
    )
  return item.id
}

type Told = { status?: number; message?: string; data?: { errors?: { message: string }[] } }

function toIssue(
  error: unknown,
  { asking, rows, index }: { asking: PayloadRequest; rows: readonly Row[]; index: number },
): Issue {
  const { status, message = '', data } = (error ?? {}) as Told
  const say = (text: string) => sayRefusal(asking.i18n.language, text)
  if (status === undefined || status >= 500) {
    // A bug or an outage, of which the import's document is to keep no more than that.
    asking.payload.logger.error({ err: error, msg: 'An import of items failed.' })
    throw new Error(say('Something went wrong. The fault is ours; please try again.'))
  }
  const told = data?.errors?.map((each) => each.message) ?? [message]
  return { row: index + 1, error: told.map(say).join(' '), data: rows[index] ?? {} }
}
