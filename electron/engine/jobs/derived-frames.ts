/**
 * Derivatives of numbered frames: which frames a job is about, and what was made of frames that are no more.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { rateSchema } from '../../../shared/model/primitives.ts'
import type { EngineContext } from '../context.ts'
import { forgetOutdatedFrames, sequenceByKey } from '../db/catalogue/sequences.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import type { DeriveParams } from './derive-lanes.ts'
import type { JobOf } from './handler.ts'
import type { DerivativeMaker } from './maker.ts'
import type { SequenceWish } from './sequence-here.ts'

/** Parameters of any recipe, as far as they name frames. */
const framesSchema = z.looseObject({ sequence: z.string(), rate: rateSchema.nullable().optional() })

/** The frames that a job is about: by the key that it was asked for with. Null for what lies in files. */
export function framesOf(
  db: ReadableDb,
  { params, subject }: Pick<JobOf<DeriveParams>, 'params' | 'subject'>,
): SequenceWish | 'gone' | null {
  const named = framesSchema.safeParse(params.params)
  if (!named.success) return null
  const found = sequenceByKey(db, subject.id, named.data.sequence)
  const rate = named.data.rate ?? found?.rate ?? null
  return found === undefined || rate === null ? 'gone' : { versionId: found.versionId, key: found.key, rate }
}

/** The folder of a content's derivatives, without what was made of frames that no clip has any more. */
export async function letGoOutdated(
  { library }: EngineContext,
  maker: Pick<DerivativeMaker, 'folderFor'>,
  contentId: string,
): Promise<string> {
  const folder = await maker.folderFor(contentId)
  // The catalogue lets go first: a row without a file would be a broken picture.
  for (const path of forgetOutdatedFrames(library.writer, contentId))
    await rm(join(library.folder.derivatives, path), { force: true })
  return folder
}
