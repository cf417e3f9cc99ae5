/**
 * Files to clips: which files of a folder are one clip, its sidecars, its spans and its camera's own proxy.
 *
 * Rules by family (card layouts as the makers document them): Sony C0001.MP4 with C0001M01.XML, Sub/C0001S01.MXF and
 * THMBNL/C0001T01.JPG · Blackmagic .braw with .sidecar and Proxy/ · RED A001_C001_…_001.R3D with _002 … and .RMD · DJI
 * .MP4 with .SRT and .LRF · GoPro GX010012.MP4 with GL010012.LRV and GX010012.THM · Nikon .NEV with .MP4 · anything
 * with its .XMP · P2, Canon XF and XDCAM EX by their folders (cards/families.ts). Sound stays its own clip: a .WAV
 * beside a picture of the same name is a sound file, not a part.
 */
import { placedByRule } from '../cards/clips.ts'
import { familyNamed } from '../cards/recognise.ts'
import type { Frames } from './frames.ts'
import { findSequences } from './sequences.ts'
import { baseName, classify, extensionOf, stemOf, type FileKind } from './media-kinds.ts'

export { classify, type FileKind } from './media-kinds.ts'

/** The kinds a clip can have: a sidecar never stands alone, frames of a sequence are one. */
type ClipKind = Exclude<FileKind, 'sidecar'> | 'sequence'

/**
 * What a further file is to its clip: metadata beside it, the next piece of a split recording, the camera's own proxy,
 * a further frame of an image sequence.
 */
type PartRole = 'sidecar' | 'span' | 'proxy' | 'frame'

/** One clip: the file that is the media and what belongs to it, in the order it is read. */
export interface ClipGroup {
  readonly primary: string
  readonly kind: ClipKind
  readonly parts: readonly { readonly path: string; readonly role: PartRole }[]
  /** For an image sequence, whose primary is its first frame; null for all else. */
  readonly frames: Frames | null
}

/** Folders in which cameras and editors lay proxies and thumbnails of the folder beside or above. */
const COMPANION_FOLDERS: ReadonlySet<string> = new Set(['sub', 'thmbnl', 'proxy', 'proxies'])
const CLIP_FOLDERS: ReadonlySet<string> = new Set(['clip', 'clips'])
/** Raw picture that few tools can play: an MP4 or MOV of the same name beside it is the camera's proxy. */
const RAW_VIDEO: ReadonlySet<string> = new Set(['r3d', 'braw', 'nev', 'crm', 'ari', 'arx', 'cine'])
const PROXY_ONLY: ReadonlySet<string> = new Set(['lrv', 'lrf'])
const PLAYABLE: ReadonlySet<string> = new Set(['mp4', 'mov', 'mxf', 'm4v'])
/** Files that become sidecars of a picture with their name, and documents of their own without one. */
const BESIDE_PICTURE: ReadonlySet<string> = new Set(['xml', 'srt', 'json', 'csv', 'txt', 'ale', 'cdl', 'cube', 'amf'])

/**
 * Cards that keep the parts of a clip in folders of their own, or give each piece a name that is longer than the
 * clip's.
 */
const STRUCTURED = ['Panasonic P2', 'Canon XF', 'Sony XDCAM EX', 'GoPro'].flatMap((name) => familyNamed(name) ?? [])

function folderOf(path: string): string {
  return path.slice(0, path.length - baseName(path).length)
}

/** Where the clips of a companion folder lie: the folder above, and the clip folder beside it. */
function clipFoldersFor(path: string, folders: ReadonlySet<string>): string[] {
  const folder = folderOf(path)
  const parent = folderOf(folder.slice(0, -1))
  if (!COMPANION_FOLDERS.has(baseName(folder.slice(0, -1)).toLowerCase())) return [folder]
  const beside = [...folders].filter(
    (other) => folderOf(other.slice(0, -1)) === parent && CLIP_FOLDERS.has(baseName(other.slice(0, -1)).toLowerCase()),
  )
  return [folder, parent, ...beside]
}

