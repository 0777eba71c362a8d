/**
 * What an answer shows, in words that say when it is to be made anew: `item:5` when that item or its stock changes,
 * `items` when any item comes, goes or changes.
 */
export type Topics = ReadonlySet<string> | typeof EVERYTHING

export const EVERYTHING = 'everything'
export const ALL_ITEMS = 'items'

export const topicOfItem = (id: number | string) => `item:${id}`

/** What is touched by changes such as `items/5`; without an id it is any number of documents. */
export function topicsOf(changes: readonly string[]): Topics {
  const topics = new Set<string>()
  for (const change of changes) {
    const slash = change.indexOf('/')
    const collection = change.slice(0, slash)
    const id = change.slice(slash + 1)
    if (id === '' || !(collection === 'items' || collection === 'inventory')) return EVERYTHING
    topics.add(topicOfItem(id))
    // Where it stands among others, and whether it is there, is the item's own to say; a sale changes neither.
    if (collection === 'items') topics.add(ALL_ITEMS)
  }
  return topics
}
