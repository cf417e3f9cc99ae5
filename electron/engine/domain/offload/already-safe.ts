/**
 * What is known of a card's files before it is read: where the catalogue has verified copies with the same name, size
 * and time. A forecast; the run proves it by hashing both.
 */
import { knownDrivesText, type KnownDrive } from '../../../../shared/copies/known.ts'
import type { Remark } from '../../../../shared/model/offload.ts'
import { classify, type FileKind } from '../media/media-kinds.ts'
import type { PlannedFile } from './planned-file.ts'
import { isSameRoll, type Roll } from '../rolls.ts'

/** A verified copy in the catalogue. */
export interface SafePlace {
  readonly volumeId: string
  readonly volumeLabel: string
  /** Absolute while its drive is here, else relative to the drive. */
  readonly path: string
  readonly here: boolean
  /** Milliseconds since 1970. */
  readonly verifiedAt: number | null
  readonly roll: string | null
  /** Read back from its disk, as the safety page asks for. */
  readonly whole: boolean
  /** Its time of change when its bytes were last known; null where that is not known, or its file system keeps none. */
  readonly ctimeNs: number | null
}

/** By planned path; files that are new are not in it. */
export type Forecast = ReadonlyMap<string, readonly SafePlace[]>

/** What a camera or recorder takes. */
const CLIP_KINDS: ReadonlySet<FileKind> = new Set(['video', 'audio', 'still'])

/** How many paths a remark names at most. */
const NAMED = 20

/** What the plan says of files that are safe already, and of files that other cards had. */
export function forecastRemarks(
  files: readonly PlannedFile[],
  rolls: readonly Roll[],
  forecast: Forecast,
): readonly Remark[] {
  const known = files.filter(({ path }) => forecast.has(path))
  if (known.length === 0) return []
  const all = known.length === files.length
  const remarks: Remark[] = [
    {
      code: 'source.known',
      level: 'info',
      paths: known.slice(0, NAMED).map(({ path }) => path),
      message: `${all ? `All ${files.length}` : `${known.length} of ${files.length}`} files have a verified copy already, by name, size and time: ${knownDrivesText(knownDrives(files, forecast))}. ${all ? 'Nothing is new.' : `${files.length - known.length} ${files.length - known.length === 1 ? 'is' : 'are'} new.`} The offload proves it by reading both.`,
    },
  ]
  const twins = known.flatMap(({ path }) => {
    const own = rolls.find((roll) => path.startsWith(`${roll.path}/`))?.name ?? null
    const other = forecast
      .get(path)
      ?.find((place) => own !== null && place.roll !== null && !isSameRoll(place.roll, own))?.roll
    return other === undefined || other === null ? [] : [{ path, other }]
  })
  const [first] = twins
  if (first !== undefined) {
    const others = [...new Set(twins.map(({ other }) => other))]
    remarks.push({
      code: 'source.duplicates',
      level: 'info',
      paths: twins.slice(0, NAMED).map(({ path }) => path),
      message: `${twins.length === 1 ? `${first.path} is` : `${twins.length} files are`} in the catalogue already from ${others.length === 1 ? 'the roll' : 'the rolls'} ${others.join(', ')}, under the same ${twins.length === 1 ? 'name' : 'names'}.`,
    })
  }
  return remarks
}

/**
 * What may be called safe already: a copy that was read back through the cache is one, and proves nothing of its disk.
 */
export function onlyWhole(forecast: Forecast): Forecast {
  return new Map(
    [...forecast]
      .map(([path, places]) => [path, places.filter((place) => place.whole)] as const)
      .filter(([, places]) => places.length > 0),
  )
}

/** How many of the card's files each drive has verified, fullest first. */
export function knownDrives(files: readonly Pick<PlannedFile, 'path'>[], forecast: Forecast): KnownDrive[] {
  const drives = new Map<string, { volumeId: string; label: string; here: boolean; files: number }>()
  for (const { path } of files) {
    for (const place of new Map((forecast.get(path) ?? []).map((one) => [one.volumeId, one])).values()) {
      const known = drives.get(place.volumeId)
      if (known === undefined)
        drives.set(place.volumeId, { volumeId: place.volumeId, label: place.volumeLabel, here: place.here, files: 1 })
      else known.files += 1
    }
  }
  return [...drives.values()]
    .map((drive) => ({ ...drive, of: files.length }))
    .toSorted((a, b) => b.files - a.files || (a.label < b.label ? -1 : 1))
}

/** Files and bytes that a forecast covers. */
export function forecastTotals(
  files: readonly PlannedFile[],
  forecast: Forecast,
): { readonly files: number; readonly bytes: number } {
  return files.reduce(
    (sum, { path, size }) => (forecast.has(path) ? { files: sum.files + 1, bytes: sum.bytes + size } : sum),
    { files: 0, bytes: 0 },
  )
}

/**
 * Of files that stand at a destination under another name (planned path → path there), those that stand in a folder
 * which an earlier offload of this very card made: it holds a clip of the card as well.
 *
 * [Note: small files alike] Cameras write some files with the same bytes, name and time on every card. One that happens
 * to stand in another card's folder would otherwise be missing from this card's copy.
 */
export function ofThisCard(
  standing: ReadonlyMap<string, string>,
  files: readonly Pick<PlannedFile, 'path'>[],
): ReadonlyMap<string, string> {
  const isClip = (path: string): boolean => CLIP_KINDS.has(classify(path))
  // An unknown layout without a clip has nothing that tells it from another: what is alike is alike.
  if (!files.some(({ path }) => isClip(path))) return standing
  const folders = new Set(
    [...standing].flatMap(([planned, there]) => (isClip(planned) ? [folderPair(planned, there)] : [])),
  )
  return new Map([...standing].filter(([planned, there]) => folders.has(folderPair(planned, there))))
}

/** Where the two paths part, seen from their ends: the folder of the card here and there. */
function folderPair(planned: string, there: string): string {
  const a = planned.split('/')
  const b = there.split('/')
  while (a.length > 0 && b.length > 0 && a.at(-1) === b.at(-1)) {
    a.pop()
    b.pop()
  }
  return `${a.join('/')}\0${b.join('/')}`
}