/** The clip names a file could belong to, surest first; its own name comes first of all. */
function clipStems(path: string): string[] {
  const stem = stemOf(path).toLowerCase()
  const extension = extensionOf(path)
  const stems = [stem]
  const sony = /^(.+)[mstr]\d\d$/.exec(stem)
  if (sony?.[1]) stems.push(sony[1])
  const gopro = /^gl(\d{6})$/.exec(stem)
  if (gopro) stems.push(`gx${gopro[1]}`, `gh${gopro[1]}`)
  const named = /^(.+)[_-](?:p|proxy)$/.exec(stem)
  if (named?.[1]) stems.push(named[1])
  // What RED lays beside the pieces of a clip bears the clip's name: A001_C001.mov for A001_C001_001.R3D.
  if (extension === 'rmd' || PLAYABLE.has(extension)) stems.push(`${stem}_001`)
  // IMG_1.CR3.xmp names the whole file.
  if (extension === 'xmp' && stem.includes('.')) stems.push(stem.slice(0, stem.lastIndexOf('.')))
  return stems
}

/** What `path` would be to `primary`; null when it is a clip of its own. */
function roleBeside(path: string, primary: string): PartRole | null {
  const extension = extensionOf(path)
  const kind = classify(path)
  const sameStem = stemOf(path).toLowerCase() === stemOf(primary).toLowerCase()
  const sameFolder = folderOf(path) === folderOf(primary)
  const primaryIsPicture = classify(primary) === 'video' || classify(primary) === 'still'
  if (kind === 'sidecar') return 'sidecar'
  if (PROXY_ONLY.has(extension)) return 'proxy'
  if (kind === 'video') {
    if (!sameFolder) return 'proxy'
    if (!RAW_VIDEO.has(extensionOf(primary))) return sameStem ? null : /s\d\d$/i.test(stemOf(path)) ? 'proxy' : null
    return PLAYABLE.has(extension) ? 'proxy' : null
  }
  if (kind === 'still') return /t\d\d$/i.test(stemOf(path)) || !sameFolder ? 'sidecar' : null
  return primaryIsPicture && BESIDE_PICTURE.has(extension) ? 'sidecar' : null
}

/** How good a file is as the media of a clip: raw before playable before pictures before all else. */
function rank(path: string): number {
  const extension = extensionOf(path)
  if (PROXY_ONLY.has(extension)) return 9
  if (RAW_VIDEO.has(extension)) return 0
  const order: Readonly<Record<FileKind, number>> = {
    video: 1,
    still: 2,
    audio: 3,
    project: 4,
    graphics: 4,
    subtitle: 5,
    document: 5,
    other: 6,
    sidecar: 8,
  }
  return order[classify(path)]
}

/** RED cuts a clip in pieces _001.R3D, _002.R3D …: the name that all pieces share, or null. */
function spanBase(path: string): { readonly base: string; readonly index: number } | null {
  const match = /^(.+)_(\d{3})$/.exec(stemOf(path))
  if (extensionOf(path) !== 'r3d' || !match) return null
  return { base: `${folderOf(path)}${match[1]}`.toLowerCase(), index: Number(match[2]) }
}

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Groups the files of a card or folder into clips. Paths are relative with forward slashes; each appears in exactly one
 * group. A sidecar without its clip is catalogued as a document when it can be read as text, else as other: nothing is
 * dropped.
 */
