/**
 * Asks MediaInfo about a file, in a thread with bounds: a file made to keep it busy costs its own answer and nothing else.
 */
import { createBoundedThread } from '../inside/bounded-thread.ts'
import type { InfoReply, InfoRequest, InfoTrack } from './messages.ts'

export interface MediaInfoReader {
  /** The tracks of a file as MediaInfo tells them; null when it has no answer. Never throws. */
  read(path: string): Promise<readonly InfoTrack[] | null>
  close(): Promise<void>
}

/** Real files take a tenth of a second, its start one more. */
const LIMIT_MS = 20_000
const LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 }

/** Makes a reader. `entry` is the entry of the thread (electron/hosts/media-info.worker.ts, or what it was bundled to). */
export function createMediaInfoReader(entry: URL): MediaInfoReader {
  const thread = createBoundedThread<InfoRequest, InfoReply>({
    entry,
    name: 'media-info',
    limits: LIMITS,
    limitMs: LIMIT_MS,
  })
  return {
    read: async (path) => (await thread.ask({ path }))?.tracks ?? null,
    close: thread.close,
  }
}
