/**
 * Where the frames of a sequence are read: runs of files that lie in one folder under one name and count without a gap,
 * and holes, where the sequence has no frame. Pure.
 */
import { RushesError } from '../../../../shared/model/errors.ts'
import { baseName } from './media-kinds.ts'
import { splitFrameName } from './sequences.ts'

/** A file of one frame; paths are absolute. */
export interface FrameFile {
  readonly path: string
  readonly contentId: string
}

/** A frame that a sequence has: its number and its content. */
export interface FramePart {
  readonly number: number
  readonly contentId: string
}

/** Files of one folder that count without a gap. */
export interface FrameRun {
  readonly kind: 'run'
  /** Absolute. */
  readonly folder: string
  /** The name around the number. */
  readonly before: string
  readonly after: string
  /** Digits that numbers are filled up to with zeros; 0 for none. */
  readonly padding: number
  /** The number in the first file's name, and how many files there are. */
  readonly start: number
  readonly count: number
  /** The number of its first frame in the sequence: another copy may count otherwise. */
  readonly first: number
}

/** Frames that the sequence does not have. */
export interface FrameHole {
  readonly kind: 'hole'
  readonly first: number
  readonly count: number
}

export type FramePiece = FrameRun | FrameHole

/** Each run is an input of its own: more than so many are too many for one run of ffmpeg. */
const MAX_RUNS = 64
/** Memory for the first frames of all runs, which are decoded before the picture begins: of the 4 GiB that a run has. */
const RUNS_BYTES = 2.5 * 1024 ** 3
/** Bytes of a pixel at the most: four channels of 32 bits. */
const PIXEL_BYTES = 16

/** How many runs of frames of a size one decode takes: 64, and fewer of very large ones. */
export function mostRuns({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.max(1, Math.min(MAX_RUNS, Math.floor(RUNS_BYTES / Math.max(1, width * height * PIXEL_BYTES))))
}

interface Placed {
  readonly folder: string
  readonly before: string
  readonly after: string
  readonly digits: string
}

interface Group {
  /** Files by the number in their names. */
  readonly byNumber: Map<number, { readonly placed: Placed; readonly contentId: string }>
}

/**
 * The pieces of a sequence, in order, from files that can be read now. Null while a frame that it has is nowhere: it
 * waits for a drive. Throws RushesError 'media.unsupported' for more runs than one decode takes.
 */
export function framePieces(
  parts: readonly FramePart[],
  files: readonly FrameFile[],
  most = MAX_RUNS,
): FramePiece[] | null {
  const groups = grouped(files)
  const located = parts.map((part) => ({ part, at: new Map<Group, number>() }))
  for (const group of groups) for (const [at, number] of numbersIn(group, parts)) located[at]!.at.set(group, number)
  // A copy that has most of the frames is read first: one folder is one run.
  const order = groups.toSorted((a, b) => held(located, b) - held(located, a))
  const pieces: FramePiece[] = []
  let last: Located | null = null
  for (const { part, at } of located) {
    const found: Located | null = locate(at, last, order)
    if (found === null) return null
    const { group, number } = found
    const before = pieces.at(-1)
    const next = before === undefined ? part.number : before.first + before.count
    if (part.number > next) pieces.push({ kind: 'hole', first: next, count: part.number - next })
    const { placed } = group.byNumber.get(number)!
    const run = pieces.at(-1)
    const follows = last?.group === group && last.number + 1 === number
    if (run?.kind === 'run' && follows && goesOn(run, placed, number))
      pieces[pieces.length - 1] = { ...run, count: run.count + 1 }
    else pieces.push(runFrom(placed, number, part.number))
    last = found
  }
  needFew(pieces, most)
  return pieces
}

/** A frame's file. */
interface Located {
  readonly group: Group
  readonly number: number
}

/** Where a frame is read: where the one before it was, else where most are. */
function locate(at: ReadonlyMap<Group, number>, last: Located | null, order: readonly Group[]): Located | null {
  const group = last !== null && at.has(last.group) ? last.group : order.find((one) => at.has(one))
  return group === undefined ? null : { group, number: at.get(group)! }
}

function needFew(pieces: readonly FramePiece[], most: number): void {
  const runs = pieces.filter(({ kind }) => kind === 'run').length
  if (runs <= most) return
  const holes = pieces.flatMap((piece) => (piece.kind === 'hole' ? [rangeText(piece)] : []))
  throw new RushesError(
    'media.unsupported',
    holes.length > most / 2
      ? `The frames are in ${runs} pieces, and ${most} of this size can be read at once. Render what is missing: ${holes.slice(0, 10).join(', ')} … (${holes.length} holes).`
      : `The frames lie in ${runs} pieces in several folders, and ${most} of this size can be read at once. Copy them into one folder.`,
  )
}

/** "1005", or "1005–1010". */
export const rangeText = ({ first, count }: Pick<FramePiece, 'first' | 'count'>): string =>
  count === 1 ? String(first) : `${first}–${first + count - 1}`

const held = (located: readonly { readonly at: ReadonlyMap<Group, number> }[], group: Group): number =>
  located.reduce((sum, { at }) => sum + Number(at.has(group)), 0)

/** Files of one folder whose names differ in the number alone. */
function grouped(files: readonly FrameFile[]): Group[] {
  const groups = new Map<string, Group>()
  for (const { path, contentId } of files) {
    const name = baseName(path)
    const split = splitFrameName(name)
    if (split === null) continue
    const folder = path.slice(0, path.length - name.length - 1)
    const key = `${folder}\0${split.before}\0${split.after}`
    const group = groups.get(key) ?? { byNumber: new Map() }
    groups.set(key, group)
    const number = Number(split.digits)
    // "1" and "0001" beside each other: the sequence is made of one of them, and the contents tell which.
    const known = group.byNumber.get(number)
    if (known === undefined || known.placed.digits.length < split.digits.length)
      group.byNumber.set(number, { placed: { folder, ...split }, contentId })
  }
  return [...groups.values()]
}

/**
 * Which frames a group has, each with the number of its file: the same numbers; or, in a copy that was numbered anew,
 * the same frames in the same order.
 */
function numbersIn(group: Group, parts: readonly FramePart[]): readonly (readonly [number, number])[] {
  const same = parts.flatMap(({ number, contentId }, at): [number, number][] =>
    group.byNumber.get(number)?.contentId === contentId ? [[at, number]] : [],
  )
  if (same.length > 0 || group.byNumber.size !== parts.length) return same
  const numbers = [...group.byNumber.keys()].toSorted((a, b) => a - b)
  return numbers.every((number, at) => group.byNumber.get(number)!.contentId === parts[at]!.contentId)
    ? numbers.map((number, at) => [at, number])
    : []
}

/** Numbers that are written without zeros, or outgrew them, are all written so from there on. */
const paddingOf = ({ digits }: Placed): number => (digits.startsWith('0') && digits.length > 1 ? digits.length : 0)

function goesOn(run: FrameRun, placed: Placed, number: number): boolean {
  const written = String(number).padStart(run.padding, '0')
  return written === placed.digits
}

function runFrom(placed: Placed, number: number, first: number): FrameRun {
  const { folder, before, after } = placed
  return { kind: 'run', folder, before, after, padding: paddingOf(placed), start: number, count: 1, first }
}

/** The path of a file of a run, by its place from 0. */
export function fileOf(run: FrameRun, at: number): string {
  return `${run.folder}/${run.before}${String(run.start + at).padStart(run.padding, '0')}${run.after}`
}
