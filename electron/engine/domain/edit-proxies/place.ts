/**
 * Where edit proxies lie: below a folder that a person chose, in the folders of the original from the roll's top down,
 * under the original's name. Pure.
 */
import type { MediaFacts } from '../../../../shared/model/probe.ts'

/** What is known of an original. `path` is its path on its drive. */
export interface Original {
  readonly assetId: string
  readonly path: string
  readonly roll: string | null
  /** The watched folder that it lies in, a path on the same drive; null for none. */
  readonly root: string | null
}

export interface Target extends Pick<Original, 'assetId'> {
  readonly folders: readonly string[]
  /** With its ending. */
  readonly file: string
}

/** Where the proxy of an original lies, from the chosen folder on. `ending` without a dot. */
export function targetOf(original: Original, ending: string): Target {
  const { folders, stem } = split(original.path)
  return { assetId: original.assetId, folders: mirrored(folders, original), file: `${stem}.${ending}` }
}

/** The folder beside the original in which Resolve looks for proxies. */
export function besideOf(original: Original, ending: string): Target {
  const { folders, stem } = split(original.path)
  return { assetId: original.assetId, folders: [...folders, 'Proxy'], file: `${stem}.${ending}` }
}

/** The name of a file without folders and ending: what proxy and original have in common. */
export function stemOf(path: string): string {
  return split(path).stem
}

function split(path: string): { readonly folders: readonly string[]; readonly stem: string } {
  const folders = path.split('/')
  const name = folders.pop() ?? ''
  const dot = name.lastIndexOf('.')
  return { folders: folders.filter((one) => one !== ''), stem: dot > 0 ? name.slice(0, dot) : name }
}

/**
 * From the folder that is called like the roll; else from below the watched folder; else the last folder alone, so that
 * two clips of one name from two folders do not meet.
 */
export function mirrored(
  folders: readonly string[],
  { roll, root }: Pick<Original, 'roll' | 'root'>,
): readonly string[] {
  const wanted = roll === null ? null : folded(roll)
  const top = folders.findIndex((one) => folded(one) === wanted)
  if (top >= 0) return folders.slice(top)
  const below = root === null ? [] : root.split('/').filter((one) => one !== '')
  if (root !== null && below.every((one, at) => folders[at] === one)) return folders.slice(below.length)
  return folders.slice(-1)
}

/** Names that a disk without case or with another composition takes for one. */
function folded(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

/**
 * Which targets meet: two originals for one file are a conflict, and neither is made, for nobody could say whose proxy
 * it is. Returns the clips by the target that they share.
 */
export function meetings(targets: readonly Target[]): ReadonlyMap<string, readonly string[]> {
  const byPlace = Map.groupBy(targets, ({ folders, file }) => folded([...folders, file].join('/')))
  return new Map(
    [...byPlace.values()]
      .filter((same) => same.length > 1)
      .flatMap((same) => same.map(({ assetId }) => [assetId, same.map((one) => one.assetId)] as const)),
  )
}

/**
 * Bits a pixel and frame, from the makers' tables at 1920×1080 (Apple "ProRes" 2022, Avid "DNxHR" 2023); measured by us
 * for those of a quality and not of a rate, and for ProRes Proxy, which goes over Apple's 0.73 where pictures are full of
 * detail.
 */
const BITS_PER_PIXEL: Readonly<Record<string, number>> = {
  'prores-proxy': 0.93,
  'dnxhr-lb': 0.7,
  'dnxhr-lb-mxf': 0.7,
  'h264-intra': 1.1,
  'hevc-archive': 0.12,
  'av1-archive': 0.08,
}

/** About how many bytes the picture of a proxy takes: for the question whether it fits. */
export function aboutBytes(format: string, raster: { width: number; height: number }, frames: number): number {
  return Math.round(((BITS_PER_PIXEL[format] ?? 1) * raster.width * raster.height * frames) / 8)
}

/** Bits a second and channel of AAC, which the formats to keep have. */
const AAC_BITS = 64_000
const SQUEEZED: ReadonlySet<string> = new Set(['hevc-archive', 'av1-archive'])

/** About how many bytes its sound takes, with so many tracks of 48 kHz that are laid in: PCM of 16 or 24 bits, or AAC. */
export function aboutSoundBytes(
  format: string,
  { audio, duration }: Pick<MediaFacts, 'audio' | 'duration'>,
  laidTracks = 0,
): number {
  const seconds = duration === null ? 0 : duration.num / duration.den
  const depth = laidTracks > 0 || audio.some(({ bits }) => bits !== null && bits > 16) ? 24 : 16
  const bits = (channels: number, sampleRate: number): number =>
    SQUEEZED.has(format) ? channels * AAC_BITS : channels * sampleRate * depth
  const camera = audio.reduce((sum, { channels, sampleRate }) => sum + bits(channels, sampleRate), 0)
  return Math.round(((camera + bits(laidTracks, 48_000)) * seconds) / 8)
}
