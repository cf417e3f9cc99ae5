/**
 * Asks all mounts what they are, without ever waiting long for one that does not answer.
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { MARKER_NAME, MAX_MARKER_BYTES, readMarker } from '../domain/volumes/root-marker.ts'
import { isRemote, type VolumeIdentity } from '../domain/volumes/volume.ts'
import type { SeenVolume } from '../domain/volumes/volume-recognition.ts'
import { readPlain } from '../files/read-plain.ts'
import type { IdentifyVolume } from './identify.ts'
import type { MountPoints } from './mount-points.ts'

/** A volume that is mounted now. One with `answers` false is known by its mount alone. */
export type MountedVolume = VolumeIdentity & Pick<SeenVolume, 'markers'>

export interface MountProberDeps {
  readonly identify: IdentifyVolume
  readonly room: (
    volume: Pick<VolumeIdentity, 'mountPoint' | 'fsType'>,
  ) => Promise<{ readonly capacity: number; readonly free: number } | null>
  /** Called when one that was silent has answered after all. */
  readonly answered: () => void
}

interface MountProber {
  /**
   * Every volume once, by its main mount. `markers` are folders in which our marker may lie, relative to their volume.
   */
  volumes(mounts: MountPoints['mounts'], markers: readonly string[]): Promise<readonly MountedVolume[]>
  /** Room of a volume, or null when it is silent. */
  room(
    volume: Pick<VolumeIdentity, 'mountPoint' | 'fsType'>,
  ): Promise<{ readonly capacity: number; readonly free: number } | null>
  /** What tells the top folder of a mount from every other one; null for shares, which are not touched. */
  top(volume: { readonly mountPoint: string; readonly fsType: string | null }): Promise<string | null>
}

/** One that answers does so within this time; one that was silent is not waited for again. */
const PATIENCE_MS = 4_000

/**
 * Opens a lookout.
 *
 * [Note: one question at a time] A call to a dead mount stays in its thread until the kernel gives it up, which may be
 * never. Asked again at every look, a single dead mount would soon hold all threads; so there is at most one question
 * under way for each, and while there is, the mount counts as silent.
 */
export function createMountProber(deps: MountProberDeps): MountProber {
  const underWay = new Map<string, Promise<unknown>>()

  async function ask<T>(key: string, question: () => Promise<T>): Promise<T | undefined> {
    if (underWay.has(key)) return undefined
    let late = false
    const asked = question().finally(() => {
      underWay.delete(key)
      if (late) deps.answered()
    })
    underWay.set(key, asked)
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        late = true
        asked.catch(() => undefined) // Its answer comes too late for anybody; the next look asks again.
        resolve(undefined)
      }, PATIENCE_MS)
    })
    try {
      return await Promise.race([asked, patience])
    } finally {
      clearTimeout(timer)
    }
  }

  async function volumeAt(
    mount: MountPoints['mounts'][number],
    markers: readonly string[],
  ): Promise<MountedVolume | null> {
    const found = await ask(mount.mountPoint, () => deps.identify(mount.mountPoint))
    if (found === undefined || !found.answers) return silent(mount)
    // A second door to a volume is no volume of its own.
    if (found.mountPoint !== mount.mountPoint) return null
    const needed = found.fsUuid === null && !isRemote(found.fsType) ? markers : []
    return {
      ...found,
      markers: (await ask(`markers ${mount.mountPoint}`, () => readMarkers(found.mountPoint, needed))) ?? [],
    }
  }

  return {
    async volumes(mounts, markers) {
      const found = await Promise.all(mounts.map((mount) => volumeAt(mount, markers)))
      const byMount = new Map<string, MountedVolume>()
      for (const volume of found) if (volume !== null) byMount.set(volume.mountPoint, volume)
      return [...byMount.values()]
    },
    room: async (volume) => (await ask(volume.mountPoint, () => deps.room(volume))) ?? null,
    async top({ mountPoint, fsType }) {
      if (isRemote(fsType)) return null
      const seen = await ask(`top ${mountPoint}`, () => lstat(mountPoint, { bigint: true }).catch(() => null))
      return seen == null ? 'gone' : `${seen.dev} ${seen.ino} ${seen.birthtimeNs} ${seen.ctimeNs}`
    },
  }
}

/** What the table of mounts alone says. */
function silent(mount: MountPoints['mounts'][number]): MountedVolume {
  return {
    mountPoint: mount.mountPoint,
    fsType: mount.fsType,
    fsUuid: null,
    label: null,
    device: mount.device === '' ? null : mount.device,
    physicalDevice: null,
    kind: isRemote(mount.fsType) ? 'network' : 'unknown',
    removable: null,
    readOnly: mount.readOnly,
    capacity: null,
    free: null,
    directReads: false,
    source: mount.source === '' ? null : mount.source,
    mountRoot: mount.root,
    via: null,
    rotational: null,
    answers: false,
    mounts: [],
    markers: [],
  }
}

async function readMarkers(mountPoint: string, folders: readonly string[]): Promise<string[]> {
  const named = await Promise.all(folders.map((folder) => readMarkerAt(join(mountPoint, folder, MARKER_NAME))))
  return [...new Set(named.flatMap((id) => id ?? []))]
}

async function readMarkerAt(path: string): Promise<string | null> {
  try {
    return readMarker((await readPlain(path, MAX_MARKER_BYTES)).toString('utf8'))?.volumeId ?? null
  } catch {
    return null // No marker, or one that can't be opened, names no volume.
  }
}
