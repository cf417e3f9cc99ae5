/**
 * Takes a checkpoint: a library that is new, or was away for so long that the segments it would need are gone, begins from it.
 * In steps of a few milliseconds; cut off anywhere, it is taken again from the beginning, or another one is.
 */
import { ZodError } from 'zod'
import type { EngineContext } from '../../context.ts'
import { refreshAssets } from '../../db/asset-row.ts'
import type { CellKey } from '../../db/cells.ts'
import { dropHead } from '../../db/cells.ts'
import { checkpointTaken, hasHalfTaken, replacedSince, takeAwaited, takeHead } from '../../db/checkpoint-in.ts'
import { takeFact } from '../../db/facts-in.ts'
import { stepsInTurns } from '../../db/in-turns.ts'
import { readVector } from '../../db/journal.ts'
import { ensureStack, projectField } from '../../db/project.ts'
import { deviceOf } from '../../domain/replica/op.ts'
import type { Vector } from '../../domain/replica/vector.ts'
import { damagedCheckpoint, readLine, type Line } from '../format/checkpoint.ts'
import type { ObjectStore } from '../stores/store.ts'
import { hereCell, quietly } from './apply.ts'
import { readCheckpointPart, vectorOf, type Checkpoint } from './checkpoints.ts'

const LINES_A_STEP = 16
const ROWS_A_STEP = 200

/** Takes it. Returns how many values were new, and the assets that were touched. Throws `remote.damaged`, `not_found`. */
export async function takeCheckpoint(context: EngineContext, store: ObjectStore, checkpoint: Checkpoint, signal: AbortSignal): Promise<{ changes: number; assetIds: string[] }> {
  const { writer: db, deviceId } = context.library
  const mine = readVector(db)
  const knewNothing = mine.size === 0 && !hasHalfTaken(db)
  const names = new Map(checkpoint.list.vector.map(({ device, name }) => [device, name]))
  const touched = new Set<string>()
  let changes = 0
  for (const part of checkpoint.list.parts) {
    const texts = await readCheckpointPart(store, checkpoint, part, signal)
    let next = 0
    await stepsInTurns(db, () => quietly(context, () => {
      const ids = new Set<string>()
      const until = Math.min(next + LINES_A_STEP, texts.length)
      for (; next < until; next += 1) {
        const line = readLine(texts[next]!)
        const took = takeLine(context, line, { mine, checkpoint: checkpoint.name, nameOf: (clock) => names.get(deviceOf(clock)) ?? '' })
        changes += took.isNew ? 1 : 0
        for (const id of took.assetIds) ids.add(id)
      }
      refreshAssets(db, [...ids])
      for (const id of ids) touched.add(id)
      return next < texts.length
    }))
    signal.throwIfAborted()
  }
  if (!knewNothing) for (const id of await dropReplaced(context, checkpoint)) touched.add(id)
  db.transaction(() => { checkpointTaken(db, checkpoint.list.vector, deviceId, context.now()) })()
  return { changes, assetIds: [...touched] }
}

interface Taking { readonly mine: Vector; readonly checkpoint: string; readonly nameOf: (clock: string) => string }

function takeLine(context: EngineContext, line: Line, { mine, checkpoint, nameOf }: Taking): { isNew: boolean; assetIds: readonly string[] } {
  const { writer: db } = context.library
  if (line.is === 'fact') {
    try {
      const assetIds = takeFact(db, line, { now: context.now(), device: nameOf(line.clock) })
      return { isNew: assetIds.length > 0, assetIds }
    } catch (error) {
      throw error instanceof ZodError ? damagedCheckpoint(error) : error
    }
  }
  const cell = hereCell(db, line)
  if (line.is === 'awaited') return { isNew: false, assetIds: project(context, takeAwaited(db, cell, line.clock, mine)) }
  if (!takeHead(db, cell, line, checkpoint, mine)) return { isNew: false, assetIds: [] }
  if (cell.entity === 'version' && cell.field === 'asset') ensureStack(db, cell.id, line.value, context.now())
  return { isNew: true, assetIds: project(context, [cell]) }
}

function project(context: EngineContext, cells: readonly CellKey[]): string[] {
  return cells.flatMap((cell) => projectField(context.library.writer, cell.entity, cell.id, cell.field))
}

/** What stands here and was replaced by something that the checkpoint holds. */
async function dropReplaced(context: EngineContext, checkpoint: Checkpoint): Promise<Set<string>> {
  const { writer: db } = context.library
  const theirs = vectorOf(checkpoint)
  const touched = new Set<string>()
  let after = { entity: '', id: '', field: '', clock: '' }
  await stepsInTurns(db, () => quietly(context, () => {
    const { replaced, last, done } = replacedSince(db, checkpoint.name, theirs, after, ROWS_A_STEP)
    for (const { clock } of replaced) dropHead(db, clock)
    const ids = [...new Set(project(context, replaced))]
    refreshAssets(db, ids)
    for (const id of ids) touched.add(id)
    after = last
    return !done
  }))
  return touched
}
