/**
 * The checkpoints that lie at a remote, and what they hold.
 */
import { RushesError } from '../../../../shared/model/errors.ts'
import { MAX_AHEAD_MS, type Vector } from '../../domain/replica/vector.ts'
import { readPart, type CheckpointList } from '../format/checkpoint.ts'
import type { ObjectStore } from '../stores/store.ts'
import { checkpointPartKey, CHECKPOINTS, readCheckpointKey, readCheckpointName } from './journal-keys.ts'

export interface Checkpoint {
  readonly name: string
  readonly list: CheckpointList
}

/** A checkpoint as a list of keys tells it: not whole while its own list is not there. */
interface CheckpointFound {
  readonly name: string
  readonly keys: readonly string[]
  readonly isWhole: boolean
  readonly modifiedAt: number
}

/**
 * All of them, the newest first, and behind those the ones that claim to be of a later time than `trueMs`: one of a
 * wrong clock, or of a liar, would stand before all others for ever.
 */
export async function findCheckpoints(
  store: ObjectStore,
  trueMs: number,
  signal: AbortSignal,
): Promise<CheckpointFound[]> {
  const found = new Map<string, { name: string; keys: string[]; isWhole: boolean; modifiedAt: number }>()
  for await (const { key, modifiedAt } of store.list(CHECKPOINTS, { signal })) {
    const read = readCheckpointKey(key)
    if (read === null) continue
    let one = found.get(read.name)
    if (one === undefined) found.set(read.name, (one = { name: read.name, keys: [], isWhole: false, modifiedAt: 0 }))
    one.keys.push(key)
    one.isWhole ||= read.isList
    one.modifiedAt = Math.max(one.modifiedAt, modifiedAt)
  }
  const isLater = ({ name }: CheckpointFound): boolean =>
    (readCheckpointName(name)?.atMs ?? Infinity) > trueMs + MAX_AHEAD_MS
  return [...found.values()].toSorted((a, b) => Number(isLater(a)) - Number(isLater(b)) || (a.name < b.name ? 1 : -1))
}

/** How far the journals are in it. */
export function vectorOf({ list }: Checkpoint): Vector {
  return new Map(list.vector.map(({ device, seq, clock }) => [device, { seq, clock }]))
}

/**
 * The lines of a part. Throws `remote.damaged`, and `not_found` where somebody has removed the checkpoint meanwhile.
 */
export async function readCheckpointPart(
  store: Pick<ObjectStore, 'get'>,
  { name }: Checkpoint,
  part: CheckpointList['parts'][number],
  signal: AbortSignal,
): Promise<string[]> {
  const bytes = await store.get(checkpointPartKey(name, part.name), { signal })
  if (bytes === null)
    throw new RushesError('not_found', 'A checkpoint was removed while it was read. Another one is looked for.')
  return readPart(bytes, part.sha256)
}
