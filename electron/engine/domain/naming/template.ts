/**
 * Templates for the folder that a card becomes: `{project}/{date:YYYYMMDD}/{media}/{roll}`. Only the template makes
 * folders; what is put in stays in its one name, so no value leads anywhere else.
 */
import { RushesError } from '../../../../shared/model/errors.ts'
import { utf8Length } from '../offload/offload-temp.ts'
import { LONGEST_NAME, plainName, safeName } from './safe-name.ts'

/** What a card tells of itself; null where it doesn't. */
export interface NameFacts {
  /** The name of its folder or drive. */
  readonly name: string
  readonly roll: string
  /** The letter of the camera in the roll's name: A of A001. */
  readonly camera: string | null
  /** The first clip. */
  readonly clip: string | null
  readonly family: string | null
  /** The label of the drive. */
  readonly label: string | null
  /** `Sound_Media` for a sound recorder, else `Camera_Media`. */
  readonly media: string
  /** The shooting day, YYYY-MM-DD. */
  readonly date: string
  /** The number that makes the folder a new one. */
  readonly counter: number
}

/** What only people know, by the word in the template. They also correct what the card tells. */
export type NameValues = Readonly<Record<string, string>>

interface Word {
  readonly word: string
  readonly format: string | null
}
export interface NameTemplate {
  readonly text: string
  /** By folder: text, and words to put in. */
  readonly folders: readonly (readonly (string | Word)[])[]
}

/** Words that the card or the clock can fill, with what they mean. */
export const CARD_WORDS: Readonly<Record<string, string>> = {
  roll: 'the roll',
  name: 'the card’s own name',
  camera: 'the camera’s letter',
  clip: 'the first clip',
  family: 'the maker’s family of cards',
  label: 'the drive’s label',
  media: 'Camera_Media or Sound_Media',
  date: 'the shooting day, as in {date:YYYY-MM-DD}',
  counter: 'the first free number, as in {counter:3}',
}
/** Words that a person has to fill. */
export const PERSON_WORDS: Readonly<Record<string, string>> = {
  project: 'the production',
  day: 'the number of the shooting day, as in {day:2}',
  unit: 'the unit',
  episode: 'the episode or block',
}

const known = (): string =>
  [...Object.keys(CARD_WORDS), ...Object.keys(PERSON_WORDS)].map((word) => `{${word}}`).join(' ')

/** Longest template, and longest value, in characters. */
const LONGEST_TEMPLATE = 500
const MAX_FOLDERS = 12

/**
 * Takes a template apart.
 * @throws RushesError `usage` with a sentence that says what is wrong and what may be written
 */
export function parseTemplate(text: string): NameTemplate {
  if (text.length > LONGEST_TEMPLATE) throw wrong(`is longer than ${LONGEST_TEMPLATE} characters`)
  const folders = text.split('/').map((folder) => {
    if (folder.trim() === '') throw wrong('names a folder without a name: remove the extra slash')
    if (/^\.+$/.test(folder.trim())) throw wrong(`has the folder “${folder}”, which leads elsewhere`)
    return parseFolder(folder)
  })
  if (folders.length > MAX_FOLDERS) throw wrong(`has more than ${MAX_FOLDERS} folders`)
  return { text, folders }
}

function parseFolder(folder: string): (string | Word)[] {
  const parts: (string | Word)[] = []
  for (const match of folder.matchAll(/\{([^{}]*)\}|([^{}]+)|([{}])/g)) {
    if (match[3] !== undefined) throw wrong(`has a “${match[3]}” that is not closed or not opened`)
    if (match[2] !== undefined) parts.push(match[2])
    else {
      const inner = match[1] ?? ''
      const colon = inner.indexOf(':')
      const [word, format] = colon < 0 ? [inner, null] : [inner.slice(0, colon), inner.slice(colon + 1)]
      if (!/^[a-z][a-z0-9_]{0,31}$/.test(word)) throw wrong(`has the unknown word {${inner}}. Known are ${known()}`)
      if (format !== null) checkFormat(word, format)
      parts.push({ word, format })
    }
  }
  return parts
}

function checkFormat(word: string, format: string): void {
  if (word === 'date') {
    if (/^(?:YYYY|YY|MM|DD|[-_.])+$/.test(format)) return
    throw wrong(`has {date:${format}}. Dates are written with YYYY, YY, MM, DD and - _ . between them`)
  }
  if (!/^(?:[1-9]|plain|upper|lower)$/.test(format))
    throw wrong(`has {${word}:${format}}. After the colon stands the number of digits (1 to 9), plain, upper or lower`)
}

