/**
 * What is wrong with a checkpoint as it lies there, told without asking anybody else. Pure. It is read from a remote:
 * whoever can write there can lay one down, and what is believed of it stands in every catalogue.
 */
import { deviceOf, momentOf } from '../../domain/replica/op.ts'
import { digestText, NO_HEADS, toggle } from '../../domain/replica/digest.ts'
import { hasSeen, MAX_AHEAD_MS, type Vector } from '../../domain/replica/vector.ts'
import type { CheckpointDevice, CheckpointList, Line } from '../format/checkpoint.ts'
import { MAX_LINES } from '../format/segment.ts'
import { readCheckpointName } from './journal-keys.ts'

/** The most segments that names of ten digits can count. */
const MAX_SEQ = 9_999_999_999
const DEVICE = /^[0-9a-zA-Z-]{1,64}$/
const TIP = /^[0-9a-f]{64}$/

/** What is wrong with its name or its list, in words; null for nothing. */
export function faultOfList(name: string, list: CheckpointList): string | null {
  if (readCheckpointName(name)?.device !== list.device) return 'another device is named in it than in its key'
  const devices = new Set(list.vector.map(({ device }) => device))
  if (devices.size !== list.vector.length) return 'it names a device twice'
  for (const one of list.vector) {
    const fault = faultOfDevice(one)
    if (fault !== null) return fault
  }
  if (list.segments !== list.vector.reduce((sum, { seq }) => sum + seq, 0))
    return 'its count of segments is not that of its devices'
  if (list.segments > 0 && list.parts.length === 0) return 'it holds nothing of what it claims to hold'
  if (list.parts.some(({ name: part }, index) => Number(part) !== index + 1)) return 'its parts are not in their order'
  return null
}

function faultOfDevice({ device, seq, clock, tip, changes }: CheckpointDevice): string | null {
  if (!DEVICE.test(device)) return 'it names a device that can be none'
  if (seq > MAX_SEQ) return `it counts more segments of ${device} than there can be`
  if (clock !== '' && deviceOf(clock) !== device) return `the clock of ${device} is one of another device`
  if (seq === 0 ? tip !== '' || clock !== '' : !TIP.test(tip)) return `the last segment of ${device} has no hash`
  if (changes > seq * MAX_LINES) return `it counts more changes of ${device} than its segments can hold`
  return null
}

/** True for a clock that no clock of the network explains: it has to be shown, see `evidence.ts`. */
export function isAhead(clock: string, trueMs: number): boolean {
  return clock !== '' && momentOf(clock) > trueMs + MAX_AHEAD_MS
}

/** Counts the lines of a checkpoint and compares them with its list. */
interface LineCheck {
  /** Takes a line. What is wrong with it, in words; null for nothing. */
  take(line: Line): string | null
  /** When all have been taken: what is wrong with all of them together. */
  end(): string | null
}

/** Begins a comparison of the lines with their list. */
export function checkLines(list: CheckpointList): LineCheck {
  const vector: Vector = new Map(list.vector.map(({ device, seq, clock }) => [device, { seq, clock }]))
  const count = { facts: 0, heads: 0 }
  let digest = NO_HEADS
  return {
    take(line) {
      if (line.is === 'awaited') return null
      const device = deviceOf(line.clock)
      if ((vector.get(device)?.seq ?? 0) === 0) return `it holds what ${device} said and does not name it`
      if (line.is === 'fact') {
        count.facts += 1
        return null
      }
      count.heads += 1
      digest = toggle(digest, line.clock)
      return hasSeen(vector, line.clock) ? null : `it holds a later word of ${device} than it names`
    },
    end() {
      if (count.facts !== list.facts || count.heads !== list.heads) return 'its parts hold other counts than its list'
      return digestText(digest) === list.digest ? null : 'its digest is not that of its parts'
    },
  }
}
