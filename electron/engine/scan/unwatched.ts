/**
 * A folder that is not watched, read whole by a person's request: what the catalogue has in it and is not there is
 * missing, by the same two looks, the same gate and the same mass guard as under a watched folder.
 */
import { realpath } from 'node:fs/promises'
import { filesOf } from '../../../shared/copies/words.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { ReadableDb, WritableDb } from '../db/core/handles.ts'
import { nextTurn, quietTurns } from '../db/core/relaxed-writes.ts'
import { pathAt, watchedRoots, type RootRow } from '../db/volumes/roots.ts'
import { nextKnownFolder, noteUnseen } from '../db/volumes/scan-files.ts'
import { readKnownVolumes, volumeAt, type VolumeRow } from '../db/volumes/volumes.ts'
import { pathOnDrive } from '../domain/volumes/volume.ts'
import type { IdentifyVolume } from '../volumes/identify.ts'
import { confirmMissing, LOOKS } from './confirm-missing.ts'
import { isOurs, type Gate, type Healthy, type Unhealthy } from './health.ts'
import { inRoot, isUnder, onVolume } from './paths.ts'
import { knownIn, type AbsentFile } from './reconcile.ts'
import type { Walker } from './walker.ts'

interface UnwatchedDeps {
  readonly walker: Walker
  readonly identify: IdentifyVolume
  readonly pauseMs: number
  readonly now: () => number
  readonly signal: AbortSignal
}

/** `missing` files were marked; `problem` says why more could not be trusted, or null. */
export interface UnwatchedEnd {
  readonly missing: number
  readonly problem: { readonly path: string; readonly message: string } | null
}

/** Where a folder lies: its known drive, and its path on it. Null for a drive of which nothing is catalogued. */
export async function folderOnDrive(
  db: ReadableDb,
  path: string,
  identify: IdentifyVolume,
): Promise<{ volume: VolumeRow; path: string } | null> {
  const folder = await realpath(path)
  const seen = await identify(folder)
  const id = volumeAt(db, seen)
  const volume = readKnownVolumes(db).find((one) => one.id === id)
  return volume === undefined ? null : { volume, path: pathOnDrive(folder, seen) }
}

/** Marks what is gone from a folder. Throws `cancelled` or `disk.io`. */
export async function missUnwatched(
  db: WritableDb,
  at: { volume: VolumeRow; path: string },
  deps: UnwatchedDeps,
): Promise<UnwatchedEnd> {
  const { volume, path } = at
  if (volume.mountPoint === null) return { missing: 0, problem: null }
  const top = pathAt(volume.mountPoint, path)
  const root: RootRow = {
    id: '',
    volumeId: volume.id,
    path,
    state: 'idle',
    marker: false,
    files: 0,
    trueAt: null,
    volumeLabel: volume.label,
    volumeKind: volume.kind,
    fsType: volume.fsType,
    online: volume.online,
    mountPoint: volume.mountPoint,
  }
  const gate = gateOfFolder(db, root, top, deps)
  const refused = (why: Unhealthy): UnwatchedEnd => ({ missing: 0, problem: { path: top, message: why.error.message } })
  const ground = await gate.check('')
  if (!ground.healthy) return refused(ground)
  const known = await knownBelow(db, root)
  const absent = await goneOf(deps.walker, top, known, (file) => inRoot(path, file.path)!, deps.signal)
  if (absent.length === 0) return { missing: 0, problem: null }
  await quietTurns(db, absent, (file) => noteUnseen(db, file.id, deps.now()))
  const confirmed = await confirmMissing(db, ground, absent, { ...deps, gate, of: known.length })
  if (confirmed.outcome === 'unhealthy') return refused(confirmed.why)
  if (confirmed.outcome === 'asks') {
    const { missing, of } = confirmed.guard
    return {
      missing: 0,
      problem: {
        path: top,
        message: `${filesOf(missing, of)} that the catalogue has in ${top} ${missing === 1 ? 'is' : 'are'} gone all at once. Nothing was called missing. If that is meant, watch the folder and say so: rushes watch add "${top}", then: rushes watch answer "${top}" missing`,
      },
    }
  }
  return { missing: confirmed.missing, problem: null }
}

/** Those of some files that a look does not find. Paths go to the walker relative to `top`. */
export async function goneOf<File>(
  walker: Walker,
  top: string,
  files: readonly File[],
  pathOf: (file: File) => string,
  signal: AbortSignal,
): Promise<File[]> {
  const gone: File[] = []
  for (let from = 0; from < files.length; from += LOOKS) {
    const group = files.slice(from, from + LOOKS)
    const looks = await walker.look({ top, paths: group.map(pathOf) }, signal)
    gone.push(...group.filter((_, index) => looks[index] === 'gone'))
  }
  return gone
}

/** Files of a folder and all below that count as present. Those under a watched folder belong to its own scan. */
async function knownBelow(db: WritableDb, { volumeId, path }: RootRow): Promise<AbsentFile[]> {
  const watched = watchedRoots(db)
    .filter((root) => root.volumeId === volumeId)
    .map((root) => root.path)
  const known: AbsentFile[] = []
  for (
    let folder: string | null = path;
    folder !== null;
    folder = nextKnownFolder(db, volumeId, path, folder === path ? null : folder)
  ) {
    if (isUnder(watched, folder)) continue
    const inFolder: string = folder
    const files = await knownIn(db, { volumeId, rootId: '' }, inFolder)
    for (const file of files) if (file.present) known.push({ id: file.id, path: onVolume(inFolder, file.name) })
    await nextTurn()
  }
  return known
}

/** The gate of a folder without a row of its own: the right drive, mounted where it was, and still the same. */
function gateOfFolder(db: ReadableDb, root: RootRow, top: string, { walker, identify }: UnwatchedDeps): Gate {
  const away = (sentence: string): Unhealthy => ({
    healthy: false,
    state: 'offline',
    error: new RushesError('volume.offline', sentence, { volume: root.volumeLabel }),
  })
  return {
    async check(_, device): Promise<Healthy | Unhealthy> {
      const ground = await walker.ground({ top })
      if (!(await isOurs(db, identify, root, ground.fault === null ? top : root.mountPoint!))) {
        return away(
          `Where the drive “${root.volumeLabel}” was (${root.mountPoint!}) there is now another one, or none. Nothing was called missing.`,
        )
      }
      if (ground.fault !== null || !ground.isFolder)
        return away(`${top} is not there any more (${ground.fault ?? 'it is no folder'}). Nothing was called missing.`)
      if (device !== undefined && ground.device !== device)
        return away(
          `The drive “${root.volumeLabel}” was exchanged while ${top} was being looked at. Nothing was called missing.`,
        )
      return { healthy: true, root, top, device: ground.device }
    },
  }
}
