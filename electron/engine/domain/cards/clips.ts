/**
 * The clips of a card by the rules of its family: pieces in order, sound beside the picture, proxies that the camera
 * made, and what describes each of them.
 */
import { baseName, extensionOf, stemOf } from '../media/media-kinds.ts'
import type { CardFamily, CardRole } from './family.ts'

/** One clip of a card. Paths as they were given; pieces and frames of `media` in the order they are played. */
interface CardClip {
  readonly name: string
  readonly media: readonly string[]
  readonly sound: readonly string[]
  readonly proxies: readonly string[]
  readonly sidecars: readonly string[]
}

export interface CardClips {
  readonly clips: readonly CardClip[]
  /** What belongs to no clip: the camera's indices and settings, stills, what people put there. */
  readonly rest: readonly string[]
  /** Descriptions whose picture is not there; their files are in the rest, too. */
  readonly orphans: readonly { readonly name: string; readonly files: readonly string[] }[]
}

/** Raw picture: a file of the same name that anything can play is the camera's proxy. */
const RAW: ReadonlySet<string> = new Set(['nev', 'crm', 'braw', 'r3d', 'ari', 'arx'])

interface Placed {
  readonly path: string
  readonly role: CardRole
  readonly part: string
}

/** Where a rule puts a file: the key of its clip, in lower case, and its role; null when no rule speaks of it. */
export function placedByRule(
  family: CardFamily,
  path: string,
): { readonly key: string; readonly clip: string; readonly role: CardRole; readonly part: string } | null {
  for (const { role, pattern } of family.rules.get(extensionOf(path)) ?? family.rules.get('*') ?? []) {
    const match = pattern.exec(path)
    const clip = match?.groups?.['clip']
    if (match === null || clip === undefined) continue
    return {
      key: `${path.slice(0, match.index)}\0${clip}`.toLowerCase(),
      clip,
      role,
      part: match.groups?.['part'] ?? '',
    }
  }
  return null
}

/** Groups the files of a card into clips. Each path is in exactly one clip, or in the rest. */
export function cardClips(family: CardFamily, paths: readonly string[]): CardClips {
  const clips = new Map<string, { name: string; files: Placed[] }>()
  const beside: string[] = []
  const counts = (extension: string): boolean =>
    family.rules.has('*') || family.rules.has(extension) || family.clips.includes(extension)
  const put = (key: string, name: string, file: Placed): void => {
    const clip = clips.get(key)
    if (clip === undefined) clips.set(key, { name, files: [file] })
    else clip.files.push(file)
  }
  for (const path of paths) {
    const extension = extensionOf(path)
    if (baseName(path).startsWith('.') || !counts(extension)) {
      beside.push(path)
      continue
    }
    const placed = placedByRule(family, path)
    if (placed !== null) put(placed.key, placed.clip, { path, role: placed.role, part: placed.part })
    else if (family.clips.includes(extension)) put(stemKey(path), stemOf(path), { path, role: 'media', part: '' })
    else beside.push(path)
  }
  const rest: string[] = []
  for (const path of beside) {
    const clip = clips.size === 0 || baseName(path).startsWith('.') ? undefined : clips.get(stemKey(path))
    if (clip === undefined) rest.push(path)
    else clip.files.push({ path, role: 'sidecar', part: '' })
  }
  const orphans: { name: string; files: string[] }[] = []
  const found = [...clips.values()].flatMap(({ name, files }) => {
    const clip = asClip(name, files)
    if (clip !== null) return [clip]
    rest.push(...files.map((file) => file.path))
    // A proxy alone may be all that a card was to hold; what describes a clip is nothing without it.
    if (files.some((file) => file.role === 'sidecar')) orphans.push({ name, files: files.map((file) => file.path) })
    return []
  })
  return { clips: found, rest, orphans }
}

/** A file that no rule places belongs to what has its name in its folder. */
function stemKey(path: string): string {
  const slash = path.lastIndexOf('/')
  const dot = path.lastIndexOf('.')
  return `${path.slice(0, Math.max(0, slash))}\0${path.slice(slash + 1, dot > slash + 1 ? dot : path.length)}`.toLowerCase()
}

/** Null when neither picture nor sound is there. */
function asClip(name: string, files: readonly Placed[]): CardClip | null {
  const [only] = files
  // Nearly all clips of a large card are one file.
  if (only !== undefined && files.length === 1 && only.role === 'media')
    return { name, media: [only.path], sound: [], proxies: [], sidecars: [] }
  const of = (role: CardRole): string[] =>
    files
      .filter((file) => file.role === role)
      .toSorted(inOrder)
      .map((file) => file.path)
  const [media, sound] = [of('media'), of('sound')]
  if (media.length === 0 && sound.length === 0) return null
  const raw = media.filter((path) => RAW.has(extensionOf(path)))
  const played = raw.length === 0 ? media : raw
  return {
    name,
    media: played,
    sound,
    proxies: [...of('proxy'), ...media.filter((path) => !played.includes(path))],
    sidecars: of('sidecar'),
  }
}

function inOrder(a: Placed, b: Placed): number {
  return a.part < b.part ? -1 : a.part > b.part ? 1 : a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}
