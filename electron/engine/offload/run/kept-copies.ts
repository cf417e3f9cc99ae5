/**
 * The copies of one destination by the file's place in the plan, in columns: as objects, those of a card of a hundred
 * thousand files take 15 MB.
 */
import { READ_BACKS } from '../../../../shared/model/asset.ts'
import { VERIFICATION_LEVELS } from '../../../../shared/model/offload.ts'
import { COPY_STATES, type Fault, type FileCopy } from '../../domain/offload/offload.ts'

interface KeptCopies {
  /** As it was kept; null where nothing was. */
  get(position: number): FileCopy | null
  keep(position: number, copy: FileCopy): void
}

/**
 * Makes room for the copies of a destination.
 * @param pathOf the path of a file in the plan
 */
export function createKeptCopies(files: number, destination: number, pathOf: (position: number) => string): KeptCopies {
  // One more than the place in the list; 0: nothing is kept, or null.
  const states = new Uint8Array(files)
  const methods = new Uint8Array(files)
  const levels = new Uint8Array(files)
  const copied = new Uint8Array(files)
  /** One more than the destination that it was made from; 0: none. */
  const origins = new Uint16Array(files)
  const times = new Float64Array(files)
  /** NaN: null. */
  const changed = new Float64Array(files)
  const otherNames = new Map<number, string>()
  const faults = new Map<number, Fault>()

  return {
    get(position) {
      const state = COPY_STATES[(states[position] ?? 0) - 1]
      if (state === undefined) return null
      const path = pathOf(position)
      const from = origins[position] ?? 0
      const ctimeNs = changed[position] ?? Number.NaN
      return {
        path,
        destination,
        state,
        writtenAs: otherNames.get(position) ?? path,
        from: from === 0 ? null : from - 1,
        method: READ_BACKS[(methods[position] ?? 0) - 1] ?? null,
        level: VERIFICATION_LEVELS[(levels[position] ?? 0) - 1] ?? null,
        fault: faults.get(position) ?? null,
        copied: copied[position] === 1,
        at: times[position] ?? 0,
        ctimeNs: Number.isNaN(ctimeNs) ? null : ctimeNs,
      }
    },
    keep(position, copy) {
      states[position] = COPY_STATES.indexOf(copy.state) + 1
      methods[position] = copy.method === null ? 0 : READ_BACKS.indexOf(copy.method) + 1
      levels[position] = copy.level === null ? 0 : VERIFICATION_LEVELS.indexOf(copy.level) + 1
      copied[position] = copy.copied ? 1 : 0
      origins[position] = copy.from === null ? 0 : copy.from + 1
      times[position] = copy.at
      changed[position] = copy.ctimeNs ?? Number.NaN
      if (copy.writtenAs === pathOf(position)) otherNames.delete(position)
      else otherNames.set(position, copy.writtenAs)
      if (copy.fault === null) faults.delete(position)
      else faults.set(position, copy.fault)
    },
  }
}
