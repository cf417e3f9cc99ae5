/**
 * Which of the copies of a clip's files are read. Pure.
 *
 * All of a clip comes from one drive where one has it all: a drive that is pulled then costs whole clips, and folders
 * that belong together stay together. A copy that is known to be bad is never among them.
 */

/** One place at which a file lies. */
export interface PartPlace {
  readonly volumeId: string
  readonly volumeLabel: string
  /** Path on the drive, with forward slashes. */
  readonly path: string
  /** Absolute; null while the drive is away. */
  readonly at: string | null
  readonly mountPoint: string | null
  readonly verified: boolean
  /** The watched folder that it lies in, a path on the drive; null for none. */
  readonly root: string | null
}

/** One file of a clip. */
export interface ClipPart {
  readonly contentId: string
  readonly bytes: number
  /** Hex; null for what was never hashed. */
  readonly xxh128: string | null
  /** Good copies, here or away. */
  readonly places: readonly PartPlace[]
}

/** A place on a drive that is here. */
type PlaceHere = PartPlace & { readonly at: string; readonly mountPoint: string }

/** What is read of a file: its places, the one to read first. The others are for when that one is gone. */
export interface ChosenPart {
  readonly part: ClipPart
  readonly place: PlaceHere
  readonly others: readonly PlaceHere[]
}

/** `away`: labels of drives that have what is not here. */
export type Choice =
  | { readonly state: 'ready'; readonly parts: readonly ChosenPart[] }
  | { readonly state: 'away'; readonly away: readonly string[] }
  | { readonly state: 'missing' }

/** Chooses where each file of a clip is read. The first part is its main file. */
export function choosePlaces(parts: readonly ClipPart[]): Choice {
  const [main] = parts
  if (main === undefined || parts.some(({ places }) => places.length === 0)) return { state: 'missing' }
  const elsewhere = parts.filter(({ places }) => places.every(({ at }) => at === null))
  if (elsewhere.length > 0)
    return {
      state: 'away',
      away: [...new Set(elsewhere.flatMap(({ places }) => places.map((one) => one.volumeLabel)))],
    }
  const drives = [...new Set(parts.flatMap(({ places }) => places.flatMap((one) => (isHere(one) ? one.volumeId : []))))]
  const has = (drive: string): number =>
    parts.filter(({ places }) => places.some((one) => isHere(one) && one.volumeId === drive)).length
  const proven = (drive: string): number =>
    parts.filter(({ places }) => places.some((one) => isHere(one) && one.volumeId === drive && one.verified)).length
  const [drive] = drives.toSorted((a, b) => has(b) - has(a) || proven(b) - proven(a))
  const beside = nearest(main, drive, null)[0]!.path
  return {
    state: 'ready',
    parts: parts.map((part) => {
      const [place, ...others] = nearest(part, drive, part === main ? null : beside)
      return { part, place: place!, others }
    }),
  }
}

function isHere(place: PartPlace): place is PlaceHere {
  return place.at !== null && place.mountPoint !== null
}

/** The copies that are here: on the drive, in the folders of the main file, and verified before others. */
function nearest({ places }: ClipPart, drive: string | undefined, beside: string | null): readonly PlaceHere[] {
  const here = places.filter(isHere)
  const shared = ({ path }: PartPlace): number => (beside === null ? 0 : sharedFolders(path, beside))
  return here.toSorted(
    (a, b) =>
      Number(b.volumeId === drive) - Number(a.volumeId === drive) ||
      shared(b) - shared(a) ||
      Number(b.verified) - Number(a.verified),
  )
}

function sharedFolders(path: string, other: string): number {
  const [folders, others] = [path, other].map((one) => one.split('/').slice(0, -1)) as [string[], string[]]
  const differs = folders.findIndex((folder, at) => folder !== others[at])
  return differs < 0 ? folders.length : differs
}
