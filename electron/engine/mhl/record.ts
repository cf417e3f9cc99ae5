/**
 * Adding the result of a verification to the histories that were verified, where that may and can be done.
 */
import { join } from 'node:path'
import { isRushesError } from '../../../shared/model/errors.ts'
import type { Creator, History } from './model.ts'
import { fitsXml, MHL_FOLDER } from './names.ts'
import { placeGeneration, whyNotWritable } from './place.ts'
import { allHistories } from './read-history.ts'
import type { Scope } from './scope.ts'
import { canGrow } from './seal.ts'
import { planGenerations } from './seal-plan.ts'
import type { SealFile } from './seal-plan.ts'
import { errnoOf } from './tree.ts'

/** A history that was verified. */
export interface RecordedHistory {
  /** Absolute path of its folder. */
  readonly root: string
  /** Number and absolute path of the generation that was added; null when none was. */
  readonly generation: number | null
  readonly manifest: string | null
  /** Why none was added, as a sentence for people. */
  readonly notRecorded: string | null
}

/** Adds one generation to each history, all with the same time; says for each history what was done. */
export async function recordVerification(
  scope: Scope,
  read: readonly SealFile[],
  {
    dryRun,
    creator,
    comment,
    folders,
  }: { readonly dryRun: boolean; readonly creator?: Creator; readonly comment?: string; readonly folders: boolean },
  startedAt: number,
): Promise<RecordedHistory[]> {
  const result: RecordedHistory[] = []
  for (const top of scope.histories) {
    const why = dryRun || creator === undefined ? 'This was a dry run: nothing was written.' : await whyNot(top)
    if (why !== null || creator === undefined)
      result.push(...allHistories(top).map((history) => notRecorded(history, why)))
    else
      result.push(
        ...(await record(scope, top, read, {
          process: 'in-place',
          creator,
          startedAt,
          folders,
          ...(comment === undefined ? {} : { comment }),
        })),
      )
  }
  return result
}

async function record(
  scope: Scope,
  top: History,
  read: readonly SealFile[],
  operation: Parameters<typeof planGenerations>[3],
): Promise<RecordedHistory[]> {
  const planned = await planGenerations(
    scope,
    top,
    read.filter((file) => fitsXml(file.path)),
    operation,
  )
  const done = new Map<string, RecordedHistory>()
  let failure: string | null = null
  for (const generation of planned) {
    const { history, number, file } = generation
    try {
      await placeGeneration(generation)
      done.set(history.path, {
        root: history.root,
        generation: number,
        manifest: join(history.root, MHL_FOLDER, file),
        notRecorded: null,
      })
    } catch (error) {
      // The verification itself is good; that it could not be written down is said with it.
      failure = isRushesError(error) ? error.message : readOnly(history, errnoOf(error))
      break
    }
  }
  return allHistories(top).map(
    (history) =>
      done.get(history.path) ?? notRecorded(history, failure ?? 'It has no files of its own that could be read.'),
  )
}

async function whyNot(top: History): Promise<string | null> {
  for (const history of allHistories(top)) {
    if (!canGrow(history)) return `Nothing was added to the history of ${history.root}, because it is not whole.`
    const errno = await whyNotWritable(history)
    if (errno !== null) return readOnly(history, errno)
  }
  return null
}

function readOnly(history: History, errno: string): string {
  const why =
    errno === 'EROFS'
      ? 'the drive is read-only'
      : errno === 'ENOSPC'
        ? 'the drive is full'
        : errno === 'EACCES' || errno === 'EPERM'
          ? 'you have no right to write there'
          : errno
  return `Nothing was added to the history of ${history.root}, because ${why}.`
}

function notRecorded(history: History, why: string | null): RecordedHistory {
  return { root: history.root, generation: null, manifest: null, notRecorded: why }
}
