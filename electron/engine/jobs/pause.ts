/**
 * A paused queue stays paused over a restart, until a person resumes it.
 */
import type { ReadableDb, WritableDb } from '../db/core/handles.ts'
import { readValue, writeValue } from '../db/core/settings.ts'

export interface Pause {
  /** Nothing starts. */
  readonly paused: boolean
  /** What ran was stopped, too: the set needs silence. */
  readonly quiet: boolean
}

const KEY = 'jobs paused'

/** As a person has left it. */
export function readPause(db: ReadableDb): Pause {
  const kept = readValue(db, KEY)
  return { paused: kept === 'paused' || kept === 'quiet', quiet: kept === 'quiet' }
}

/** Keeps it. */
export function keepPause(db: WritableDb, { paused, quiet }: Pause): void {
  writeValue(db, KEY, quiet ? 'quiet' : paused ? 'paused' : 'no')
}
