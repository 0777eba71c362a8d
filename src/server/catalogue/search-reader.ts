import { distance } from 'fastest-levenshtein'
import type { Language } from 'payload-stripe-shop/storefront'
import type pg from 'pg'
import { inEach, type ListedItem, nameColumn } from './item-columns.ts'
import type { ReadListed } from './item-reader.ts'
import { ITEMS_PER_PAGE, type PageOfItems } from './page-reader.ts'

export interface Search {
  /** What somebody typed, not empty. */
  query: string
  /** Counted from 1. */
  page: number
  /** That the names are shown in; those in every language are looked through. */
  language: Language
}

/**
 * Reads a page of the items in whose names all the words are, in the order of the names. A word counts as written, as
 * the beginning or a part of one, in another form of it in the shop's languages, and where there is none of all
 * these, misspelt by a letter.
 */
export type ReadSearch = (search: Search) => Promise<PageOfItems>

/** What is more than this is not counted, and not put in order as a whole. */
const MAX_COUNTED = 10_000
/** Of words that hold what was typed. */
const MAX_WORDS = 300
/** Words are looked up faster than what begins with something, unless there are many. */
const MAX_BEGUN = 50
/** Everything is somewhere in the middle of a word. */
const MIN_PART_CHARS = 3
/** How far the order of the names is followed in the hope of a page's items. */
const WINDOW = 20_000

/** In the order of their letters, words that begin with something stand together. */
const wordsWith = (minPartChars: number) => `select word, forms, array(
      select known.word from (
        select known.word from shop_search_words as known where known.word >= written.word
        order by known.word limit ${MAX_BEGUN + 1}
      ) as known where starts_with(known.word, written.word)
    ) as begun,
    case when length(word) < ${minPartChars} then '{}' else array(
      select known.word from shop_search_words as known where known.word like '%_' || written.word || '%'
      limit ${MAX_WORDS}
    ) end as holders
  from (
    select distinct on (shop_search_fold(part)) shop_search_fold(part) as word, shop_search_forms(part) as forms
    from unnest(shop_search_split($1)) as part where shop_search_fold(part) <> ''
  ) as written`

const READ_WORDS = { name: 'shop-search-words', text: wordsWith(MIN_PART_CHARS) }
/** Also for what nothing begins with. */
const READ_SHORT_WORDS = { name: 'shop-search-short-words', text: wordsWith(2) }

/** A letter too many, too few or another, and two that changed places: then both are alike without one letter. */
const READ_ALIKE = {
  name: 'shop-search-alike',
  text: `select word from shop_search_words where word = any($1::text[])
    union select word from shop_search_variants where variant = any($1::text[])`,
}

const MATCH = `items._status = 'published' and items.search_terms @@ $1::tsquery`
/** Where there is no word in what was typed: `50%` has one, `%` has none. */
const MATCH_TEXT = `items._status = 'published'
  and position(lower($1) in lower(shop_search_text(items.name, items.names))) > 0`

const onPage = (name: string) => `order by ${name}, id offset $2::int limit ${ITEMS_PER_PAGE + 1}`

/** As many as are counted are put in order; of more, whichever came first. */
const readCounted = (match: string, name: string) => `with matches as materialized (
      select ${name}, id from items where ${match} limit ${MAX_COUNTED + 1}
    )
    select (select count(*)::int from matches) as count, array(select id from matches ${onPage(name)}) as ids`

/** All of them are put in order, so that PostgreSQL does not try its luck with the order of the names. */
const readAll = (
  match: string,
  name: string,
) => `with matches as materialized (select ${name}, id from items where ${match})
    select array(select id from matches ${onPage(name)}) as ids`

/** As far as the window goes. */
const readFirst = (match: string, name: string) => `select array(
      select id from (
        select * from items where _status = 'published' order by ${name}, id limit ${WINDOW}
      ) as items where ${match} ${onPage(name)}
    ) as ids`

const statementsFor = (name: string, match: string) =>
  inEach((language) => {
    const column = nameColumn(language)
    return {
      counted: { name: `shop-search-${name}-${language}`, text: readCounted(match, column) },
      first: { name: `shop-search-${name}-first-${language}`, text: readFirst(match, column) },
      all: { name: `shop-search-${name}-all-${language}`, text: readAll(match, column) },
    }
  })

const BY_WORDS = statementsFor('by-words', MATCH)
const BY_TEXT = statementsFor('by-text', MATCH_TEXT)

