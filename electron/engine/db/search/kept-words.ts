/**
 * Which clips hold a word that very many hold, kept from one page to the next.
 *
 * [Note: a byte for each clip] The list of such a word is read from the full text in one go, which takes as long as
 * the page: 8 ms for 109,000 clips of a million, and as much again to make a set of it in SQL. As bytes, one a clip, it
 * is a parameter that SQLite looks into without a table, and it stays true until the full text changes.
 */
import { ASSET_OF_TEXT } from '../catalogue/asset-texts.ts'
import { statement, type ReadableDb } from '../core/handles.ts'
import { NARROW, test, type Sql } from './term-plan.ts'

/** A person asks for a few words, and each again for every page. A million clips are a MB a word. */
const MAX_WORDS = 8

interface Word {
  readonly clips: Uint8Array
  readonly count: number
}

interface Kept {
  readonly state: string
  readonly words: Map<string, Word>
}

const kept = new WeakMap<ReadableDb, Kept>()

/** The conditions that an asset holds a word, and how many do; null for a word that few hold. */
export function broadWord(
  db: ReadableDb,
  match: string,
): { readonly test: Sql; readonly testOfNumber: Sql; readonly count: number } | null {
  // Who is in the middle of writing sees what is not in the state of the full text yet.
  const words = db.inTransaction ? new Map<string, Word>() : wordsNow(db)
  const known = words.get(match)
  const word = known ?? (isBroad(db, match) ? readWord(db, match) : null)
  if (word === null) return null
  words.delete(match)
  words.set(match, word)
  for (const [oldest] of words) if (words.size > MAX_WORDS) words.delete(oldest)
  const isIn = (number: string): Sql => test(`substr(?, ${number}, 1) = x'01'`, [word.clips])
  return { test: isIn('a.n'), testOfNumber: isIn('n'), count: word.count }
}

function wordsNow(db: ReadableDb): Map<string, Word> {
  const state = stateOf(db)
  const before = kept.get(db)
  if (before?.state === state) return before.words
  const words = new Map<string, Word>()
  kept.set(db, { state, words })
  return words
}

/**
 * The full text's own record of its parts, in which every change of it leaves a higher number, and of how many rows and
 * words there are. Stars and other changes of clips leave it as it is.
 */
function stateOf(db: ReadableDb): string {
  return statement<{ state: string }>(
    db,
    `SELECT group_concat(hex(block)) AS state FROM asset_text_data WHERE id IN (1, 10)`,
  ).get()!.state
}

function isBroad(db: ReadableDb, match: string): boolean {
  const { count } = statement<{ count: number }>(
    db,
    `SELECT count(*) AS count FROM (SELECT DISTINCT ${ASSET_OF_TEXT} FROM asset_text WHERE asset_text MATCH ? LIMIT ${NARROW + 1})`,
  ).get(match)!
  return count > NARROW
}

function readWord(db: ReadableDb, match: string): Word {
  const rows = statement<number>(db, `SELECT ${ASSET_OF_TEXT} FROM asset_text WHERE asset_text MATCH ?`).pluck()
  // In the order of the rows, so the last is the greatest.
  const numbers = rows.all(match) as unknown as number[]
  const clips = new Uint8Array(numbers.at(-1) ?? 0)
  for (const n of numbers) clips[n - 1] = 1
  return { clips, count: clips.reduce((sum, one) => sum + one, 0) }
}
