/**
 * The checkpoints that lie at a remote, and what they hold.
 */
import { isRushesError, RushesError } from '../../../../shared/model/errors.ts'
import type { Vector } from '../../domain/replica/vector.ts'
import { readList, readPart, type CheckpointList } from '../format/checkpoint.ts'
import type { ObjectStore } from '../stores/store.ts'
import { checkpointListKey, checkpointPartKey, CHECKPOINTS, readCheckpointKey } from './journal-keys.ts'

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

/** All of them, the newest first. */
export async function findCheckpoints(store: ObjectStore, signal: AbortSignal): Promise<CheckpointFound[]> {
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
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? 1 : -1))
}

/**
 * The newest ones that can be read, at most so many. `passNewer`: one of a newer version is passed over; who writes or
 * removes checkpoints must not. Throws `remote.newer`.
 */
export async function readCheckpoints(
  store: ObjectStore,
  most: number,
  signal: AbortSignal,
  { passNewer = false }: { readonly passNewer?: boolean } = {},
): Promise<Checkpoint[]> {
  const read: Checkpoint[] = []
  for (const { name, isWhole } of await findCheckpoints(store, signal)) {
    if (read.length === most) break
    if (!isWhole) continue
    try {
      const bytes = await store.get(checkpointListKey(name), { signal })
      if (bytes === null) continue
      read.push({ name, list: readList(bytes) })
    } catch (error) {
      // One that is broken is as good as none: the one before serves.
      if (!isRushesError(error) || !(error.code === 'remote.damaged' || (passNewer && error.code === 'remote.newer')))
        throw error
    }
  }
  return read
}

/** How far the journals are in it. */
export function vectorOf({ list }: Checkpoint): Vector {
  return new Map(list.vector.map(({ device, seq, clock }) => [device, { seq, clock }]))
}

/**
 * The lines of a part. Throws `remote.damaged`, and `not_found` where somebody has removed the checkpoint meanwhile.
 */
export async function readCheckpointPart(
  store: ObjectStore,
  { name }: Checkpoint,
  part: CheckpointList['parts'][number],
  signal: AbortSignal,
): Promise<string[]> {
  const bytes = await store.get(checkpointPartKey(name, part.name), { signal })
  if (bytes === null)
    throw new RushesError('not_found', 'A checkpoint was removed while it was read. Another one is looked for.')
  return readPart(bytes, part.sha256)
}
