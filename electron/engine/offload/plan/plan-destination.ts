/**
 * What a plan says of one destination: the drive, the room, what already exists there, and names it can't hold.
 */
import { constants } from 'node:fs'
import { access, lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Remark } from '../../../../shared/model/offload.ts'
import {
  foldersOver,
  type DestinationPlan,
  type Existing,
  type PlannedDirectory,
  type PlannedFile,
} from '../../domain/offload/offload.ts'
import { foldedPath, nameFault, nameRules } from '../../domain/offload/offload-names.ts'
import { isClutter } from '../../domain/offload/offload-clutter.ts'
import { isTemporary, isTemporaryOf, utf8Length } from '../../domain/offload/offload-temp.ts'
import type { VolumeIdentity } from '../../domain/volumes/volume.ts'
import { driveThatWent, wentAwayText, type LastMount } from '../../domain/volumes/last-mount.ts'
import { keepsHoles, volumeLabel } from '../../domain/volumes/volume.ts'
import { isUnnameable, shownPath } from '../../domain/byte-names.ts'
import { namesIn, native } from '../../files/disk-path.ts'
import { below } from '../../files/below.ts'
import type { IdentifyVolume } from '../../volumes/identify.ts'
import { continues, isChain } from './grown-chain.ts'
import type { Place } from './places.ts'

interface PlanShape {
  readonly files: readonly PlannedFile[]
  readonly directories: readonly PlannedDirectory[]
  readonly folders: readonly string[]
  /** Planned paths that stand below the root under another name, by that name. */
  readonly standing?: ReadonlyMap<string, string>
}

/** A file takes whole blocks; 4 KiB is the block of every file system in common use, exFAT's clusters are larger. */
const BLOCK = 4096

/** How many paths a remark names at most. */
const NAMED = 20

/**
 * Plans one destination. Nothing is written.
 * @param known `resumes`: tag of the offload that is resumed, whose leftovers count as room, or null; `lastMounts`: of known drives
 */
export async function planDestination(
  place: Place,
  shape: PlanShape,
  identify: IdentifyVolume,
  { resumes, lastMounts }: { readonly resumes: string | null; readonly lastMounts: readonly LastMount[] },
): Promise<DestinationPlan> {
  const standing = place.exists ? place.real : dirname(place.real)
  const volume = await identify(standing)
  const targets = shape.folders.map((folder) => join(place.real, folder))
  const { existing, reclaimable, blocked } = await compare(place, shape, resumes)
  const holes = keepsHoles(volume.fsType)
  const need = shape.files.reduce((sum, file) => {
    if (shape.standing?.has(file.path) === true) return sum
    if (existing.has(file.path) && existing.get(file.path) !== 'different') return sum
    return sum + Math.ceil((holes ? file.allocated : file.size) / BLOCK) * BLOCK
  }, 0)
  const free = volume.free === null ? null : volume.free + reclaimable
  const remarks = [
    ...wentAway(place, volume, lastMounts),
    ...blocked,
    ...(await writable(standing, place, volume)),
    ...memory(place, volume),
    ...sizes(place, shape, volume),
    ...names(place, shape, volume),
    ...tooLong(place, shape, volume),
    ...conflicts(place, existing),
  ]
  return {
    root: place.real,
    targets,
    volume,
    need,
    free,
    existing,
    remarks,
    ...(shape.standing === undefined || shape.standing.size === 0 ? {} : { standing: shape.standing }),
  }
}

/** Adds the remark about room, with destinations on one file system sharing what is free there. */
export function shareRoom(destinations: readonly DestinationPlan[]): readonly DestinationPlan[] {
  return destinations.map((destination) => {
    const sharing = destinations.filter(
      (other) =>
        other === destination ||
        (destination.volume.device !== null && other.volume.device === destination.volume.device),
    )
    const need = sharing.reduce((sum, other) => sum + other.need, 0)
    if (destination.free === null || need <= destination.free) return destination
    const others = sharing.length > 1 ? ` for the ${sharing.length} copies on it` : ''
    const message = `${destination.root} has ${size(destination.free)} free, and this offload needs ${size(need)}${others}. Free some room or choose another drive.`
    return {
      ...destination,
      remarks: [
        ...destination.remarks,
        { code: 'destination.full', level: 'error', message, paths: [destination.root] },
      ],
    }
  })
}

