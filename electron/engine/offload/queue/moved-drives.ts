/**
 * Destinations of an offload that is resumed, where their drives are now: one that comes back may be mounted elsewhere.
 */
import { lstat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { RushesError } from '../../../../shared/model/errors.ts'
import { volumeLabel, type VolumeIdentity } from '../../domain/volumes/volume.ts'
import { identityOf } from '../../domain/volumes/volume-recognition.ts'
import type { OffloadPlan } from '../../domain/offload/offload.ts'
import { nativeShown } from '../../files/disk-path.ts'
import type { KeptDrive, KeptRequest } from './kept-request.ts'

export interface MovedDeps {
  readonly identify: (path: string) => Promise<VolumeIdentity>
  /** What is mounted now. */
  readonly mounted: () => Promise<readonly VolumeIdentity[]>
}

/** The drives of a plan's destinations, in their order; null for one that nothing tells from others but its place. */
export function drivesOf(plan: OffloadPlan): (KeptDrive | null)[] {
  return plan.destinations.map(({ root, volume }) => {
    const inside = relative(volume.mountPoint, root)
    // Reached through another door: the folder on the drive is not what its path says.
    if (!hasIdentity(volume) || volume.via !== null || inside.startsWith('..')) return null
    return { identity: identityOf(volume), label: volumeLabel(volume), inside }
  })
}

/** Whether two destinations are on one drive; null where one of them can't be told. */
export function isSameDrive(a: KeptDrive | null, b: KeptDrive | null): boolean | null {
  return a === null || b === null ? null : a.identity === b.identity
}

/** True where a file system or a share tells what it is; else its mount point is all that is known of it. */
function hasIdentity(volume: VolumeIdentity): boolean {
  return volume.answers && !identityOf(volume).startsWith('mount:')
}

/**
 * The request with each destination where its drive is now. What is known of no drive stays as it is.
 * @throws RushesError `volume.mismatch` where another drive is at the place of one that is away, or two have its identity;
 * `volume.offline` where nothing is
 */
export async function followDrives(request: KeptRequest, deps: MovedDeps): Promise<KeptRequest> {
  const destinations = await Promise.all(
    request.destinations.map((path, index) => placeNow(path, request.drives?.[index] ?? null, deps)),
  )
  return { ...request, destinations }
}

async function placeNow(path: string, drive: KeptDrive | null, { identify, mounted }: MovedDeps): Promise<string> {
  if (drive === null) return path
  const standing = await nearest(path)
  const now = await identify(standing)
  if (hasIdentity(now) && identityOf(now) === drive.identity) return path
  // A drive at this very place that can't be told now may be the one: the plan finds out by its name.
  if (!hasIdentity(now) && join(now.mountPoint, drive.inside) === path) return path
  const [found, twin] = (await mounted()).filter((one) => hasIdentity(one) && identityOf(one) === drive.identity)
  if (twin !== undefined)
    throw new RushesError(
      'volume.mismatch',
      `Two connected drives are ${drive.label} by their identity, so one is a clone of the other. Disconnect the one that is not meant, then resume.`,
      { path, expected: drive.label },
    )
  if (found !== undefined) return join(found.mountPoint, drive.inside)
  if (standing === path)
    throw new RushesError(
      'volume.mismatch',
      `${drive.label} is not connected: ${path} is on ${volumeLabel(now)} now. Reconnect ${drive.label} to resume.`,
      { path, expected: drive.label, found: volumeLabel(now) },
    )
  throw new RushesError('volume.offline', `${drive.label} is not connected. Reconnect it to resume.`, {
    path,
    expected: drive.label,
  })
}

/** The folder itself, or the nearest one above it that is there. */
async function nearest(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    if (
      (await lstat(nativeShown(at)).then(
        () => true,
        () => false,
      )) ||
      dirname(at) === at
    )
      return at
  }
}
