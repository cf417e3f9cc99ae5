/**
 * Which of the volumes that are mounted a person may want copies on. Pure.
 */
import type { ConnectedDrive, Volume } from '../../../../shared/model/work.ts'
import { baseName } from '../media/media-kinds.ts'
import type { VolumeIdentity } from './volume.ts'

/** Where systems mount what people plug in. What is mounted elsewhere belongs to the system or its administrator. */
const PLACES_OF_DRIVES = /^(\/media\/|\/run\/media\/|\/mnt\/|\/Volumes\/|[A-Za-z]:\\?$)/
/** Smaller than this is no drive for footage: recovery and start-up partitions. */
const MIN_BYTES = 256e6

/** Drives that can take copies, those with most room first. `known` gives the names that the crew gave. */
export function connectedDrives(
  seen: readonly VolumeIdentity[],
  known: readonly Pick<Volume, 'mountPoint' | 'label' | 'card' | 'online'>[],
): ConnectedDrive[] {
  return seen
    .flatMap((volume): ConnectedDrive[] => {
      const own = known.find((one) => one.online && one.mountPoint === volume.mountPoint)
      const fits =
        volume.answers &&
        !volume.readOnly &&
        volume.kind !== 'memory' &&
        volume.kind !== 'card' &&
        own?.card == null &&
        (volume.kind === 'external' || PLACES_OF_DRIVES.test(volume.mountPoint)) &&
        !/^c:/i.test(volume.mountPoint) &&
        (volume.capacity ?? MIN_BYTES) >= MIN_BYTES
      if (!fits) return []
      const label =
        own?.label ??
        (volume.label !== null && volume.label !== '' ? volume.label : baseName(volume.mountPoint) || volume.mountPoint)
      return [
        {
          mountPoint: volume.mountPoint,
          label,
          kind: volume.kind,
          model: volume.model ?? null,
          physicalDevice: volume.physicalDevice,
          capacity: volume.capacity,
          free: volume.free,
        },
      ]
    })
    .toSorted((a, b) => (b.free ?? 0) - (a.free ?? 0) || (a.label < b.label ? -1 : 1))
}
