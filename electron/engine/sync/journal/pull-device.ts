/**
 * Takes what one device has said since we looked last: its segments in their order, each of which has to follow on the
 * one before.
 */
import { isRushesError, RushesError } from '../../../../shared/model/errors.ts'
import { deviceRow } from '../../db/sync/journal.ts'
import { readSegment, segmentTip } from '../format/segment.ts'
import { HELD_BACK } from './as-damage.ts'
import { applySegment } from './apply.ts'
import { namedAfter, readHead } from './heads.ts'
import { beforeSegment, JOURNALS, readSegmentKey } from './journal-keys.ts'
import type { JournalDeps, PulledChanges } from './journal-deps.ts'

interface PulledDevice extends PulledChanges {
  /** Nothing that its head tells of is missing. */
  readonly whole: boolean
  /** The next segment is not there, though there is something after it. */
  readonly gap: boolean
}

function newer(device: string, name: string, cause: RushesError): RushesError {
  return new RushesError(
    'remote.newer',
    `${name || 'Another device'} (${device}) has a newer Rushes: its changes wait from there on; the others continue. Update this one to get them.`,
    { device, name },
    { cause },
  )
}

/** A segment that is in no checkpoint and does not lie there, though what follows it does or its head names it. */
export function missing({ device, name, seq }: { device: string; name: string; seq: number }): RushesError {
  return new RushesError(
    'remote.damaged',
    `A part of the journal of ${name || 'another device'} (${device}) is missing at the remote: its changes wait from part ${seq + 1} on; the others continue. Check the remote with: rushes verify --remote`,
    { device, name, object: beforeSegment(device, seq + 1) },
  )
}

/**
 * The segments of one device that are new here, up to one that can't be read. `list`: don't believe its head. Throws
 * `remote.*`.
 */
export async function pullDevice(
  { context, store }: JournalDeps,
  device: string,
  list: boolean,
  signal: AbortSignal,
): Promise<PulledDevice> {
  const { writer: db } = context.library
  const assetIds: string[] = []
  let changes = 0
  let gap = false
  let damage: RushesError | null = null

  /** False when it can't be read: its device is held back there, and what came before it counts. */
  async function take(key: string): Promise<boolean> {
    try {
      return await takeWhole(key)
    } catch (error) {
      if (signal.aborted || !isRushesError(error) || !HELD_BACK.has(error.code)) throw error
      const { name } = deviceRow(db, device)
      damage =
        error.code === 'remote.newer'
          ? newer(device, name, error)
          : new RushesError(
              'remote.damaged',
              `The journal of ${name || 'another device'} (${device}) is damaged at the remote: its changes wait from there on; the others continue. Check the remote with: rushes verify --remote`,
              { device, name, object: key, why: error.message },
              { cause: error },
            )
      return false
    }
  }

  /** False when this one can't be applied yet: what is left out for a moment is there at the next look. */
  async function takeWhole(key: string): Promise<boolean> {
    const found = readSegmentKey(key)
    const known = deviceRow(db, device)
    if (found === null || found.seq <= known.seq) return true
    gap = found.seq !== known.seq + 1
    const bytes = gap ? null : await store.get(key, { signal })
    if (bytes === null) return false
    const segment = readSegment(bytes)
    if (segment.header.device !== device || segment.header.seq !== found.seq || segment.header.prev !== known.tip) {
      throw new RushesError(
        'remote.damaged',
        `A part of the journal of ${known.name || 'another device'} is not what it should be, and was not applied. Check the remote with: rushes verify --remote`,
      )
    }
    const applied = await applySegment(context, segment, segmentTip(bytes), context.now() + (store.clockOffset() ?? 0))
    changes += applied.changes
    assetIds.push(...applied.assetIds)
    signal.throwIfAborted()
    return true
  }

  // A head is a hint: where it can't be read, the journal itself is listed, and the damage is told all the same.
  let headDamage: RushesError | null = null
  const head = await readHead(store, device, signal).catch((error: unknown) => {
    if (signal.aborted || !isRushesError(error) || error.code !== 'remote.damaged') throw error
    headDamage = error
    return null
  })
  const isWhole = (): boolean => head !== null && deviceRow(db, device).seq >= head.seq
  for (const key of namedAfter(device, head, deviceRow(db, device).seq)) if (!(await take(key))) break
  if (damage === null && (list || !isWhole())) {
    for await (const { key } of store.list(`${JOURNALS}${device}/`, {
      after: beforeSegment(device, deviceRow(db, device).seq + 1),
      signal,
    }))
      if (!(await take(key))) break
  }
  // A checkpoint may reach beyond what is damaged.
  return {
    changes,
    assetIds,
    damage: damage ?? headDamage,
    whole: headDamage === null && damage === null && (head === null || isWhole()),
    gap: gap || damage !== null || (head !== null && !isWhole()),
  }
}
