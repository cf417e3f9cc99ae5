/**
 * Puts right what stands here, against what lies at the remote: for when digests say that something was lost. Nothing
 * is thrown away and begun again; values that are missing come back, values that were replaced go.
 */
import { ZodError } from 'zod'
import type { EngineContext } from '../../context.ts'
import { refreshAssets } from '../../db/catalogue/asset-row.ts'
import { cellOfHead, dropHead, putHead } from '../../db/entities/cells.ts'
import { takeFact } from '../../db/sync/import-records.ts'
import { isFoldedHead, openFold } from '../../db/core/fold-file.ts'
import { headsAfter, replacedUnpublished } from '../../db/sync/head-digest.ts'
import { stepsInBatches } from '../../db/core/in-batches.ts'
import { beginAgainFrom, readVector } from '../../db/sync/journal.ts'
import { projectField } from '../../db/entities/projection.ts'
import { deviceOf } from '../../domain/replica/op.ts'
import { covers, hasSeen } from '../../domain/replica/vector.ts'
import type { Line } from '../format/checkpoint.ts'
import { damagedSegment } from '../format/segment.ts'
import { hereCell, quietly } from './apply.ts'
import { asDamage } from './as-damage.ts'
import type { Checkpoint } from './checkpoints.ts'
import { foldFile } from './compact.ts'
import { foldJournals, linesOf } from './fold-journals.ts'
import type { JournalDeps } from './journal-deps.ts'

const STEP = 100

export interface Repaired {
  readonly mended: number
  readonly assetIds: readonly string[]
}

/**
 * Compares and puts right, from a checkpoint on that was read whole. `doubted` are devices of which less was heard than
 * stands here: for them what lies at the remote holds. Null where the remote does not hold everything that was heard
 * here of the others, so that nothing can be said.
 */
export async function repairFrom(
  deps: JournalDeps,
  newest: Checkpoint | null,
  signal: AbortSignal,
  doubted: ReadonlySet<string> = new Set(),
): Promise<Repaired | null> {
  const { context, store } = deps
  const { writer: db } = context.library
  using fold = openFold(foldFile(deps))
  const folded = await foldJournals(store, fold.db, newest, signal)
  const mine = readVector(db)
  for (const device of doubted) mine.set(device, folded.vector.get(device) ?? { seq: 0, clock: '' })
  if (!covers(folded.vector, mine)) return null
  const touched = new Set<string>()
  let mended = 0

  // What stands here and does not there was replaced, unless it is ours and not given out.
  let after = ''
  await stepsInBatches(db, () =>
    quietly(context, () => {
      const rows = headsAfter(db, after, STEP)
      const replaced = rows.filter((row) => hasSeen(folded.vector, row.clock) && !isFoldedHead(fold.db, row.clock))
      for (const { clock } of replaced) dropHead(db, clock)
      mended += replaced.length
      showAgain(context, replaced, touched)
      after = rows.at(-1)?.clock ?? after
      return rows.length === STEP
    }),
  )

  for await (const page of linesOf(fold.db)) {
    let next = 0
    await stepsInBatches(db, () =>
      quietly(context, () => {
        const replaced = replacedUnpublished(db)
        const lines = page.slice(next, next + STEP)
        for (const line of lines)
          mended += mendLine(context, line, {
            mine,
            replaced,
            touched,
            nameOf: (clock) => folded.devices.get(deviceOf(clock))?.name ?? '',
          })
            ? 1
            : 0
        next += STEP
        return next < page.length
      }),
    )
    signal.throwIfAborted()
  }
  // Last: cut off before, it is done again from the beginning.
  db.transaction(() => {
    for (const device of doubted)
      beginAgainFrom(db, folded.devices.get(device) ?? { device, seq: 0, clock: '', tip: '', changes: 0 })
  })()
  return { mended, assetIds: [...touched] }
}

interface Mending {
  readonly mine: ReadonlyMap<string, { readonly seq: number; readonly clock: string }>
  readonly replaced: ReadonlySet<string>
  readonly touched: Set<string>
  readonly nameOf: (clock: string) => string
}

/** True when the line was missing here. */
function mendLine(context: EngineContext, line: Line, { mine, replaced, touched, nameOf }: Mending): boolean {
  const { writer: db } = context.library
  if (line.is === 'awaited') return false
  if (line.is === 'fact') {
    // Those that are known are passed over by their clocks.
    const ids = factOf(context, line, nameOf(line.clock))
    refreshAssets(context.library.writer, ids)
    for (const id of ids) touched.add(id)
    return ids.length > 0
  }
  // What has not been heard of yet comes with its segment.
  if (!hasSeen(mine, line.clock) || replaced.has(line.clock) || cellOfHead(db, line.clock).length > 0) return false
  const cell = hereCell(db, line)
  putHead(db, cell, line)
  showAgain(context, [cell], touched)
  return true
}

function factOf(context: EngineContext, fact: Line & { is: 'fact' }, device: string): string[] {
  try {
    return takeFact(context.library.writer, fact, { now: context.now(), device })
  } catch (error) {
    if (error instanceof ZodError) return [] // Its own pull said so.
    throw asDamage(error, damagedSegment)
  }
}

function showAgain(
  context: EngineContext,
  cells: readonly { entity: string; id: string; field: string }[],
  touched: Set<string>,
): void {
  const { writer: db } = context.library
  const ids = [...new Set(cells.flatMap((cell) => projectField(db, cell.entity, cell.id, cell.field)))]
  refreshAssets(db, ids)
  for (const id of ids) touched.add(id)
}
