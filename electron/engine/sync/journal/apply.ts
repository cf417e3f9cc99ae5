/**
 * Applies a segment of another device to the catalogue, in steps of a few milliseconds. A crash in the middle costs
 * nothing: how far it came stands beside what it did. It is not flushed to the disk here: whoever pulls does so when
 * all is taken.
 */
import type { EngineContext } from '../../context.ts'
import { refreshAssets } from '../../db/catalogue/asset-row.ts'
import { canonicalOf, hereField, mergeCell, type CellKey } from '../../db/entities/cells.ts'
import { assertFact } from '../../db/sync/facts-form.ts'
import { takeFact } from '../../db/sync/import-records.ts'
import type { ReadableDb } from '../../db/core/handles.ts'
import { appendEvent, listed } from '../../db/core/events.ts'
import { stepsInBatches } from '../../db/core/in-batches.ts'
import { noteOp, noteSegment, vectorAsked } from '../../db/sync/journal.ts'
import { entitiesOf } from '../../db/entities/registry.ts'
import { prepareFor, projectField } from '../../db/entities/projection.ts'
import { readValue, writeValue } from '../../db/core/settings.ts'
import type { Op } from '../../domain/replica/op.ts'
import { aheadOf, hasSeen } from '../../domain/replica/vector.ts'
import { damagedSegment, type Segment } from '../format/segment.ts'
import { asDamage } from './as-damage.ts'

/**
 * Merges it. `tip` is its hash. Returns how many changes were new, and the assets that they touched. Throws
 * `remote.damaged` before anything is applied where a fact has not the form of its kind; and where a line can't be
 * applied for another reason: what came before it stands then, each line whole, and is passed over the next time.
 */
export async function applySegment(
  context: EngineContext,
  segment: Segment,
  tip: string,
  trueMs: number,
): Promise<{ changes: number; assetIds: string[] }> {
  const { writer: db } = context.library
  const { header, ops, facts } = segment
  assertFacts(segment)
  const touched = new Set<string>()
  /** Of the transaction that is open. */
  const fresh = new Set<string>()
  let changes = 0
  let next = 0
  const steps = stepsInBatches(
    db,
    () =>
      quietly(context, () => {
        const fact = facts[next]
        const op = ops[next - facts.length]
        if (fact !== undefined) {
          const ids = takeFact(db, fact, { now: context.now(), device: header.name })
          refreshAssets(db, ids)
          if (ids.length > 0) changes += 1
          for (const id of ids) fresh.add(id)
        } else if (op !== undefined) {
          const ids = applyOp(context, op)
          if (ids !== null) changes += 1
          for (const id of ids ?? []) fresh.add(id)
        } else {
          const aheadMs = header.clock === '' ? null : aheadOf(header.clock, trueMs)
          if (aheadMs === null) context.hear(header.clock)
          noteSegment(db, { ...header, tip, aheadMs, now: context.now() })
        }
        next += 1
        return next <= facts.length + ops.length
      }),
    {
      flushes: false,
      ending: () => {
        if (fresh.size > 0) appendEvent(db, 'assets.changed', { label: 'Sync', ...listed([...fresh]) }, context.now())
        for (const id of fresh) touched.add(id)
        fresh.clear()
      },
    },
  )
  await steps.catch((error: unknown) => {
    throw asDamage(error, damagedSegment)
  })
  return { changes, assetIds: [...touched] }
}

/** Throws `remote.damaged` for a segment with a fact that has not the form of its kind. */
export function assertFacts({ facts }: Segment): void {
  try {
    for (const fact of facts) assertFact(fact)
  } catch (error) {
    throw asDamage(error, damagedSegment)
  }
}

/** Merges one op. Null when it had been merged. */
function applyOp(context: EngineContext, told: Op): string[] | null {
  const { writer: db } = context.library
  const vector = vectorAsked(db)
  if (hasSeen(vector, told.clock)) return null
  const op = { ...told, ...hereCell(db, told) }
  const others = mergeCell(db, op, (clock) => hasSeen(vector, clock))
  noteOp(db, told.clock.slice(17), told.clock)
  prepareFor(db, op, op.value, context.now())
  const ids = [...new Set([op, ...others].flatMap((cell) => projectField(db, cell.entity, cell.id, cell.field)))]
  refreshAssets(db, ids)
  return ids
}

/** The cell that another device speaks of, by the ids that its things go by here. */
export function hereCell(db: ReadableDb, { entity, id, field }: CellKey): CellKey {
  return {
    entity,
    id: entitiesOf(db).find(entity)?.ids?.here(db, id) ?? canonicalOf(db, entity, id),
    field: hereField(db, entity, field),
  }
}

/** What others told is not told again as our own. Within the transaction of a step. */
export function quietly<T>(context: EngineContext, work: () => T): T {
  const { writer: db } = context.library
  const shared = readValue(db, 'shared')
  if (shared !== 'yes') return work()
  writeValue(db, 'shared', 'hearing')
  try {
    return work()
  } finally {
    writeValue(db, 'shared', 'yes')
  }
}
