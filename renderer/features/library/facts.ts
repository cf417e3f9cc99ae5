/**
 * Clips in the crew's words: how a copy was checked, how long, what slate. Pure.
 */
import type { AssetDetail, AssetRow, Copy, ReadBack } from '../../../shared/model/asset.ts'
import { durationText, secondsText } from '../../../shared/time/duration.ts'
import { rateLabel } from '../../../shared/time/rate.ts'
import { formatTimecode, readTimecode, timecode } from '../../../shared/time/timecode.ts'
import { codecName } from '../../../shared/util/media-names.ts'
import type { MarkName } from '../../ui/index.ts'
import { momentText } from '../../ui/words.ts'

const READ_BACKS: Readonly<Record<ReadBack, string>> = {
  device: 'by read-back from the disk',
  'cache-dropped': 'by read-back, cache dropped',
  'page-cache': 'by read-back from the cache',
}

/** What is known of a copy, as it was checked and no better. */
export function copyTruth(
  copy: Pick<Copy, 'state' | 'verification' | 'verifiedAt' | 'readBack' | 'elsewhere'>,
  now: Date,
): { readonly mark: MarkName; readonly text: string } {
  const when = copy.verifiedAt === null ? '' : ` ${momentText(copy.verifiedAt, now)}`
  const how = copy.readBack === null ? '' : ` ${READ_BACKS[copy.readBack]}`
  const checked: Readonly<Record<Copy['verification'], string>> = {
    verified: `Verified${copy.elsewhere === true ? ' by another computer' : ''}${when}${how}`,
    copied: 'Copied, not yet verified',
    failed: `Checksum mismatch, found${when}`,
    unknown: 'Never checked',
  }
  if (copy.state === 'offline')
    return { mark: 'offline', text: `Drive not connected · ${lower(checked[copy.verification])}` }
  if (copy.state === 'missing')
    return { mark: 'missing', text: 'Missing: the drive is connected, the file is not on it' }
  if (copy.state === 'replaced') return { mark: 'replaced', text: 'Replaced: another file has its name now' }
  return { mark: copy.verification, text: checked[copy.verification] }
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** "12:03" or "4.2 s"; empty when it isn't known. */
export function lengthText(
  row: Pick<AssetRow, 'durationFrames' | 'rate'> & Partial<Pick<AssetRow, 'durationMs'>>,
): string {
  if (row.durationFrames !== null && row.rate !== null) return durationText(row.durationFrames, row.rate)
  return row.durationMs == null ? '' : secondsText({ num: row.durationMs, den: 1000 })
}

/** "4K", "UHD", "HD" for the rasters that have a name, else "2880 × 1620". */
export function rasterText(row: Pick<AssetRow, 'width' | 'height'>): string {
  if (row.width === null || row.height === null) return ''
  const names: Readonly<Record<string, string>> = {
    '4096x2160': '4K',
    '3840x2160': 'UHD',
    '2048x1080': '2K',
    '1920x1080': 'HD',
  }
  return names[`${row.width}x${row.height}`] ?? `${row.width} × ${row.height}`
}

/** "UHD prores 25", "48 kHz" is left to the facts: one line under a tile. */
export function formatText(row: Pick<AssetRow, 'width' | 'height' | 'codec' | 'rate' | 'channels' | 'kind'>): string {
  const sound = row.kind === 'audio' && row.channels !== null ? `${row.channels} ch` : ''
  return [
    rasterText(row),
    sound,
    codecText(row.codec),
    row.rate === null || row.kind === 'audio' ? '' : rateLabel(row.rate),
  ]
    .filter(Boolean)
    .join(' · ')
}

/** Codecs by their names in the trade. */
export function codecText(codec: string | null): string {
  return codecName(codec)
}

/** "14 · 3" for scene and take, with the shot when there is one: "14A · 3". Empty without a slate. */
export function slateText(row: Pick<AssetRow, 'scene' | 'shot' | 'take'>): string {
  return [`${row.scene ?? ''}${row.shot ?? ''}`, row.take ?? ''].filter(Boolean).join(' / ')
}

/** True for a clip that is shown by its camera's proxy, whose frames may be others: no frame of it is counted. */
export function frameMayBeOff({ cameraProxies }: Pick<AssetDetail, 'cameraProxies'>): boolean {
  return cameraProxies.some(({ use, framesHold }) => use === 'stands-in' && !framesHold)
}

/** The number of a frame as its file bears it; null for clips whose frames are no files. */
export function frameNumber({ frames }: { readonly frames?: AssetDetail['frames'] }, frame: number): string | null {
  return frames == null ? null : String(frames.first + frame).padStart(frames.padding, '0')
}

/** The label of a frame of the clip: record run timecode where the clip has one, else counted from zero. */
export function frameLabel(
  clip: Pick<AssetRow, 'rate' | 'startTimecode'> & {
    readonly startFrame?: number | null
    readonly dropFrame?: boolean
  },
  frame: number,
): string {
  if (clip.rate === null) return String(frame)
  const start =
    clip.startFrame ?? (clip.startTimecode === null ? null : readTimecode(clip.startTimecode, clip.rate)?.frames) ?? 0
  return formatTimecode(
    timecode(start + frame, clip.rate, clip.dropFrame ?? clip.startTimecode?.includes(';') ?? false),
  )
}

/** The same value of all, or mixed. */
export function common<T>(values: readonly T[]): { readonly value: T | null; readonly mixed: boolean } {
  const [first] = values
  if (first === undefined) return { value: null, mixed: false }
  return values.every((value) => value === first) ? { value: first, mixed: false } : { value: null, mixed: true }
}
