/**
 * Takes a checkpoint: a library that is new, or was away for so long that the segments it would need are gone, begins
 * from it. In steps of a few milliseconds; cut off anywhere, it is taken again from the beginning, or another one is.
 */
import type { EngineContext } from '../../context.ts'
import type { CellKey } from '../../db/entities/cells.ts'
import { dropHead, leavePending } from '../../db/entities/cells.ts'
import { checkpointTaken, hasHalfTaken, replacedSince, takeAwaited, takeHead } from '../../db/sync/checkpoint-in.ts'
import { takeFact } from '../../db/sync/import-records.ts'
import { appendEvent } from '../../db/core/events.ts'
import { stepsInBatches } from '../../db/core/in-batches.ts'
import { readVector } from '../../db/sync/journal.ts'
import { prepareFor } from '../../db/entities/projection.ts'
import { deviceOf } from '../../domain/replica/op.ts'
import type { Vector } from '../../domain/replica/vector.ts'
import { damagedCheckpoint, readLine, type Line } from '../format/checkpoint.ts'
import type { ObjectStore } from '../stores/store.ts'
import { hereCell, quietly } from './apply.ts'
import { asDamage } from './as-damage.ts'
import { readCheckpointPart, vectorOf, type Checkpoint } from './checkpoints.ts'

const LINES_A_STEP = 16
const ROWS_A_STEP = 200

/**
 * Takes it. What it touches is left pending, to be shown once and not with each line of it: a clip is spoken of in a
 * dozen, and building its row for each made joining four times as long. Returns how many values were new. Throws
 * `remote.damaged`, `not_found`.
 */
export async function takeCheckpoint(
  context: EngineContext,
  store: Pick<ObjectStore, 'get'>,
  checkpoint: Checkpoint,
  trueMs: number,
  signal: AbortSignal,
): Promise<number> {
  const { writer: db, deviceId } = context.library
  const mine = readVector(db)
  const knewNothing = mine.size === 0 && !hasHalfTaken(db)
  const names = new Map(checkpoint.list.vector.map(({ device, name }) => [device, name]))
  let changes = 0
  for (const part of checkpoint.list.parts) {
    const texts = await readCheckpointPart(store, checkpoint, part, signal)
    let next = 0
    const steps = stepsInBatches(db, () =>
      quietly(context, () => {
        const until = Math.min(next + LINES_A_STEP, texts.length)
        for (; next < until; next += 1) {
          const line = readLine(texts[next]!)
          if (
            takeLine(context, line, {
              mine,
              checkpoint: checkpoint.name,
              nameOf: (clock) => names.get(deviceOf(clock)) ?? '',
            })
          )
            changes += 1
        }
        return next < texts.length
      }),
    )
    await steps.catch((error: unknown) => {
      throw asDamage(error, damagedCheckpoint)
    })
    signal.throwIfAborted()
  }
  if (!knewNothing) await dropReplaced(context, checkpoint)
  db.transaction(() => {
    checkpointTaken(db, checkpoint.list.vector, { ownDevice: deviceId, now: context.now(), trueMs })
    // Which clips they are of is not gathered: a checkpoint holds all that a device lacked.
    if (changes > 0) appendEvent(db, 'assets.changed', { label: 'Sync', ids: [], count: changes }, context.now())
  })()
  return changes
}

interface Taking {
  readonly mine: Vector
  readonly checkpoint: string
  readonly nameOf: (clock: string) => string
}

/** True when it was new here. */
function takeLine(context: EngineContext, line: Line, { mine, checkpoint, nameOf }: Taking): boolean {
  const { writer: db } = context.library
  if (line.is === 'fact') {
    const assetIds = takeFact(db, line, { now: context.now(), device: nameOf(line.clock) })
    for (const id of assetIds) leavePending(db, 'asset', id)
    return assetIds.length > 0
  }
  const cell = hereCell(db, line)
  if (line.is === 'awaited') {
    showLater(context, takeAwaited(db, cell, line.clock, mine))
    return false
  }
  if (!takeHead(db, cell, line, checkpoint, mine)) return false
  prepareFor(db, cell, line.value, context.now())
  showLater(context, [cell])
  return true
}

function showLater({ library }: EngineContext, cells: readonly CellKey[]): void {
  for (const { entity, id } of cells) leavePending(library.writer, entity, id)
}

/** What stands here and was replaced by something that the checkpoint holds. */
async function dropReplaced(context: EngineContext, checkpoint: Checkpoint): Promise<void> {
  const { writer: db } = context.library
  const theirs = vectorOf(checkpoint)
  let after = { entity: '', id: '', field: '', clock: '' }
  await stepsInBatches(db, () =>
    quietly(context, () => {
      const { replaced, last, done } = replacedSince(db, checkpoint.name, theirs, after, ROWS_A_STEP)
      for (const { clock } of replaced) dropHead(db, clock)
      showLater(context, replaced)
      after = last
      return !done
    }),
  )
}
