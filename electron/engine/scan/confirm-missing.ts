/**
 * When an absent file is trusted to be missing: a second look after a pause, on a drive that is healthy before and
 * after it, and not so many at once that a person should be asked.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { Guard } from '../../../shared/model/watching.ts'
import { refreshAssets } from '../db/catalogue/asset-row.ts'
import type { WritableDb } from '../db/core/handles.ts'
import { nextTurn, quietTurns } from '../db/core/relaxed-writes.ts'
import { isKnown, markMissing, noteThere, pendingMissed } from '../db/volumes/scan-files.ts'
import { asksBefore } from '../domain/scan/mass-guard.ts'
import type { Gate, Healthy, Unhealthy } from './health.ts'
import { inRoot } from './paths.ts'
import { moveToTwin } from './move-files.ts'
import type { AbsentFile } from './reconcile.ts'
import type { Walker } from './walker.ts'

/** Files looked at by one request. */
export const LOOKS = 1_000
const SAMPLE = 20

interface ConfirmOptions {
  readonly walker: Walker
  readonly gate: Gate
  /** Time between the two looks, ms. */
  readonly pauseMs: number
  readonly now: () => number
  readonly signal: AbortSignal
  /** Files that the folder had, for the mass guard; null when a person has answered it. */
  readonly of: number | null
}

type Confirmed =
  | {
      readonly outcome: 'marked'
      readonly missing: number
      readonly moved: number
      readonly there: number
      readonly assetIds: readonly string[]
    }
  | { readonly outcome: 'asks'; readonly guard: Guard }
  | { readonly outcome: 'unhealthy'; readonly why: Unhealthy }

/** Looks at absent files again and marks those that are gone. Throws `cancelled` or `disk.io`. */
export async function confirmMissing(
  db: WritableDb,
  ground: Healthy,
  absent: readonly AbsentFile[],
  options: ConfirmOptions,
): Promise<Confirmed> {
  const { walker, gate, signal } = options
  await wait(options.pauseMs, undefined, { signal }).catch(() => {}) // A stop is thrown by the next look.
  const before = await gate.check(ground.root.id, ground.device)
  if (!before.healthy) return { outcome: 'unhealthy', why: before }
  let gone: AbsentFile[] = []
  const there: AbsentFile[] = []
  for (let at = 0; at < absent.length; at += LOOKS) {
    const group = absent.slice(at, at + LOOKS)
    const looks = await walker.look(
      { top: ground.top, paths: group.map((file) => inRoot(ground.root.path, file.path)!) },
      signal,
    )
    group.forEach((file, index) => {
      if (looks[index] === 'gone') gone.push(file)
      else if (looks[index] === 'there') there.push(file)
    })
  }
  const after = await gate.check(ground.root.id, ground.device)
  if (!after.healthy) return { outcome: 'unhealthy', why: after }
  await quietTurns(db, there, (file) => noteThere(db, file.id))
  // Ingest goes on meanwhile: it may have come across some of them elsewhere.
  const moved = new Set<string>()
  const stale = new Set<string>()
  const refresh = (): void => {
    refreshAssets(db, [...stale])
    stale.clear()
  }
  const isElsewhere = (file: AbsentFile): boolean =>
    moved.has(file.id) || (moveToTwin(db, file.id, stale) && moved.add(file.id).has(file.id))
  await quietTurns(db, gone, isElsewhere, refresh)
  gone = gone.filter((file) => !moved.has(file.id))
  if (options.of !== null) {
    const missed = await thoseMissed(db, ground, gone)
    if (asksBefore(missed.length, options.of)) {
      const sample = missed.slice(0, SAMPLE).map((file) => inRoot(ground.root.path, file.path)!)
      return { outcome: 'asks', guard: { missing: missed.length, of: options.of, sample, askedAt: options.now() } }
    }
  }
  const assetIds = new Set<string>()
  await quietTurns(
    db,
    gone,
    (file) => {
      if (isElsewhere(file)) return
      const assetId = markMissing(db, file.id)
      if (assetId === null) return
      assetIds.add(assetId)
      stale.add(assetId)
    },
    refresh,
  )
  return {
    outcome: 'marked',
    missing: gone.filter((file) => !moved.has(file.id)).length,
    moved: moved.size,
    there: there.length,
    assetIds: [...assetIds],
  }
}

/**
 * What the mass guard counts: files of which anything is known. Those that an earlier look missed and nobody has
 * answered for count with them, so that many do not go by few at a time.
 */
async function thoseMissed(db: WritableDb, ground: Healthy, gone: readonly AbsentFile[]): Promise<AbsentFile[]> {
  const all = new Map(gone.map((file) => [file.id, file]))
  for (const file of pendingMissed(db, ground.root.id).files) all.set(file.id, file)
  const known: AbsentFile[] = []
  let steps = 0
  for (const file of all.values()) {
    if (isKnown(db, file.id)) known.push(file)
    if (++steps % LOOKS === 0) await nextTurn()
  }
  return known
}
