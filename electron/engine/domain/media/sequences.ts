/**
 * Image sequences: frames in one folder whose names differ in one number alone are one clip.
 *
 * Forms as renderers, scanners and cameras write them: shot.1001.exr · shot_0001.dpx · A001C001_000123.dng ·
 * A003R1JL.0000123.ari · comp_v003.1001.exr (the version is not the frame) · frame1.tif, frame2.tif (not padded).
 */
import { baseName, extensionOf, stemOf } from './media-kinds.ts'
import type { Frames } from './frames.ts'

/** Kinds of file that hardly ever stand alone: two of them are a sequence. */
const FRAME_KINDS: ReadonlySet<string> = new Set(['exr', 'dpx', 'cin', 'ari', 'arx', 'sxr'])
/** Kinds that are stills as often: a run of so many, few of them missing, is a sequence. */
const STILL_KINDS: ReadonlySet<string> = new Set(['dng', 'tif', 'tiff', 'tga', 'png'])
const FEWEST_STILLS = 8
/**
 * [Note: JPEG] A photographer's pictures are JPEG, and numbered: Wedding_0001.jpg. Programs that render write a dot before
 * the number (shot.0001.jpg), which no camera and no export of pictures does: only that is taken for a frame.
 */
const JPEG: ReadonlySet<string> = new Set(['jpg', 'jpeg'])
const JPEG_FRAME = /[^.]\.\d{4,9}$/

/**
 * [Note: stills of a camera are no sequence] A photographer's TIFFs and DNGs are numbered too. What lies in a card's
 * folders (DCIM, 100CANON: CIPA DC-009) are pictures, whatever they are called; elsewhere a name as cameras write it,
 * in capitals, tells the same (IMG_0001.TIF). Renderers write small letters: img_0001.png, comp0001.tif, out_0001.png
 * are frames.
 */
const CAMERA_CARD = /(?:^|\/)DCIM\//
const CAMERA_FOLDER = /(?:^|\/)[1-9]\d{2}[A-Z0-9_]{5}\/[A-Z0-9_]{4}\d{4}\.\w+$/
const CAMERA_STILL = /^(?:_?[A-Z]{3,4}\d{4}|[A-Z]{3}_\d{4}|(?:IMG|DSC|PXL|DJI|GOPR|PANO|SAM|VID|MVI)[-_]?\d+.*)$/

function isCameraStill(path: string): boolean {
  return CAMERA_CARD.test(path) || CAMERA_FOLDER.test(path) || CAMERA_STILL.test(stemOf(path))
}

/** The name of a frame, taken apart; null when it has no frame number. */
interface FrameName {
  /** What all frames of the sequence share: folder, text before and after the number, ending. */
  readonly key: string
  readonly frame: number
  /** Digits of the number as it is written. */
  readonly width: number
}

/** Takes the name of a frame apart. The number is the last run of digits that is no version (`_v003`). */
export function frameName(path: string): FrameName | null {
  const extension = extensionOf(path)
  const stem = stemOf(path)
  const isJpeg = JPEG.has(extension) && JPEG_FRAME.test(stem)
  if (!FRAME_KINDS.has(extension) && !STILL_KINDS.has(extension) && !isJpeg) return null
  if (!FRAME_KINDS.has(extension) && isCameraStill(path)) return null
  const number = frameNumber(stem)
  if (number === null) return null
  const folder = path.slice(0, path.length - baseName(path).length)
  return {
    key: `${folder}\0${number.before}\0${number.after}\0${extension}`,
    frame: Number(number.digits),
    width: number.digits.length,
  }
}

/** The last run of digits that is no version, with what stands around it. */
function frameNumber(
  stem: string,
): { readonly before: string; readonly digits: string; readonly after: string } | null {
  const run = [...stem.matchAll(/\d+/g)].findLast(
    (match) => match[0].length <= 9 && !/[vV]/.test(stem[match.index - 1] ?? ''),
  )
  if (run === undefined) return null
  return { before: stem.slice(0, run.index), digits: run[0], after: stem.slice(run.index + run[0].length) }
}

/** The name of a frame's file, parted at its number; null where it has none. `after` has the ending. */
export function splitFrameName(
  name: string,
): { readonly before: string; readonly digits: string; readonly after: string } | null {
  const stem = stemOf(name)
  const number = frameNumber(stem)
  return number === null ? null : { ...number, after: `${number.after}${name.slice(stem.length)}` }
}

/** A sequence: its frames in order, by path, and what their numbers say. */
interface Sequence {
  readonly paths: readonly string[]
  readonly frames: Frames
}

