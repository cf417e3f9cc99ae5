/**
 * Expected against found: what the card itself says ought to be on it, and what is there. Its own index says it, where
 * it has one; pieces that count and descriptions without a picture say it on every card.
 */
import { baseName, extensionOf, stemOf } from '../media/media-kinds.ts'
import { cardClips, placedByRule, type CardClips } from './clips.ts'
import type { CardFamily } from './family.ts'
import { readIndex, type IndexSays } from './indices.ts'

/** An index of a card: its path inside the roll and its text; null when it is too large or can't be read. */
export interface CardText {
  readonly path: string
  readonly text: string | null
}

interface MissingFile {
  /** Inside the roll, as the card says it. */
  readonly path: string
  /** The picture or sound itself; false for what describes it. */
  readonly clip: boolean
  /** Who says so. */
  readonly says: string
}

export interface CardCheck {
  /** The indices that were understood. */
  readonly indices: readonly string[]
  /** How many clips they name. */
  readonly expected: number
  readonly missing: readonly MissingFile[]
  /** Clips that the card's index does not name. */
  readonly extra: readonly string[]
  /** What else a person should know: clips that go on on another card, indices that can't be understood. */
  readonly notes: readonly string[]
}

/**
 * Compares. Paths are inside the roll.
 * @param folders every folder of the roll, those without files among them
 */
export function checkCard(
  family: CardFamily,
  files: readonly string[],
  texts: readonly CardText[],
  folders: readonly string[] = [],
): CardCheck {
  const found = cardClips(family, files)
  const present = new Set(files.map((path) => path.toLowerCase()))
  const missing = new Map<string, MissingFile>()
  const notes: string[] = []
  const read: { path: string; says: IndexSays }[] = []
  for (const { path, text } of texts) {
    const says = text === null ? null : readIndex(path, text)
    if (says !== null) read.push({ path, says })
    else if (text === null || readable(path))
      notes.push(`${path} could not be ${text === null ? 'read' : 'understood'}, so the card was not compared with it.`)
  }
  const named = new Set<string>()
  const miss = (path: string, clip: boolean, says: string): void => {
    const key = path.toLowerCase()
    if (!missing.has(key)) missing.set(key, { path, clip, says })
  }
  for (const { path: index, says } of read) {
    notes.push(...says.notes)
    for (const { path, clip } of says.files) {
      named.add(key(path))
      if (!isThere(path, present)) miss(path, clip, index)
    }
    // What stands there under that name is there, whether or not this family calls it a clip.
    const names = new Set([
      ...found.clips.map((clip) => clip.name.toLowerCase()),
      ...files.flatMap((file) => [baseName(file).toLowerCase(), key(baseName(file))]),
    ])
    for (const name of says.clips) {
      named.add(name.toLowerCase())
      if (!names.has(name.toLowerCase())) miss(name, true, index)
    }
  }
  for (const orphan of found.orphans) {
    const [first] = orphan.files
    const known = [...missing.values()].some((one) => key(one.path) === orphan.name.toLowerCase())
    if (first !== undefined && !known) miss(orphan.name, true, first)
  }
  for (const folder of emptyClips(family, files, folders)) miss(folder, true, 'its folder, which is empty')
  for (const gap of family.pieces === true ? gaps(family, found) : []) miss(gap.path, true, gap.says)
  const whole = read.some(({ says }) => says.whole)
  return {
    indices: read.map(({ path }) => path),
    expected: read.reduce(
      (sum, { says }) => sum + says.clips.length + says.files.filter((file) => file.clip).length,
      0,
    ),
    missing: [...missing.values()],
    notes: [...new Set(notes)],
    extra: whole
      ? found.clips
          .filter((clip) => !named.has(clip.name.toLowerCase()) && !clip.media.some((path) => named.has(key(path))))
          .flatMap((clip) => clip.media[0] ?? [])
      : [],
  }
}

/** Folders of clips with nothing in them. */
function emptyClips(family: CardFamily, files: readonly string[], folders: readonly string[]): readonly string[] {
  const meant = folders.filter((folder) => family.clipFolders.some((pattern) => pattern.test(folder)))
  if (meant.length === 0) return []
  const used = new Set(
    files
      .filter((path) => !/(^|\/)\._[^/]*$/.test(path))
      .map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/')))),
  )
  return meant.filter((folder) => !used.has(folder))
}

/** Clips are named by their file, wherever an index says that it lies. */
function key(path: string): string {
  return stemOf(path).toLowerCase()
}

function isThere(path: string, present: ReadonlySet<string>): boolean {
  const lower = path.toLowerCase()
  // AVCHD on a card and on a computer: the same stream under two extensions.
  return present.has(lower) || (lower.endsWith('.mts') && present.has(lower.replace(/\.mts$/, '.m2ts')))
}

/** Formats that are known here: one that can't be understood is broken, and not merely foreign. */
function readable(path: string): boolean {
  return ['xml', 'ale', 'mpl', 'mpls'].includes(extensionOf(path))
}

/** Holes that are named one by one. */
const MAX_NAMED = 3

/** Pieces are counted: between the first and the last that are there, none may be missing. Each hole is named by its neighbours. */
function gaps(family: CardFamily, found: CardClips): { path: string; says: string }[] {
  return found.clips.flatMap((clip) => {
    const pieces = clip.media
      .map((path) => ({ path, number: Number(placedByRule(family, path)?.part || 0) }))
      .toSorted((a, b) => a.number - b.number)
    const holes = pieces.flatMap((piece, at) => {
      const before = pieces[at - 1]
      const lost = before === undefined ? 0 : piece.number - before.number - 1
      return lost > 0 && Number.isFinite(lost) ? [{ before: before!.path, after: piece.path, lost }] : []
    })
    if (holes.length === 0) return []
    const named = holes
      .slice(0, MAX_NAMED)
      .map(
        ({ before, after, lost }) =>
          `${lost === 1 ? 'one piece' : `${lost} pieces`} between ${numberOf(before)} and ${numberOf(after)}`,
      )
    return [{ path: clip.name, says: [...named, ...(holes.length > MAX_NAMED ? ['others'] : [])].join(', ') }]
  })
}

function numberOf(path: string | undefined): string {
  return path === undefined ? '' : path.slice(path.lastIndexOf('/') + 1)
}
