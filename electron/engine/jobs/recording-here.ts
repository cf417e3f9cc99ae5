/**
 * A recording that can be read now, with all its pieces.
 */
import type { Probe } from '../../../shared/model/probe.ts'
import { readablePaths } from '../db/catalogue/contents.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { firstThere } from '../ingest/first-there.ts'
import type { JobProgress } from './handler.ts'
import { readShown } from './shown.ts'

interface RecordingHere {
  readonly probe: Probe
  /** Where its first piece is read. */
  readonly input: string
  /** Where the others are, in order. */
  readonly pieces: readonly string[]
  /** Where its sound is, in order, where that lies in files of its own. */
  readonly sounds: readonly string[]
}

/**
 * What shows the clip that begins with a content: its own pieces, or its camera's proxy. At paths on no drive that is
 * about to be let go; undefined while a piece is away, and for a content that was not looked into.
 */
export async function recordingHere(
  db: ReadableDb,
  contentId: string,
  progress: Pick<JobProgress, 'isSuspended'>,
): Promise<RecordingHere | undefined> {
  const shown = readShown(db, contentId)
  if (shown === undefined) return undefined
  const there = (id: string): Promise<string | undefined> =>
    firstThere(readablePaths(db, id).filter((path) => !progress.isSuspended(path)))
  const paths = (await Promise.all(shown.contents.map(there))).filter((path) => path !== undefined)
  const [input, ...pieces] = paths
  const sounds = (await Promise.all(shown.sounds.map(there))).filter((path) => path !== undefined)
  if (input === undefined || paths.length < shown.contents.length || sounds.length < shown.sounds.length)
    return undefined
  return { probe: shown.probe, input, pieces, sounds }
}
