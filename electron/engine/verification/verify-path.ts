/**
 * Verifying a place with what was found recorded for the copies that the catalogue knows.
 */
import { resolve } from 'node:path'
import type { EngineContext } from '../context.ts'
import { recordRenamed } from '../db/catalogue/files-renamed.ts'
import { recordChecks, recordMissingAt } from '../db/catalogue/files-verify.ts'
import { volumeAt } from '../db/volumes/volumes.ts'
import type { HashPool } from '../hash/hash-pool.ts'
import { creatorOf } from '../mhl/creator.ts'
import type { Tell } from './meter.ts'
import { verifyPlace, type DoneEvent, type PlaceRequest } from './verify-place.ts'

export interface VerifyDeps {
  readonly version: string
  readonly hashes: HashPool
}

/**
 * Verifies one place and records it. Tells findings and progress, and answers with the end of the story.
 * @throws what `verifyPlace` throws
 */
export async function verifyPath(
  context: EngineContext,
  deps: VerifyDeps,
  request: PlaceRequest,
  push: Tell,
  signal: AbortSignal | undefined,
): Promise<DoneEvent> {
  const {
    library: { writer, deviceName },
    now,
    own,
  } = context
  await own.refuse(resolve(request.path), 'is verified by nobody: it changes as it is used')
  const { done, checks, missing, renamed, volume } = await verifyPlace(
    request,
    { hashes: deps.hashes, now, creator: creatorOf(deviceName, deps.version, context.settings().author) },
    push,
    signal,
  )
  const volumeId = volumeAt(writer, volume)
  const touched = [
    ...(await recordChecks(writer, volumeId, checks, now())),
    ...(await recordMissingAt(writer, volumeId, missing, now())),
    ...(await recordRenamed(writer, volumeId, renamed, now())),
  ]
  if (touched.length > 0) context.events.publish(['assets', 'volumes'], touched.length > 200 ? null : touched)
  return done
}
