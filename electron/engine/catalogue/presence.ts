/**
 * Which of the known drives are here: looked at every two seconds, told when it changes. A drive that goes takes nothing
 * with it: its files are offline, and come back as they were.
 */
import { lstat } from 'node:fs/promises'
import type { EngineContext } from '../context.ts'
import { refreshAssets } from '../db/asset-row.ts'
import { inTurns } from '../db/in-turns.ts'
import { readVolumes, setVolumeOnline, upsertVolume, volumeKey } from '../db/volumes.ts'
import type { VolumeIdentity } from '../domain/volume.ts'
import type { IdentifyVolume } from '../volumes/identify.ts'
import type { MountPoints } from '../volumes/mount-points.ts'

const INTERVAL_MS = 2_000

export interface Presence {
  /** Looks now. Resolves when what changed stands in the catalogue. */
  look(): Promise<void>
  close(): Promise<void>
}

export interface PresenceDeps {
  readonly identify: IdentifyVolume
  readonly mountPoints: () => Promise<MountPoints>
  /** Called after a drive has come back: what waited for it can go on. */
  readonly arrived: () => void
}

/** Starts looking. */
export function watchPresence(context: EngineContext, deps: PresenceDeps): Presence {
  let fingerprint: string | undefined
  let last: Promise<void> = Promise.resolve()
  let closed = false

  async function lookOnce(): Promise<void> {
    const mounts = await deps.mountPoints()
    const known = readVolumes(context.library.writer)
    const now = `${mounts.fingerprint ?? context.now()}\n${await rootsOf(known)}`
    if (closed || now === fingerprint) return
    const here = await volumesHere(mounts.paths, known.flatMap((volume) => volume.mountPoint ?? []))
    const changed = known.filter((volume) => {
      const found = here.get(volume.identity)
      return volume.online !== (found !== undefined) || (found !== undefined && found.mountPoint !== volume.mountPoint)
    })
    for (const volume of changed) await change(volume.id, here.get(volume.identity), volume.label)
    // Only now: a look that failed half-way is made again.
    fingerprint = now
    if (changed.some((volume) => here.has(volume.identity))) deps.arrived()
  }

  /** By identity: the same drive elsewhere is the same, another one at the same place is another. */
  async function volumesHere(paths: readonly string[], also: readonly string[]): Promise<Map<string, VolumeIdentity>> {
    const found = new Map<string, VolumeIdentity>()
    for (const path of new Set([...paths, ...also])) {
      const volume = await deps.identify(path)
      // A path that is no mount point any more answers with the volume it fell back to.
      if (volume.mountPoint === path && !found.has(volumeKey(volume))) found.set(volumeKey(volume), volume)
    }
    return found
  }

  async function change(id: string, found: VolumeIdentity | undefined, label: string): Promise<void> {
    const { writer } = context.library
    const touched = writer.transaction(() => {
      if (found !== undefined) upsertVolume(writer, found, label, context.now())
      return setVolumeOnline(writer, id, found !== undefined, context.now())
    })()
    await inTurns(writer, touched, (assetId) => refreshAssets(writer, [assetId]))
    context.log.info({ volume: label, online: found !== undefined }, 'drive came or went')
    context.events.publish(['volumes', 'assets'], null)
  }

  const look = (): Promise<void> => (last = last.then(lookOnce).catch((error: unknown) => { context.log.warn({ err: error }, 'drives could not be looked at') }))
  const timer = setInterval(() => { void look() }, INTERVAL_MS)
  timer.unref()
  void look()
  return {
    look,
    close: () => {
      closed = true
      clearInterval(timer)
      return last
    },
  }
}

/**
 * [Note: a swapped drive can look the same] Pull a drive and put another in its place between two looks, and the table of
 * mounts can be the same to the letter: same device number, same place, even the same mount id. The top folders of two
 * file systems were not made at the same nanosecond, though.
 */
async function rootsOf(known: readonly { readonly id: string; readonly mountPoint: string | null }[]): Promise<string> {
  const roots = await Promise.all(known.map(async ({ id, mountPoint }) => {
    if (mountPoint === null) return `${id} nowhere`
    const seen = await lstat(mountPoint, { bigint: true }).catch(() => null)
    return seen === null ? `${id} gone` : `${id} ${seen.dev} ${seen.ino} ${seen.birthtimeNs}`
  }))
  return roots.join('\n')
}