/** Finds the sequences among the files of folders. Every path is in at most one; holes are reported, never filled. */
export function findSequences(paths: readonly string[]): Sequence[] {
  const byKey = new Map<string, { path: string; name: FrameName }[]>()
  for (const path of paths) {
    const name = frameName(path)
    if (name === null) continue
    const frames = byKey.get(name.key)
    if (frames === undefined) byKey.set(name.key, [{ path, name }])
    else frames.push({ path, name })
  }
  return [...byKey.values()].flatMap((found) => evenWidths(found).flatMap((frames) => asSequence(frames) ?? []))
}

type Found = readonly { readonly path: string; readonly name: FrameName }[]

/**
 * Frames 0001 and 1 are not of one sequence: padded numbers have one width. Numbers without padding grow (9, 10) and
 * begin with no zero.
 */
function evenWidths(found: Found): Found[] {
  const widths = new Set(found.map(({ name }) => name.width))
  if (widths.size === 1) return [found]
  const padded = found.filter(({ name }) => name.width > String(name.frame).length)
  if (padded.length === 0) return [found]
  const width = Math.max(...padded.map(({ name }) => name.width))
  // A padded sequence that outgrew its padding (9999, 10000) stays one.
  const one = found.filter(
    ({ name }) => name.width === width || (name.width > width && name.width === String(name.frame).length),
  )
  const others = found.filter((frame) => !one.includes(frame))
  return others.length === 0 ? [one] : [one, ...evenWidths(others)]
}

function asSequence(found: Found): Sequence | null {
  const ordered = found.toSorted((a, b) => a.name.frame - b.name.frame)
  const numbers = ordered.map(({ name }) => name.frame)
  const first = numbers[0]!
  const last = numbers[numbers.length - 1]!
  const stills = !FRAME_KINDS.has(extensionOf(ordered[0]!.path))
  if (numbers.length < (stills ? FEWEST_STILLS : 2)) return null
  // Stills with more holes than pictures are a numbered collection.
  if (stills && last - first + 1 > numbers.length * 2) return null
  const narrowest = Math.min(...ordered.map(({ name }) => name.width))
  const padded =
    ordered.some(({ name }) => name.width > String(name.frame).length) ||
    (numbers.length > 0 && narrowest > 1 && first >= 10 ** (narrowest - 1) && last < 10 ** narrowest)
  return {
    paths: ordered.map(({ path }) => path),
    frames: { first, last, count: numbers.length, padding: padded ? narrowest : 0, holes: holesIn(numbers) },
  }
}

/** Ranges of frames that are not there, first and last of each, in order. */
export function holesIn(numbers: readonly number[]): [number, number][] {
  return numbers.flatMap((number, index): [number, number][] => {
    const before = numbers[index - 1]
    return before === undefined || number <= before + 1 ? [] : [[before + 1, number - 1]]
  })
}

/** What a sequence is called: `shot.[1001-1100].exr`. */
export function sequenceName(firstName: string, frames: Frames): string {
  const digits = (frame: number): string => String(frame).padStart(frames.padding, '0')
  const number = frameNumber(stemOf(firstName))
  if (number === null) return firstName
  return `${number.before}[${digits(frames.first)}-${digits(frames.last)}]${number.after}.${firstName.slice(stemOf(firstName).length + 1)}`
}

/** What is known of a frame besides its name; null where nobody has looked, or the picture does not say. */
interface FrameFacts {
  readonly width: number | null
  readonly height: number | null
  /** When the picture was taken, by itself, ms since 1970. */
  readonly recordedAt: number | null
}

/** Pictures are dated by the second: two of one moment may differ by it. */
const DATED_MS = 2_000

/**
 * False when what is known of files that are numbered like frames says that they are pictures of their own: they differ
 * in size, or were taken at no even pace. Frames of a camera and of a time lapse keep theirs; a photographer does not.
 */
export function mayBeFrames(facts: readonly FrameFacts[]): boolean {
  const sizes = new Set(
    facts.flatMap(({ width, height }) => (width === null || height === null ? [] : [`${width}×${height}`])),
  )
  if (sizes.size > 1) return false
  const times = facts.map(({ recordedAt }) => recordedAt)
  const gaps = times
    .slice(1)
    .flatMap((time, at) => (time === null || times[at] == null ? [] : [time - times[at]]))
    .toSorted((a, b) => a - b)
  if (gaps.length === 0) return true
  const usual = gaps[Math.floor(gaps.length / 2)]!
  return gaps[0]! >= -DATED_MS && gaps.at(-1)! <= usual * 2 + DATED_MS
}
