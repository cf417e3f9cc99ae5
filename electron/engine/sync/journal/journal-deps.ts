/**
 * What every part of the journals' sync is given, and what a pull answers.
 */
import type { RushesError } from '../../../../shared/model/errors.ts'
import type { EngineContext } from '../../context.ts'
import type { ObjectStore } from '../stores/store.ts'

export interface JournalDeps {
  readonly context: EngineContext
  readonly remoteId: string
  /** Sealed where the library is encrypted. */
  readonly store: ObjectStore
  /**
   * This library turned out to be a copy of one that goes on elsewhere: it has another name now, and the engine starts
   * again. Told why, before anything is ended by it.
   */
  readonly restart: (why: RushesError) => void
}

export interface PulledChanges {
  readonly changes: number
  readonly assetIds: string[]
  /**
   * A journal that is damaged, or of a newer version (`remote.newer`): its device alone is held back, named in
   * `details.device`.
   */
  readonly damage: RushesError | null
}