interface Word {
  /** In small letters without accents, as all that is looked for. */
  word: string
  /** The word and its stems. */
  forms: string[]
  /** Words of the shop that begin with it. */
  begun: string[]
  /** Words of the shop that hold it further on. */
  holders: string[]
}

type Found = { ids: number[] }

/** By an index of words, which PostgreSQL keeps with the names: to read all names takes the longer the more there are. */
export function searchReader(
  pool: Pick<pg.Pool, 'query'>,
  { readListed }: { readListed: ReadListed },
): ReadSearch {
  async function readPage(
    statementsOf: typeof BY_WORDS,
    wanted: string,
    { page, language }: Search,
  ): Promise<PageOfItems> {
    const statements = statementsOf[language]
    const values = [wanted, (page - 1) * ITEMS_PER_PAGE]
    const { rows } = await pool.query<Found & { count: number }>({ ...statements.counted, values })
    const { count, ids } = rows[0]!
    if (count <= MAX_COUNTED) return { items: await readItems(ids, language), itemCount: count }
    const ordered = await readInOrder(statements, values)
    return {
      items: await readItems(ordered, language),
      itemCount: MAX_COUNTED,
      uncounted: { isLastPage: ordered.length <= ITEMS_PER_PAGE },
    }
  }

  async function readInOrder(
    { first, all }: (typeof BY_WORDS)[Language],
    values: unknown[],
  ): Promise<number[]> {
    const near = await pool.query<Found>({ ...first, values })
    if (near.rows[0]!.ids.length > ITEMS_PER_PAGE) return near.rows[0]!.ids
    return (await pool.query<Found>({ ...all, values })).rows[0]!.ids
  }

  /** One that was deleted in the meantime is left out. */
  async function readItems(ids: readonly number[], language: Language): Promise<ListedItem[]> {
    const shown = ids.slice(0, ITEMS_PER_PAGE)
    const items = await Promise.all(shown.map((id) => readListed(id, language)))
    return items.filter((item) => item !== null)
  }

  async function readWords(statement: typeof READ_WORDS, query: string): Promise<Word[]> {
    return (await pool.query<Word>({ ...statement, values: [query] })).rows
  }

  async function correct(word: Word): Promise<Word> {
    if (word.begun.length + word.holders.length > 0 || !isCorrectable(word.word)) return word
    const { rows } = await pool.query<{ word: string }>({
      ...READ_ALIKE,
      values: [[word.word, ...shorterByOne(word.word)]],
    })
    const alike = rows.map((row) => row.word).filter((known) => isAlike(known, word.word))
    return { ...word, holders: alike }
  }

  return async (search) => {
    const { query } = search
    const words = await readWords(READ_WORDS, query)
    if (words.length === 0) return readPage(BY_TEXT, query, search)
    const found = await readPage(BY_WORDS, toTsQuery(words), search)
    if (found.itemCount > 0) return found
    const corrected = await Promise.all((await readWords(READ_SHORT_WORDS, query)).map(correct))
    const wider = toTsQuery(corrected)
    return wider === toTsQuery(words) ? found : readPage(BY_WORDS, wider, search)
  }
}

/** In PostgreSQL's words: any form of the first word, and any of the second, and so on. */
function toTsQuery(words: readonly Word[]): string {
  return words
    .map(({ word, forms, begun, holders }) => {
      const isMany = begun.length > MAX_BEGUN
      const lexemes = new Set([...forms, ...holders, ...(isMany ? [] : begun)])
      return `(${[...(isMany ? [`${lexeme(word)}:*`] : []), ...[...lexemes].map(lexeme)].join(' | ')})`
    })
    .join(' & ')
}

function lexeme(word: string): string {
  return `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

/** Of three letters each other word would be alike; and a number that is nearly the same is another one. */
function isCorrectable(word: string): boolean {
  return word.length >= 4 && word.length <= 30 && !/\d/.test(word)
}

function shorterByOne(word: string): string[] {
  return [...word].map((_letter, place, letters) => letters.toSpliced(place, 1).join(''))
}

function isAlike(known: string, written: string): boolean {
  if (distance(known, written) <= 1) return true
  const place = [...known].findIndex((letter, index) => letter !== written[index])
  const swapped =
    known.slice(0, place) + known.charAt(place + 1) + known.charAt(place) + known.slice(place + 2)
  return swapped === written
}
