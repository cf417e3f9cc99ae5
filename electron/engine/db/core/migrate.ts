/**
 * Brings the catalogue's schema up to date: numbered steps, all that are due in one transaction, a backup before.
 */
import { RushesError } from '../../../../shared/model/errors.ts'
import type { WritableDb } from './handles.ts'
import { catalogue } from '../migrations/0010-catalogue.ts'
import { offloads } from '../migrations/0020-offloads.ts'
import { work } from '../migrations/0030-work.ts'
import { assetVersion } from '../migrations/0040-asset-version.ts'
import { watching } from '../migrations/0050-watching.ts'
import { versions } from '../migrations/0060-versions.ts'
import { tally } from '../migrations/0070-tally.ts'
import { replica } from '../migrations/0080-replica.ts'
import { transfers } from '../migrations/0090-transfers.ts'
import { remotes } from '../migrations/0100-remotes.ts'
import { checkpoints } from '../migrations/0110-checkpoints.ts'
import { presets } from '../migrations/0120-presets.ts'
import { verification } from '../migrations/0130-verification.ts'
import { offloadQueue } from '../migrations/0140-offload-queue.ts'
import { verifier } from '../migrations/0150-care.ts'
import { readers } from '../migrations/0160-readers.ts'
import { heldTransfers } from '../migrations/0170-held-transfers.ts'
import { changeTime } from '../migrations/0180-change-time.ts'
import { lastCard } from '../migrations/0190-last-card.ts'
import { cards } from '../migrations/0200-cards.ts'
import { events } from '../migrations/0210-events.ts'
import { texts } from '../migrations/0230-texts.ts'
import { jobs } from '../migrations/0240-jobs.ts'
import { recipeParams } from '../migrations/0250-recipe-params.ts'
import { entities } from '../migrations/0260-entities.ts'
import { copyChangeTime } from '../migrations/0270-copy-change-time.ts'
import { placeFindings } from '../migrations/0280-place-findings.ts'
import { verifiedHere } from '../migrations/0290-verified-here.ts'
import { countsOfHere } from '../migrations/0300-counts-of-here.ts'
import { looks } from '../migrations/0310-looks.ts'
import { proxyPresets } from '../migrations/0320-proxy-presets.ts'
import { cardChangeTime } from '../migrations/0330-card-change-time.ts'
import { soundPairs } from '../migrations/0340-sound-pairs.ts'
import { luts } from '../migrations/0350-luts.ts'
import { derivativeUse } from '../migrations/0370-derivative-use.ts'
import { frames } from '../migrations/0380-frames.ts'
import { queries } from '../migrations/0390-queries.ts'
import { soundCompared } from '../migrations/0400-sound-compared.ts'
import { covering } from '../migrations/0410-covering.ts'
import { browse } from '../migrations/0420-browse.ts'

/** One step of the schema. Numbers go by ten, so that a step can be put between two later. */
export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  /** What SQL alone can't say, in the same transaction. */
  readonly after?: (db: WritableDb) => void
}

export const MIGRATIONS: readonly Migration[] = [
  catalogue,
  offloads,
  work,
  assetVersion,
  watching,
  versions,
  tally,
  replica,
  transfers,
  remotes,
  checkpoints,
  presets,
  verification,
  offloadQueue,
  verifier,
  readers,
  heldTransfers,
  changeTime,
  lastCard,
  cards,
  events,
  texts,
  jobs,
  recipeParams,
  entities,
  copyChangeTime,
  placeFindings,
  verifiedHere,
  countsOfHere,
  looks,
  proxyPresets,
  cardChangeTime,
  soundPairs,
  luts,
  derivativeUse,
  frames,
  queries,
  soundCompared,
  covering,
  browse,
]

/** The schema that this Rushes writes. */
export const SCHEMA_VERSION = MIGRATIONS[MIGRATIONS.length - 1]!.number

/** The schema version that the file carries; 0 for a new file. */
export function schemaVersion(db: WritableDb): number {
  return db.pragma('user_version', { simple: true }) as number
}

/**
 * Runs the steps that are due, in one transaction. `beforeChange` is called first when the file already holds a
 * catalogue, to keep a copy of it. Throws `db.future` for a file that a newer Rushes has written.
 */
export function migrate(
  db: WritableDb,
  beforeChange: (from: number) => void,
  migrations: readonly Migration[] = MIGRATIONS,
): { readonly from: number; readonly to: number } {
  assertAscending(migrations)
  const from = schemaVersion(db)
  const newest = migrations[migrations.length - 1]!.number
  if (from > newest) {
    throw new RushesError(
      'db.future',
      `This library was written by a newer Rushes (schema ${from}, this one knows ${newest}). Update Rushes to open it; nothing was changed.`,
      { found: from, known: newest },
    )
  }
  const due = migrations.filter((migration) => migration.number > from)
  if (due.length === 0) return { from, to: from }
  if (from > 0) beforeChange(from)
  db.transaction(() => {
    for (const migration of due) {
      db.exec(migration.sql)
      migration.after?.(db)
    }
    db.pragma(`user_version = ${newest}`)
  }).exclusive()
  return { from, to: newest }
}

function assertAscending(migrations: readonly Migration[]): void {
  migrations.forEach((migration, index) => {
    const before = migrations[index - 1]
    if (before !== undefined && migration.number <= before.number) {
      throw new RushesError('internal', `Migration ${migration.name} is out of order.`)
    }
  })
}
