/**
 * Whose turn it is: offloads that wait for a device, and those that have begun.
 */
import { nextInLanes, type LaneUse } from '../../domain/offload/offload-lanes.ts'

interface Turn {
  readonly id: string
  readonly name: string
  /** The devices that it needs at this moment. */
  uses(): readonly LaneUse[]
  /** Called once, when its turn has come. */
  begin(): void
  /** Told where it stands: its number in the queue, and what it waits for (null: it runs, or is about to). */
  onQueueChange(position: number, waitsFor: string | null): void
}

export interface DeviceScheduler {
  enter(turn: Turn): void
  /** It has ended, or does not want to wait any longer. */
  leave(id: string): void
  /** Looks who may begin; to be called when order, priorities or pauses have changed. */
  look(): void
  /** From now on nobody begins. */
  close(): void
}

/** Opens the lanes. `order` answers with all ids of the queue, first things first. */
export function createDeviceScheduler(order: () => readonly string[]): DeviceScheduler {
  const all = new Map<string, Turn>()
  const begun = new Set<string>()
  let closed = false
  const look = (): void => {
    if (closed) return
    const places = new Map(order().map((id, index) => [id, index + 1]))
    const placeOf = (turn: Turn): number => places.get(turn.id) ?? places.size + 1
    const queue = [...all.values()].toSorted((a, b) => placeOf(a) - placeOf(b))
    const asQueued = ({ id, name, uses }: Turn) => ({ id, name, uses: uses() })
    const { begin, waitsFor } = nextInLanes(
      queue.filter((one) => begun.has(one.id)).map(asQueued),
      queue.filter((one) => !begun.has(one.id)).map(asQueued),
    )
    for (const turn of queue) turn.onQueueChange(placeOf(turn), waitsFor.get(turn.id) ?? null)
    for (const id of begin) {
      // One that fails at its very beginning leaves, and whoever waited for it has begun by now.
      if (begun.has(id)) continue
      begun.add(id)
      all.get(id)?.begin()
    }
  }
  return {
    look,
    enter: (turn) => {
      all.set(turn.id, turn)
      look()
    },
    leave: (id) => {
      begun.delete(id)
      if (all.delete(id)) look()
    },
    close: () => {
      closed = true
    },
  }
}
