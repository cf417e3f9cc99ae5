/**
 * Whether a device said as much as a checkpoint claims. A checkpoint speaks for the journals of others: how far each
 * has come is believed as far as its own segments and its head show it, or as far as it was heard here.
 *
 * Old segments are removed from the front, when everybody has taken them. So the last one that a checkpoint holds lies
 * there, or the one after it does, which names its hash, or the whole journal is gone and its head alone is left.
 */
import { isRushesError } from '../../../../shared/model/errors.ts'
import type { Reached } from '../../domain/replica/vector.ts'
import type { CheckpointDevice } from '../format/checkpoint.ts'
import { readSegment, segmentTip, type Segment } from '../format/segment.ts'
import type { ObjectStore } from '../stores/store.ts'
import { readAcks } from './acks.ts'
import { isAhead } from './checkpoint-faults.ts'
import { readHead, type Head } from './heads.ts'
import { beforeSegment, JOURNALS, readSegmentKey } from './journal-keys.ts'

/** How far a journal was heard here: the number of its last segment, its hash, the latest clock. */
export interface Heard extends Reached {
  readonly tip: string
}

export interface Evidence {
  /** Why what is claimed of a device is not believed, in words; null where it is. Throws `remote.*`. */
  faultOf(claimed: CheckpointDevice): Promise<string | null>
  /**
   * False for one of which the last `faultOf` found that its journal does not go on from there, though there is more of
   * it: an old one, whose next segments were removed since.
   */
  goesOn(claimed: CheckpointDevice): boolean
}

/**
 * Looks at a remote, as it stands now. `heard` is what was taken here of a device; undefined for none, and for this
 * device where the segment is not one that it wrote.
 */
export function gatherEvidence(
  store: ObjectStore,
  heard: (claimed: CheckpointDevice) => Heard | undefined,
  trueMs: number,
  signal: AbortSignal,
): Evidence {
  /** How far others say that they have come with each journal. */
  let acked: Promise<Map<string, Reached>> | null = null
  const ended = new Set<string>()
  const nameOf = ({ device, seq }: CheckpointDevice): string => `${device} ${seq}`

  async function ackOf(device: string): Promise<Reached> {
    acked ??= readAcks(store, '', Infinity, signal).then((acks) => {
      const furthest = new Map<string, Reached>()
      for (const { seen } of acks)
        for (const [one, { seq, clock }] of seen) {
          const known = furthest.get(one) ?? { seq: 0, clock: '' }
          furthest.set(one, { seq: Math.max(known.seq, seq), clock: known.clock > clock ? known.clock : clock })
        }
      return furthest
    })
    return (await acked).get(device) ?? { seq: 0, clock: '' }
  }

  async function faultOf(claimed: CheckpointDevice): Promise<string | null> {
    const { device, seq, clock, tip } = claimed
    if (seq === 0) return null
    const known = heard(claimed)
    if (known !== undefined && known.seq >= seq) {
      if (known.seq === seq && known.tip !== tip) return `it has another part ${seq} of the journal of ${device}`
      if (clock > known.clock) return `it has a later clock of ${device} than its journal`
      if (known.seq > seq || clock === known.clock) return null
    }
    const near = await segmentsAt(store, claimed, signal)
    const same = near.at.find((one) => one.tip === tip)
    if (same !== undefined)
      return same.segment.header.clock === clock ? null : `it has another clock of ${device} than its journal`
    if (near.at.length > 0) return `it has another part ${seq} of the journal of ${device}`
    if (near.next.length > 0)
      return near.next.some(({ header }) => header.prev === tip && clock <= header.clock)
        ? null
        : `its part ${seq} of the journal of ${device} is not the one that part ${seq + 1} follows`
    if (isAhead(clock, trueMs) && (await ackOf(device)).clock < clock)
      return `nobody knows the clock that it has of ${device}`
    return await faultByHead(claimed, near)
  }

  /** Neither the segment nor the next one lies there. */
  async function faultByHead(claimed: CheckpointDevice, { isLater }: Near): Promise<string | null> {
    const { device, seq, tip } = claimed
    const isEarlier = await hasEarlier(store, device, seq, signal)
    const head = await headOf(store, device, signal)
    if (isLater || (head !== null && head.seq > seq)) ended.add(nameOf(claimed))
    const beyond = `it claims ${seq} parts of the journal of ${device}, and there are not that many`
    if (head !== null) {
      if (head.seq === seq) return head.tip === tip ? null : `it has another part ${seq} of the journal of ${device}`
      if (head.seq < seq) return beyond
      // What was removed was removed from the front: the parts after it would lie there.
      return isEarlier && !isLater ? beyond : null
    }
    if (isLater) return null
    return !isEarlier && (await ackOf(device)).seq >= seq ? null : beyond
  }
  return { faultOf, goesOn: (claimed) => !ended.has(nameOf(claimed)) }
}

interface Near {
  /** Segments that can be read with the very number, and with the next one. */
  readonly at: readonly { readonly segment: Segment; readonly tip: string }[]
  readonly next: readonly Segment[]
  /** Segments with a higher number lie there. */
  readonly isLater: boolean
}

async function segmentsAt(store: ObjectStore, { device, seq }: CheckpointDevice, signal: AbortSignal): Promise<Near> {
  const at: { segment: Segment; tip: string }[] = []
  const next: Segment[] = []
  let isLater = false
  for await (const { key } of store.list(`${JOURNALS}${device}/`, { after: beforeSegment(device, seq), signal })) {
    const found = readSegmentKey(key)
    if (found === null || found.seq < seq) continue
    isLater ||= found.seq > seq
    if (found.seq > seq + 1) break
    const read = await segmentOf(store, key, found, signal)
    if (read === null) continue
    if (found.seq === seq) at.push(read)
    else next.push(read.segment)
  }
  return { at, next, isLater }
}

/** True when segments with a lower number lie there. */
async function hasEarlier(store: ObjectStore, device: string, seq: number, signal: AbortSignal): Promise<boolean> {
  for await (const { key } of store.list(`${JOURNALS}${device}/`, { signal })) {
    const found = readSegmentKey(key)
    if (found !== null) return found.seq < seq
  }
  return false
}

/** One that can be read and is what its key says; else null: it proves nothing. */
export async function segmentOf(
  store: ObjectStore,
  key: string,
  { device, seq }: { readonly device: string; readonly seq: number },
  signal: AbortSignal,
): Promise<{ readonly segment: Segment; readonly tip: string } | null> {
  try {
    const bytes = await store.get(key, { signal })
    if (bytes === null) return null
    const segment = readSegment(bytes)
    return segment.header.device === device && segment.header.seq === seq ? { segment, tip: segmentTip(bytes) } : null
  } catch (error) {
    if (isRushesError(error) && (error.code === 'remote.damaged' || error.code === 'remote.newer')) return null
    throw error
  }
}

/** The head of a device; null where there is none that can be read. */
export async function headOf(store: ObjectStore, device: string, signal: AbortSignal): Promise<Head | null> {
  try {
    const head = await readHead(store, device, signal)
    return head?.device === device ? head : null
  } catch (error) {
    if (isRushesError(error) && error.code === 'remote.damaged') return null
    throw error
  }
}