/** What already exists under the planned names, looked up a directory at a time. */
async function compare(place: Place, shape: PlanShape, resumes: string | null) {
  const existing = new Map<string, Existing>()
  const blocked: Remark[] = []
  let reclaimable = 0
  if (!place.exists) return { existing, reclaimable, blocked }
  const directories = new Set([
    ...foldersOver(shape.folders),
    ...shape.folders,
    ...shape.directories.map((directory) => directory.path),
  ])
  const present = new Map<string, ReadonlySet<string>>()
  for (const path of directories) {
    const above = dirname(path)
    if (above !== '.' && !present.has(above)) continue
    const here = below(place.real, path)
    const kind = await lstat(native(here)).catch(() => null)
    if (kind === null) continue
    if (!kind.isDirectory()) {
      blocked.push({
        code: 'destination.conflict',
        level: 'error',
        message: `${here} is in the way: it is no folder. Move it or choose another destination.`,
        paths: [here],
      })
      continue
    }
    const entries = (await namesIn(here)).map(shownPath)
    present.set(path, new Set(entries))
    for (const name of entries) {
      if (resumes === null || !isTemporaryOf(resumes, name)) continue
      reclaimable += ((await lstat(native(below(here, name))).catch(() => null))?.blocks ?? 0) * 512
    }
  }
  for (const file of shape.files) {
    if (present.get(dirname(file.path))?.has(file.path.slice(file.path.lastIndexOf('/') + 1)) !== true) continue
    const there = await lstat(native(below(place.real, file.path))).catch(() => null)
    if (there === null) continue
    const same = there.isFile() && there.size === file.size
    const grown = !same && isChain(file.path) && (await continues(join(place.real, file.path), file.source))
    existing.set(file.path, same ? 'same_size' : grown ? 'continued' : 'different')
  }
  return { existing, reclaimable, blocked: [...blocked, ...strangers(place, shape, present)] }
}

/** Another card's files in the folder that this card becomes: they would lie under each other. */
function strangers(
  place: Place,
  shape: PlanShape,
  present: ReadonlyMap<string, ReadonlySet<string>>,
): readonly Remark[] {
  // Most folders are new: nothing to tell apart, and no set of a hundred thousand names to make.
  if (!shape.folders.some((folder) => present.has(folder))) return []
  const own = new Set([...shape.directories, ...shape.files].map(({ path }) => path))
  return shape.folders.flatMap((folder) => {
    const names = [...(present.get(folder) ?? [])].filter(
      (name) =>
        !own.has(`${folder}/${name}`) &&
        name !== 'ascmhl' &&
        !isTemporary(name) &&
        !isClutter(name, 'file', 0) &&
        !isClutter(name, 'directory', 0),
    )
    if (names.length === 0) return []
    const more = names.length > 1 ? ` and ${names.length - 1} more` : ''
    const message = `${join(place.path, folder)} is there already and holds ${names[0]}${more}, which this card does not have. The card is copied into the same folder; give it a name of its own to keep them apart.`
    return [
      {
        code: 'destination.folder_taken',
        level: 'warning' as const,
        message,
        paths: names.slice(0, NAMED).map((name) => join(place.path, folder, name)),
      },
    ]
  })
}

/**
 * The folder in which a drive was mounted stays when the drive goes. What is written into it lands on another disk, and
 * under the drive when that comes back.
 */
function wentAway(place: Place, volume: VolumeIdentity, lastMounts: readonly LastMount[]): readonly Remark[] {
  const drive = driveThatWent(place.real, volume.mountPoint, lastMounts)
  if (drive === null) return []
  const message = wentAwayText(drive, 'this offload', volumeLabel(volume))
  return [{ code: 'volume.offline', level: 'error', message, paths: [place.path] }]
}

