/** What is remembered of a document's object in one account. */
export interface Remembered {
  objectId: string | null
  /** The number of the object that was asked for last without its outcome being stored; null when none is open. */
  openNumber: number | null
  /** The last number whose outcome is known. */
  madeNumber: number
  /** Whether the last run came to its end, so that nothing is left to tidy up. */
  isSettled: boolean
}

/**
 * Numbers for the objects made for a document, stored before Stripe is asked for one: 10, then 12, then 10 again
 * within a day are three objects, and a repeat after a crash is none.
 */
export interface Numbering {
  /** The open number, or the next one when none is open. */
  current(): Promise<number>
  next(): Promise<number>
}

/** The state of a document in an account once it is in step. `objectId` is null where nothing should be there. */
export interface InStep {
  objectId: string | null
  priceId?: string | null
  promotionCodeId?: string | null
  /** What cannot be changed at the object. */
  terms: string | null
}

/** Marks by which a shop knows its own objects among those of other programs and installations. */
export type OwnMarks = { installation: string } & Record<string, string>

/**
 * What to send so that `current` becomes `wanted`: undefined when there is nothing to change. Keys no longer
 * wanted are emptied, which removes them, if the document owns the whole of its metadata.
 */
export function metadataChange(
  current: Record<string, string> | null,
  wanted: Record<string, string>,
  { isWhole }: { isWhole: boolean },
): Record<string, string> | undefined {
  const stale = isWhole ? Object.keys(current ?? {}).filter((key) => !(key in wanted)) : []
  const changed = Object.entries(wanted).filter(([key, value]) => current?.[key] !== value)
  if (stale.length === 0 && changed.length === 0) return undefined
  return Object.fromEntries([...stale.map((key) => [key, ''] as const), ...changed])
}