/** The words of a template, each once, in order. */
export function wordsOf(template: NameTemplate): readonly string[] {
  return [
    ...new Set(
      template.folders.flatMap((folder) => folder.flatMap((part) => (typeof part === 'string' ? [] : part.word))),
    ),
  ]
}

/** The folders of a template up to the last one with a counter; 0 without one. */
export function counterDepth(template: NameTemplate): number {
  return (
    template.folders.findLastIndex((folder) =>
      folder.some((part) => typeof part !== 'string' && part.word === 'counter'),
    ) + 1
  )
}

/** The words that neither the card nor a person fills. */
export function missingWords(template: NameTemplate, facts: NameFacts, values: NameValues): readonly string[] {
  return wordsOf(template).filter((word) => (valueOf(word, facts, values) ?? '').trim() === '')
}

/**
 * Fills a template.
 * @returns the folder below the destination, with forward slashes
 * @throws RushesError `usage` for an unknown word, for one that nobody filled (`details.missing`), and for a name that is
 * empty or too long
 */
export function fillTemplate(template: NameTemplate, facts: NameFacts, values: NameValues): string {
  const unknown = wordsOf(template).find(
    (word) => !Object.hasOwn(facts, word) && !Object.hasOwn(PERSON_WORDS, word) && !Object.hasOwn(values, word),
  )
  if (unknown !== undefined)
    throw wrong(`has the unknown word {${unknown}}. Known are ${known()}, and what is given with --set`)
  const missing = missingWords(template, facts, values)
  if (missing.length > 0) {
    const words = missing.map((word) => `{${word}}`).join(', ')
    throw new RushesError(
      'usage',
      `The name template needs ${words}, which the card can’t tell. Give ${missing.length === 1 ? 'it' : 'them'} with ${missing.map((word) => `--set ${word}=…`).join(' ')}.`,
      { missing: [...missing] },
    )
  }
  return fillWords(template, (word) => valueOf(word, facts, values) ?? '')
}

/**
 * Puts a value in the place of each word.
 * @returns the folders, with forward slashes
 * @throws RushesError `usage` for a name that is empty or too long, and for a date that is none
 */
export function fillWords(template: NameTemplate, valueOfWord: (word: string) => string): string {
  return template.folders
    .map((folder) => {
      const filled = folder
        .map((part) => (typeof part === 'string' ? part : written(part, valueOfWord(part.word))))
        .join('')
      const name = safeName(filled)
      if (name === '') throw wrong(`gives a folder without a name from “${filled}”. Use letters and digits`)
      if (utf8Length(name) > LONGEST_NAME)
        throw wrong(
          `gives the name ${name.slice(0, 40)}…, which is longer than ${LONGEST_NAME} bytes. Shorten what is put in`,
        )
      return name
    })
    .join('/')
}

function valueOf(word: string, facts: NameFacts, values: NameValues): string | null {
  const own = Object.hasOwn(values, word) ? values[word] : undefined
  if (own !== undefined && own.trim() !== '') return own
  const fact = Object.hasOwn(facts, word) ? facts[word as keyof NameFacts] : null
  return fact === null ? null : String(fact)
}

function written({ word, format }: Word, value: string): string {
  if (word === 'date') return dateText(value, format ?? 'YYYYMMDD')
  const width = word === 'counter' && format === null ? 2 : Number(format)
  if (Number.isInteger(width) && width > 0)
    return safeName(/^\d+$/.test(value.trim()) ? value.trim().padStart(width, '0') : value)
  if (format === 'plain') return plainName(value)
  return safeName(format === 'upper' ? value.toUpperCase() : format === 'lower' ? value.toLowerCase() : value)
}

function dateText(value: string, format: string): string {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(value.trim())
  if (match === null || Number.isNaN(Date.parse(`${match[1]}-${match[2]}-${match[3]}`)))
    throw new RushesError('usage', `“${value.slice(0, 40)}” is no date. Write it as 2026-03-09.`)
  return format
    .replaceAll('YYYY', match[1]!)
    .replaceAll('YY', match[1]!.slice(2))
    .replaceAll('MM', match[2]!)
    .replaceAll('DD', match[3]!)
}

function wrong(what: string): RushesError {
  return new RushesError('usage', `The name template ${what}.`)
}
