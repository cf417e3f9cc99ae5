/**
 * A clip as reports show it: from what the catalogue knows to the words of a row.
 */
import { formatTimecode, timecode } from '../../../../shared/time/timecode.ts'
import { rateLabel, type Rate } from '../../../../shared/time/rate.ts'
import { codecName } from '../../../../shared/util/media-names.ts'
import type { ReportClip } from './page.ts'
import { bytesText, count, facts, spanText } from './words.ts'

/** What the catalogue knows of the clip that a file is a main part of. */
export interface ClipFacts {
  /** The asset's id: several files may be parts of one clip. */
  readonly id: string
  readonly name: string
  readonly kind: string
  /** Why it can't be understood, or null. */
  readonly broken: string | null
  readonly day: string | null
  readonly camera: string | null
  readonly roll: string | null
  readonly startTimecode: string | null
  readonly startFrame: number | null
  readonly durationFrames: number | null
  readonly durationMs: number | null
  readonly rate: Rate | null
  readonly dropFrame: boolean
  readonly width: number | null
  readonly height: number | null
  readonly codec: string | null
  readonly scene: string | null
  readonly take: string | null
  readonly circled: boolean
  /** Absolute path of its poster, a JPEG; null where there is none. */
  readonly poster: string | null
}

/** The timecode after its last frame, as an editor's out point; null where it has none. */
export function endTimecode({ startFrame, durationFrames, rate, dropFrame }: ClipFacts): string | null {
  if (startFrame === null || durationFrames === null || rate === null) return null
  return formatTimecode(timecode(startFrame + durationFrames, rate, dropFrame))
}

/** Frames a second in words, or null: "25 fps", "23.976 fps". */
export function rateText(clip: ClipFacts): string | null {
  return clip.rate === null ? null : `${rateLabel(clip.rate)} fps`
}

/** What is said of the picture, or of the sound, and what is wrong with it: frames that are missing, a file that was cut. */
export function pictureText(clip: ClipFacts): string {
  return facts(
    clip.width === null || clip.height === null ? null : `${clip.width} × ${clip.height}`,
    clip.width === null ? null : rateText(clip),
    codecName(clip.codec),
    clip.broken,
  )
}

/** True while nobody has probed a clip that runs: its length is not known yet. */
function isUnread({ kind, durationMs, broken }: Pick<ClipFacts, 'kind' | 'durationMs' | 'broken'>): boolean {
  return (kind === 'video' || kind === 'audio') && durationMs === null && broken === null
}

/** The length of all clips: "4 min 57 s", "4 min 57 s, 12 clips not read yet". A sum that is not whole says so. */
export function footageText(clips: readonly Pick<ClipFacts, 'kind' | 'durationMs' | 'broken'>[]): string {
  const length = clips.reduce((sum, clip) => sum + (clip.durationMs ?? 0), 0)
  const unread = clips.filter(isUnread).length
  return [
    length === 0 ? (unread === 0 ? '–' : null) : spanText(length),
    unread === 0 ? null : `${count(unread, 'clip')} not read yet`,
  ]
    .filter((part) => part !== null)
    .join(', ')
}

/** True when a report of these clips lacks facts or pictures that are still to come. */
export function lacksFacts(clips: readonly ClipFacts[]): boolean {
  return clips.some((clip) => isUnread(clip) || (clip.poster === null && clip.broken === null && clip.kind !== 'audio'))
}

/**
 * The row of a clip, but for what is known of its copies. `files` are its main files, the first in order of the card.
 */
export function clipWords(
  clip: ClipFacts,
  files: readonly {
    readonly path: string
    readonly bytes: number
    readonly hashes: Readonly<Record<string, string>>
  }[],
): Omit<ReportClip, 'good' | 'state' | 'copies'> {
  const [first] = files
  const end = endTimecode(clip)
  return {
    name: clip.name,
    poster: clip.poster,
    slate: [
      clip.scene === null ? null : `Scene ${clip.scene}`,
      clip.take === null ? null : `take ${clip.take}`,
      clip.circled ? 'circled' : null,
    ]
      .filter((part) => part !== null)
      .join(', '),
    timecode: clip.startTimecode === null ? '' : end === null ? clip.startTimecode : `${clip.startTimecode} – ${end}`,
    length: clip.durationMs === null ? '' : spanText(clip.durationMs),
    picture: pictureText(clip),
    size: bytesText(files.reduce((sum, file) => sum + file.bytes, 0)),
    path: `${first?.path ?? ''}${files.length > 1 ? ` and ${(files.length - 1).toLocaleString('en-GB')} more` : ''}`,
    // Of a clip in many files the hash of one would say little and look like the hash of all.
    hashes: files.length > 1 ? [] : hashTexts(first?.hashes ?? {}),
  }
}

/** The formats that other tools show first. */
const ORDER = ['xxh64', 'xxh3', 'md5', 'sha1', 'c4', 'xxh128']

/** "xxh64 0123…", one a format. */
function hashTexts(hashes: Readonly<Record<string, string>>): string[] {
  return Object.entries(hashes)
    .toSorted(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b))
    .map(([format, value]) => `${format} ${value}`)
}

/** Files that are main parts of one clip stand together, in the order in which their first was met. */
export function byClip<File extends { readonly clip: ClipFacts | null }>(
  files: readonly File[],
): { readonly clip: ClipFacts; readonly files: readonly File[] }[] {
  const clips = new Map<string, { clip: ClipFacts; files: File[] }>()
  for (const file of files) {
    if (file.clip === null) continue
    const known = clips.get(file.clip.id)
    if (known === undefined) clips.set(file.clip.id, { clip: file.clip, files: [file] })
    else known.files.push(file)
  }
  return [...clips.values()]
}
