/**
 * Which drives an offload that lost one still waits for. Pure.
 */
import { isLost, type CountedDestination } from '../../../shared/copies/offload.ts'

/** What resuming needs to know of an offload; a row of the history has it too. */
export interface Resumable {
  readonly id: string
  readonly name: string
  readonly resumes: 'asked' | 'itself'
  readonly destinations: readonly (CountedDestination & {
    readonly volumeLabel: string
    readonly volumeId?: string | null | undefined
    readonly path: string
  })[]
}

interface KnownDrive {
  readonly id: string
  readonly label: string
  readonly online: boolean
  readonly mountPoint: string | null
}

/**
 * The labels of drives that were lost and are not connected now. A drive that the catalogue knows is back wherever it
 * is mounted. Of another one the label is known alone, which others may bear: it counts where the destination is.
 */
export function drivesAway({ destinations }: Pick<Resumable, 'destinations'>, drives: readonly KnownDrive[]): string[] {
  const back = ({ volumeLabel, volumeId, path }: Resumable['destinations'][number]): boolean =>
    drives.some(
      ({ id, online, label, mountPoint }) =>
        online &&
        (volumeId != null
          ? id === volumeId
          : label === volumeLabel && mountPoint !== null && isBelow(path, mountPoint)),
    )
  return [...new Set(destinations.filter((one) => isLost(one) && !back(one)).map((one) => one.volumeLabel))]
}

function isBelow(path: string, folder: string): boolean {
  return (
    path === folder || path.startsWith(/[/\\]$/.test(folder) ? folder : `${folder}/`) || path.startsWith(`${folder}\\`)
  )
}
