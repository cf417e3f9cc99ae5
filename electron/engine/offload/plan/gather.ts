/**
 * The sources of a plan, walked and given the folders that they become.
 */
import { basename, dirname, join } from 'node:path'
import { lstat } from 'node:fs/promises'
import { RushesError } from '../../../../shared/model/errors.ts'
import { cardFacts } from '../../domain/naming/card-facts.ts'
import {
  counterDepth,
  fillTemplate,
  parseTemplate,
  type NameTemplate,
  type NameValues,
} from '../../domain/naming/template.ts'
import { keptTime } from '../../domain/scan/kept-time.ts'
import type { PlannedFile } from '../../domain/offload/offload.ts'
import { describeFolder, type FolderFacts } from '../../domain/rolls.ts'
import type { OwnFiles } from '../../files/own-files.ts'
import type { Place } from './places.ts'
import type { Walked } from '../../files/walk.ts'
import { plannedFile, walk, wildTime } from '../../files/walk.ts'

interface NameRequest {
  /** Template; null keeps each card's own name. */
  readonly template: string | null
  readonly values: NameValues
  /**
   * The folders that an earlier run of this offload made, in the order of the cards: they stay, whatever the day is
   * now.
   */
  readonly folders: readonly string[] | null
  /** Folders that other offloads are about to make, absolute: no counter gives their number again. */
  readonly reserved: readonly string[]
  readonly cutOffMinutes: number
  readonly now: Date
  /** The library's own files: a source that holds them is refused. */
  readonly own: OwnFiles | null
}

export interface Gathered {
  readonly found: Walked
  /** Folders that the cards become below each destination; with forward slashes when the template nests them. */
  readonly folders: readonly string[]
  /** Of each folder, in the same order. */
  readonly facts: readonly FolderFacts[]
}

/** Numbers of a counter that are tried. */
const LAST_NUMBER = 9_999

interface Card {
  readonly own: string
  readonly at: string
  readonly places: Place[]
  readonly whole: boolean
}

/**
 * Walks the sources.
 * @param roots real paths of the destinations, where a counter looks for the first free number
 * @throws RushesError `usage` when two cards would become one folder, or a template can't be filled
 */
export async function gather(
  sources: readonly Place[],
  roots: readonly string[],
  label: string | null,
  request: NameRequest,
  signal?: AbortSignal,
): Promise<Gathered> {
  const template = request.template === null ? null : parseTemplate(request.template)
  const found: Walked = { files: [], directories: [], skipped: [] }
  const folders: string[] = []
  const facts: FolderFacts[] = []
  for (const [index, card] of cardsOf(sources, label).entries()) {
    const walked = await walkCard(card, request.own, signal)
    const told = describeFolder(card.own, walked.files)
    const before = request.folders?.[index]
    const folder =
      before ??
      (template === null ? card.own : await nameCard(template, card, told, walked, roots, label, request, folders))
    const twin = folders.find(
      (other) => other === folder || other.startsWith(`${folder}/`) || folder.startsWith(`${other}/`),
    )
    if (twin !== undefined) throw twice(twin, folder, card.at)
    folders.push(folder)
    facts.push(moveFacts(told, card.own, folder))
    addTo(found, walked, card.own, folder)
  }
  return { found, folders, facts }
}

/** Two loose files share the folder they lie in; two folders of one name are two cards. */
function cardsOf(sources: readonly Place[], label: string | null): Card[] {
  const loose = new Map<string, Card>()
  return sources.flatMap((place) => {
    const at = place.isDirectory ? place.path : dirname(place.path)
    const own = basename(at) || (label ?? 'Volume')
    const known = place.isDirectory ? undefined : loose.get(at)
    known?.places.push(place)
    if (known !== undefined) return []
    const card = { own, at, places: [place], whole: place.isDirectory }
    if (!card.whole) loose.set(at, card)
    return [card]
  })
}

