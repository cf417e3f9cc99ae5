/**
 * Ejects the card, and the drives where that was asked for, once everything on them is verified.
 */
import { isRushesError } from '../../../../shared/model/errors.ts'
import type { Offload } from '../../../../shared/model/offload.ts'
import type { OffloadPlan } from '../../domain/offload/offload.ts'
import type { VolumeIdentity } from '../../domain/volumes/volume.ts'

type EjectOption = 'none' | 'card' | 'all'

export interface EjectDeps {
  /** Lets go of a drive and ejects it; answers with a sentence. Throws RushesError when the system refuses. */
  readonly eject: (volume: {
    readonly mountPoint: string
    readonly label: string
    readonly kind: string
  }) => Promise<string>
  /** The name of an offload that still needs the drive, or null. */
  readonly neededBy: (mountPoint: string) => string | null
}

/** Ejects what was asked for, one after the other; what can't be ejected is said and changes nothing else. */
export async function ejectAfter(plan: OffloadPlan, wish: EjectOption, deps: EjectDeps): Promise<Offload['ejected']> {
  if (wish === 'none') return []
  const volumes = [plan.sourceVolume, ...(wish === 'all' ? plan.destinations.map((one) => one.volume) : [])]
  const done: Offload['ejected'][number][] = []
  for (const volume of new Map(volumes.map((one) => [one.mountPoint, one])).values())
    done.push(await ejectOne(volume, deps))
  return done
}

async function ejectOne(volume: VolumeIdentity, { eject, neededBy }: EjectDeps): Promise<Offload['ejected'][number]> {
  const { mountPoint, kind } = volume
  const label = volume.label !== null && volume.label !== '' ? volume.label : mountPoint
  const other = neededBy(mountPoint)
  if (other !== null) return { label, ok: false, message: `${label} is not ejected: the offload of ${other} needs it.` }
  try {
    return { label, ok: true, message: await eject({ mountPoint, label, kind }) }
  } catch (error) {
    return {
      label,
      ok: false,
      message: isRushesError(error)
        ? error.message
        : `${label} could not be ejected. Eject it in the system before you pull it.`,
    }
  }
}
