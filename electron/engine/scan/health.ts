/**
 * Whether a watched folder can be trusted to show what it holds: the right drive, the right folder, no other file
 * system in its place. Asked before a scan, after it, and just before anything is called missing.
 */
import { RushesError } from '../../../shared/model/errors.ts'
import { findRoot, pathAt, type RootRow } from '../db/volumes/roots.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { volumeAt } from '../db/volumes/volumes.ts'
import { readMarker } from '../domain/volumes/root-marker.ts'
import type { IdentifyVolume } from '../volumes/identify.ts'
import type { Walker } from './walker.ts'

/** A folder that can be trusted now. */
export interface Healthy {
  readonly healthy: true
  readonly root: RootRow
  /** Absolute. */
  readonly top: string
  readonly device: number
}

/**
 * One that can't: nothing that it shows is trusted. `offline`: its drive is away · `failed`: something else is wrong.
 */
export interface Unhealthy {
  readonly healthy: false
  readonly state: 'offline' | 'failed'
  readonly error: RushesError
}

export interface Gate {
  /** `device` is the number at the start of the scan, which must not have changed. */
  check(rootId: string, device?: number): Promise<Healthy | Unhealthy>
}

/**
 * The gate of the folders of one drive.
 *
 * [Note: identified anew each time] Two drives that were formatted in one second can have the same device number, the
 * same inode and the same birth time at their top: nothing short of the file system's UUID tells that they were
 * exchanged.
 */
export function createGate(db: ReadableDb, walker: Walker, identify: IdentifyVolume): Gate {
  return {
    async check(rootId, device) {
      const root = findRoot(db, rootId)
      if (root === undefined) throw new RushesError('not_found', 'This folder is not watched any more.', { id: rootId })
      if (!root.online || root.mountPoint === null)
        return away(
          root,
          `The drive “${root.volumeLabel}” is not connected. Its files come back as they were when it is.`,
        )
      const top = pathAt(root.mountPoint, root.path)
      const ground = await walker.ground({ top })
      if (!(await isOurs(db, identify, root, ground.fault === null ? top : root.mountPoint))) {
        return away(
          root,
          `Where the drive “${root.volumeLabel}” was (${root.mountPoint}) there is now another one, or none. Its files come back as they were when it is connected.`,
        )
      }
      if (ground.fault !== null || !ground.isFolder) {
        return failed(
          'source.missing',
          `The watched folder ${top} is not there (${ground.fault ?? 'it is no folder'}). Put it back, or end the watching with: rushes watch remove "${top}"`,
          top,
        )
      }
      if (device !== undefined && ground.device !== device) {
        return away(
          root,
          `The drive “${root.volumeLabel}” was exchanged while ${top} was being looked at. Nothing was changed.`,
        )
      }
      if (root.marker && readMarker(ground.marker ?? '')?.rootId !== root.id) {
        return failed(
          'volume.mismatch',
          `The marker of the watched folder is not in ${top}, so this may be an empty mount point or another folder. If it is the right one, add it again with: rushes watch add "${top}"`,
          top,
        )
      }
      return { healthy: true, root, top, device: ground.device }
    },
  }
}

/** True when the drive that a folder lies on now is the one that the catalogue has it on, mounted where it was. */
export async function isOurs(
  db: ReadableDb,
  identify: IdentifyVolume,
  root: Pick<RootRow, 'mountPoint' | 'volumeId'>,
  top: string,
): Promise<boolean> {
  const volume = await identify(top)
  return volume.mountPoint === root.mountPoint && volumeAt(db, volume) === root.volumeId
}

function away(root: RootRow, sentence: string): Unhealthy {
  return {
    healthy: false,
    state: 'offline',
    error: new RushesError('volume.offline', sentence, { volume: root.volumeLabel }),
  }
}

function failed(code: 'source.missing' | 'volume.mismatch', sentence: string, path: string): Unhealthy {
  return { healthy: false, state: 'failed', error: new RushesError(code, sentence, { path }) }
}