async function walkCard(card: Card, own: OwnFiles | null, signal: AbortSignal | undefined): Promise<Walked> {
  const found: Walked = { files: [], directories: [], skipped: [], ...(own !== null && { own }) }
  for (const place of card.places) {
    const seen = await lstat(place.real, { bigint: true })
    if (card.whole) {
      found.directories.push({
        path: card.own,
        source: place.real,
        mtimeNs: keptTime(seen.mtimeNs),
        ...wildTime(seen.mtimeNs),
        mode: Number(seen.mode) & 0o777,
      })
      await walk(place.real, card.own, 0, found, signal)
    } else found.files.push(plannedFile(`${card.own}/${basename(place.path)}`, place.real, seen))
  }
  const library = found.skipped.find(({ reason }) => reason === 'library')
  if (library !== undefined) throw holdsLibrary(card.at, library.path)
  return found
}

/**
 * Leaving it out would be a card of which not everything is safe; taking it along would read locked files and carry
 * tokens away.
 */
function holdsLibrary(at: string, path: string): RushesError {
  return new RushesError(
    'usage',
    `${at} holds a library of Rushes (${path}), which is no media and is never offloaded. Choose the folders beside it.`,
    { path: at },
  )
}

async function nameCard(
  template: NameTemplate,
  card: Card,
  told: FolderFacts,
  walked: Walked,
  roots: readonly string[],
  label: string | null,
  request: NameRequest,
  taken: readonly string[],
): Promise<string> {
  const facts = cardFacts(card.own, label, told.rolls, walked.files, {
    now: request.now.getTime(),
    cutOffMinutes: request.cutOffMinutes,
    offsetAt: (moment) => -new Date(moment).getTimezoneOffset(),
  })
  const depth = counterDepth(template)
  for (let counter = 1; counter <= LAST_NUMBER; counter++) {
    const folder = fillTemplate(template, { ...facts, counter }, request.values)
    // A number that a person gave is theirs to choose.
    if (depth === 0 || Object.hasOwn(request.values, 'counter')) return folder
    const numbered = folder.split('/').slice(0, depth).join('/')
    if (taken.some((other) => other === numbered || other.startsWith(`${numbered}/`))) continue
    const paths = roots.map((root) => join(root, numbered))
    if (paths.some((path) => request.reserved.some((other) => other === path || other.startsWith(join(path, '/')))))
      continue
    const standing = await Promise.all(
      paths.map((path) =>
        lstat(path).then(
          () => true,
          () => false,
        ),
      ),
    )
    if (!standing.includes(true)) return folder
  }
  throw new RushesError('usage', `No number up to ${LAST_NUMBER} is free for {counter}. Choose another name.`)
}

function twice(twin: string, folder: string, at: string): RushesError {
  const what =
    twin === folder
      ? `would become the folder ${folder}, which another card of this offload becomes`
      : `would become the folder ${folder}, and another card ${twin}: one would be inside the other`
  return new RushesError(
    'usage',
    `${at} ${what}. Put {name}, {roll} or {counter} into the name, or offload them one after the other.`,
    { folder },
  )
}

const moved = (path: string, own: string, folder: string): string => `${folder}${path.slice(own.length)}`

/** What was described under the card's own name, under the folder that it becomes. */
function moveFacts(facts: FolderFacts, own: string, folder: string): FolderFacts {
  if (own === folder) return facts
  const move = <Part extends { readonly path: string }>(part: Part): Part => ({
    ...part,
    path: moved(part.path, own, folder),
  })
  return { rolls: facts.rolls.map(move), scopes: facts.scopes.map(move), clips: facts.clips }
}

function addTo(found: Walked, walked: Walked, own: string, folder: string): void {
  const file = (one: PlannedFile): PlannedFile =>
    own === folder ? one : { ...one, path: moved(one.path, own, folder) }
  for (const one of walked.files) found.files.push(file(one))
  for (const one of walked.directories) found.directories.push({ ...one, path: moved(one.path, own, folder) })
  for (const one of walked.skipped) found.skipped.push({ ...one, path: moved(one.path, own, folder) })
}