export function groupClips(paths: readonly string[]): ClipGroup[] {
  const steps = groupClipsInSteps(paths)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** Paths that are looked at in one step. */
const STEP_PATHS = 500

/** The same in steps of a millisecond or so, but for the sorting. */
export function* groupClipsInSteps(paths: readonly string[]): Generator<void, ClipGroup[]> {
  const folders = new Set(paths.map(folderOf))
  const belongs = yield* companions(paths)
  const sequences = new Map(findSequences(paths).map((sequence) => [sequence.paths[0]!, sequence]))
  const furtherFrames = new Set([...sequences.values()].flatMap((sequence) => sequence.paths.slice(1)))
  yield
  // Ranked once each: a folder of twenty thousand files would otherwise be classified half a million times.
  const ranked: string[][] = []
  for (const [index, path] of paths.entries()) {
    if (index % STEP_PATHS === 0) yield
    if (!furtherFrames.has(path)) (ranked[belongs.has(path) ? 10 : rank(path)] ??= []).push(path)
  }
  const ordered = ranked.flatMap((alike) => alike.sort(byName))
  yield
  const groups = new Map<string, { primary: string; parts: { path: string; role: PartRole }[] }>()
  const byStem = new Map<string, string>()
  const spans = new Map<string, string>()

  for (const [index, path] of ordered.entries()) {
    if (index % STEP_PATHS === 0) yield
    if (groups.has(path)) continue
    const span = spanBase(path)
    const first = span ? spans.get(span.base) : undefined
    if (first !== undefined) {
      groups.get(first)!.parts.push({ path, role: 'span' })
      continue
    }
    const named = belongs.get(path)
    const owner = named !== undefined && groups.has(named.primary) ? named : findOwner(path, byStem, folders)
    if (owner) {
      groups.get(owner.primary)!.parts.push({ path, role: owner.role })
      continue
    }
    groups.set(path, { primary: path, parts: [] })
    if (span) spans.set(span.base, path)
    const key = `${folderOf(path)}${stemOf(path)}`.toLowerCase()
    if (!byStem.has(key) && !baseName(path).startsWith('.')) byStem.set(key, path)
  }
  return [...groups.values()]
    .map(({ primary, parts }): ClipGroup => {
      const sequence = sequences.get(primary)
      if (sequence === undefined) return { primary, kind: kindAlone(primary), parts, frames: null }
      const frames = sequence.paths.slice(1).map((path) => ({ path, role: 'frame' as const }))
      return { primary, kind: 'sequence', parts: [...frames, ...parts], frames: sequence.frames }
    })
    .sort((a, b) => byName(a.primary, b.primary))
}

function findOwner(
  path: string,
  byStem: ReadonlyMap<string, string>,
  folders: ReadonlySet<string>,
): { readonly primary: string; readonly role: PartRole } | null {
  if (baseName(path).startsWith('.')) return null
  for (const folder of clipFoldersFor(path, folders)) {
    for (const stem of clipStems(path)) {
      const primary = byStem.get(`${folder.toLowerCase()}${stem}`)
      const role = primary === undefined ? null : roleBeside(path, primary)
      if (primary !== undefined && role !== null) return { primary, role }
    }
  }
  return null
}

/**
 * By the layout of the card: whose sound, proxy, description or further piece a file is, wherever on the card that clip
 * lies.
 */
function* companions(
  paths: readonly string[],
): Generator<void, ReadonlyMap<string, { readonly primary: string; readonly role: PartRole }>> {
  const media = new Map<string, { path: string; part: string }[]>()
  const others: { path: string; key: string; role: PartRole }[] = []
  for (const [index, path] of paths.entries()) {
    if (index % STEP_PATHS === 0) yield
    if (baseName(path).startsWith('.')) continue
    for (const family of STRUCTURED) {
      const placed = placedByRule(family, path)
      if (placed === null) continue
      const key = `${family.name}\0${placed.key}`
      if (placed.role !== 'media') others.push({ path, key, role: placed.role === 'proxy' ? 'proxy' : 'sidecar' })
      else media.set(key, [...(media.get(key) ?? []), { path, part: placed.part }])
      break
    }
  }
  const belongs = new Map<string, { readonly primary: string; readonly role: PartRole }>()
  const primaries = new Map<string, string>()
  for (const [key, pieces] of media) {
    // A chapter's number stands before the clip's in the names of some cameras: the names alone are no order.
    const [first, ...further] = pieces.toSorted((a, b) => byName(a.part, b.part) || byName(a.path, b.path))
    primaries.set(key, first!.path)
    for (const { path } of further) belongs.set(path, { primary: first!.path, role: 'span' })
  }
  for (const { path, key, role } of others) {
    const primary = primaries.get(key)
    if (primary !== undefined) belongs.set(path, { primary, role })
  }
  return belongs
}

function kindAlone(path: string): Exclude<ClipKind, 'sequence'> {
  const kind = classify(path)
  if (kind !== 'sidecar') return kind
  return extensionOf(path) === 'xmp' || extensionOf(path) === 'sidecar' ? 'document' : 'other'
}

/** The kinds that people call clips; documents and data are none. */
const MEDIA: ReadonlySet<ClipKind> = new Set(['video', 'audio', 'still', 'sequence'])

/** How many clips files of these names are, as the catalogue will group them. */
export function countClips(paths: readonly string[]): number {
  return groupClips(paths).filter((group) => MEDIA.has(group.kind)).length
}
