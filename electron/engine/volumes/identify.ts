/**
 * Which volume a path lies on, and which physical disk is behind it, on any of the three systems.
 */
import type { VolumeIdentity } from '../domain/volumes/volume.ts'
import { identifyOnLinux, freeSpaceOnLinux } from './linux.ts'
import { identifyOnMac } from './macos.ts'
import type { VolumeProbe } from './probe.ts'
import { systemProbe } from './probe.ts'
import { identifyOnWindows } from './windows.ts'

/** Answers with the volume of an existing path. */
export type IdentifyVolume = (path: string) => Promise<VolumeIdentity>

/**
 * Identifies the volume that an existing path lies on. Never throws and never waits longer than a few seconds on a
 * dead mount: what can't be learned is null, the kind `unknown`.
 */
export async function identifyVolume(path: string, probe: VolumeProbe = systemProbe()): Promise<VolumeIdentity> {
  const identify =
    probe.platform === 'win32' ? identifyOnWindows : probe.platform === 'darwin' ? identifyOnMac : identifyOnLinux
  return (
    (await identify(path, probe)) ?? {
      mountPoint: path,
      fsType: null,
      fsUuid: null,
      label: null,
      device: null,
      physicalDevice: null,
      kind: 'unknown',
      removable: null,
      readOnly: false,
      capacity: null,
      free: null,
      directReads: false,
      source: null,
      mountRoot: '/',
      via: null,
      rotational: null,
      answers: false,
      mounts: [],
    }
  )
}

/** Bytes of a volume and how many of them are free, or null when it does not answer within seconds. */
export async function freeSpaceOfVolume(
  volume: Pick<VolumeIdentity, 'mountPoint' | 'fsType'>,
  probe: VolumeProbe = systemProbe(),
): Promise<{ readonly capacity: number; readonly free: number } | null> {
  return probe.platform === 'linux' ? freeSpaceOnLinux(volume, probe) : probe.room(volume.mountPoint)
}