async function writable(standing: string, place: Place, volume: VolumeIdentity): Promise<readonly Remark[]> {
  const allowed = await access(standing, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
  if (allowed && !volume.readOnly) return []
  const message = volume.readOnly
    ? `${place.path} is read-only. Check the drive's lock switch or mount it for writing.`
    : `${place.path} may not be written by you. Check its permissions or choose another folder.`
  return [{ code: 'destination.readonly', level: 'error', message, paths: [place.path] }]
}

function memory(place: Place, volume: VolumeIdentity): readonly Remark[] {
  if (volume.kind !== 'memory') return []
  const message = `${place.path} is in this computer's memory and is lost when the power goes off. It does not count as a copy.`
  return [{ code: 'destination.in_memory', level: 'warning', message, paths: [place.path] }]
}

function sizes(place: Place, shape: PlanShape, volume: VolumeIdentity): readonly Remark[] {
  const limit = nameRules(volume.fsType).fileLimit
  const large = limit === null ? [] : shape.files.filter((file) => file.size > limit)
  const [first] = large
  if (first === undefined) return []
  const rest = large.length > 1 ? ` and ${large.length - 1} more` : ''
  const message = `${place.path} holds no file of 4 GB or more (${volume.fsType ?? 'FAT'}), but ${first.path} has ${size(first.size)}${rest}. Use a drive formatted with exFAT, or another one.`
  return [
    {
      code: 'destination.file_too_large',
      level: 'error',
      message,
      paths: large.slice(0, NAMED).map((file) => file.path),
    },
  ]
}

function names(place: Place, shape: PlanShape, volume: VolumeIdentity): readonly Remark[] {
  const rules = nameRules(volume.fsType)
  const remark = (message: string, paths: readonly string[]): Remark => ({
    code: 'destination.name_not_allowed',
    level: 'error',
    message,
    paths: paths.slice(0, NAMED),
  })
  const bad: string[] = []
  let why = ''
  const twins = new Map<string, string>()
  for (const { path } of [
    ...foldersOver(shape.folders).map((path) => ({ path })),
    ...shape.directories,
    ...shape.files,
  ]) {
    const name = path.slice(path.lastIndexOf('/') + 1)
    // A name that is no text is tried: where the drive refuses it, that is a problem of this file alone.
    const fault = isUnnameable(name) ? null : nameFault(name, rules)

    if (fault !== null) {
      if (bad.length === 0) why = fault
      bad.push(path)
    }
    if (!rules.foldsCase && !rules.foldsNormalisation) continue
    const key = foldedPath(path, rules)
    const twin = twins.get(key)
    if (twin !== undefined)
      return [
        remark(
          `${place.path} can't tell ${JSON.stringify(twin)} from ${JSON.stringify(path)}: one would replace the other. Use a drive with another file system.`,
          [twin, path],
        ),
      ]
    twins.set(key, path)
  }
  const [first] = bad
  if (first === undefined) return []
  const rest = bad.length > 1 ? `, and ${bad.length - 1} more names are not allowed` : ''
  return [
    remark(
      `${place.path} (${volume.fsType ?? 'unknown file system'}) can't hold the name ${JSON.stringify(first)}: it ${why}${rest}. Use a drive with another file system.`,
      bad,
    ),
  ]
}

/** A path that is too long is a problem of its file: the others are copied. */
function tooLong(place: Place, shape: PlanShape, volume: VolumeIdentity): readonly Remark[] {
  const limit = nameRules(volume.fsType).pathLimit
  const long =
    limit === null ? [] : shape.files.filter(({ path }) => utf8Length(path) + utf8Length(place.real) + 1 > limit)
  const [first] = long
  if (first === undefined) return []
  const what = long.length === 1 ? `${first.path} can't be copied` : `${long.length} files can't be copied`
  return [
    {
      code: 'destination.name_not_allowed',
      level: 'warning',
      paths: long.slice(0, NAMED).map(({ path }) => path),
      message: `${what} to ${place.path}: the path would be longer than ${limit ?? 0} bytes. Choose a folder nearer to the top of the drive, or offload the lower folders by themselves.`,
    },
  ]
}

function conflicts(place: Place, existing: ReadonlyMap<string, Existing>): readonly Remark[] {
  const paths = [...existing].filter(([, kind]) => kind === 'different').map(([path]) => path)
  const [first] = paths
  if (first === undefined) return []
  const what = paths.length === 1 ? `${first} already exists` : `${first} and ${paths.length - 1} more already exist`
  const message = `${what} at ${place.path} with other contents. They are kept; the card's files are written beside them with “(conflict 1)” in their names.`
  return [{ code: 'destination.conflict', level: 'warning', message, paths: paths.slice(0, NAMED) }]
}

/** A number of bytes for people, in the decimal units that drives are sold in. */
export function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const value = bytes / 1000 ** step
  return `${step === 0 ? value : value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${units[step] ?? 'bytes'}`
}
