/**
 * A recording that can be read now, with all its pieces.
 */
import type { Probe } from '../../../shared/model/probe.ts'
import { readablePaths } from '../db/catalogue/contents.ts'
import { readRecording } from '../db/catalogue/pieces.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { firstThere } from '../ingest/first-there.ts'
import type { JobProgress } from './handler.ts'

interface RecordingHere {
  readonly probe: Probe
  /** Where its first piece is read. */
  readonly input: string
  /** Where the others are, in order. */
  readonly pieces: readonly string[]
}

/**
 * The recording that begins with a content, at paths on no drive that is about to be let go; undefined while a piece is
 * away, and for a content that was not looked into.
 */
export async function recordingHere(
  db: ReadableDb,
  contentId: string,
  progress: Pick<JobProgress, 'isSuspended'>,
): Promise<RecordingHere | undefined> {
  const recording = readRecording(db, contentId)
  if (recording === undefined) return undefined
  const there = (id: string): Promise<string | undefined> =>
    firstThere(readablePaths(db, id).filter((path) => !progress.isSuspended(path)))
  const input = await there(contentId)
  const pieces = (await Promise.all(recording.pieces.map(there))).filter((path) => path !== undefined)
  if (input === undefined || pieces.length < recording.pieces.length) return undefined
  return { probe: recording.probe, input, pieces }
}
