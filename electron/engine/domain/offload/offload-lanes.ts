/**
 * The lanes of the queue: which offloads may run side by side, so that no two fight for one spindle.
 */
import type { OffloadPlan } from './offload.ts'
import type { VolumeIdentity } from '../volumes/volume.ts'

/** A device that an offload reads or writes. */
export interface LaneUse {
  readonly key: string
  /** What people call it. */
  readonly label: string
  /** True when one offload at a time gets it: a spinning disk, a share, and what can't be told. */
  readonly alone: boolean
}

/** An offload in the queue, with the devices that it needs now. */
export interface Queued {
  readonly id: string
  readonly name: string
  readonly uses: readonly LaneUse[]
}

/** What a volume is as a lane. Solid state and memory serve several at once; a head can only be in one place. */
export function laneOf(
  volume: Pick<VolumeIdentity, 'physicalDevice' | 'device' | 'mountPoint' | 'label' | 'kind' | 'rotational'>,
): LaneUse {
  return {
    key: volume.physicalDevice ?? volume.device ?? volume.mountPoint,
    label:
      volume.label !== null && volume.label !== ''
        ? volume.label
        : volume.kind === 'internal'
          ? 'this computer’s disk'
          : volume.mountPoint,
    alone: volume.kind !== 'memory' && volume.rotational !== false,
  }
}

/**
 * The devices of a plan, each once.
 * @param resting destinations that are paused: they leave their disk to others meanwhile
 */
export function lanesOf(
  plan: Pick<OffloadPlan, 'sourceVolume' | 'destinations'>,
  resting: readonly number[] = [],
): readonly LaneUse[] {
  const volumes = [
    plan.sourceVolume,
    ...plan.destinations.filter((_, index) => !resting.includes(index)).map((one) => one.volume),
  ]
  return [...new Map(volumes.map(laneOf).map((use) => [use.key, use])).values()]
}

/**
 * Which of the waiting may begin now, and what each of the others waits for.
 *
 * Nobody overtakes on a device that someone before is waiting for: an offload that needs two disks would otherwise wait
 * for ever while others take them in turns.
 * @param waiting in the order of the queue
 */
export function nextInLanes(
  running: readonly Queued[],
  waiting: readonly Queued[],
): {
  readonly begin: readonly string[]
  /** By id, as a sentence for people. */
  readonly waitsFor: ReadonlyMap<string, string>
} {
  const taken = new Map<string, string>()
  const take = ({ name, uses }: Queued): void => {
    for (const use of uses) if (use.alone && !taken.has(use.key)) taken.set(use.key, name)
  }
  running.forEach(take)
  const begin: string[] = []
  const waitsFor = new Map<string, string>()
  for (const one of waiting) {
    const busy = one.uses.find((use) => use.alone && taken.has(use.key))
    if (busy === undefined) begin.push(one.id)
    else waitsFor.set(one.id, `Waits for ${taken.get(busy.key) ?? 'another offload'}, which uses ${busy.label}.`)
    take(one)
  }
  return { begin, waitsFor }
}
