/**
 * What an offload left in the catalogue, for its report: every file, and the clips they are.
 */
import { join } from 'node:path'
import type { Offload, OffloadFile } from '../../../shared/model/offload.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { readOffloadFiles } from '../db/offload/offloads.ts'
import { clipOfBytes, type ClipRow } from '../db/reports/report-rows.ts'
import type { ClipFacts } from '../domain/reports/clip.ts'
import type { ReportFile } from '../domain/reports/offload-report.ts'

const SLICE = 1_000

/** Every file of an offload in the order of the card, with its clip. `derivatives` is the library's folder of them. */
export function gatherOffload(db: ReadableDb, offload: Offload, derivatives: string): ReportFile[] {
  return offloadFiles(db, offload).map((file) => ({ ...file, clip: clipOf(db, file, derivatives) }))
}

/** Every file of an offload in the order of the card. */
export function offloadFiles(db: ReadableDb, offload: Offload): OffloadFile[] {
  const targets = offload.destinations.map((destination) => destination.target)
  const files: OffloadFile[] = []
  let after: string | null = null
  do {
    const { rows, cursor } = readOffloadFiles(db, offload.id, targets, { after, limit: SLICE, problems: false })
    for (const row of rows) files.push(row)
    after = cursor
  } while (after !== null)
  return files
}

/** The clip that a file is a main part of, or null. */
export function clipOf(
  db: ReadableDb,
  { bytes, hashes: { xxh128 } }: OffloadFile,
  derivatives: string,
): ClipFacts | null {
  const row = xxh128 === undefined ? undefined : clipOfBytes(db, bytes, xxh128)
  return row === undefined ? null : clipFacts(row, derivatives)
}

/** A row of the catalogue as the facts of a clip. */
export function clipFacts(row: ClipRow, derivatives: string): ClipFacts {
  const { rateNum, rateDen, circled, dropFrame, poster, ...same } = row
  return {
    ...same,
    rate: rateNum === null || rateDen === null ? null : { num: rateNum, den: rateDen },
    circled: circled === 1,
    dropFrame: dropFrame === 1,
    poster: poster === null ? null : join(derivatives, poster),
  }
}
