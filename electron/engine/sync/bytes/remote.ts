/**
 * One remote as everything that moves bytes sees it.
 */
import type { WritableDb } from '../../db/handles.ts'
import type { Outgoing } from '../../db/transfers.ts'
import type { Namer, RepositorySecrets } from '../format/secrets.ts'
import type { ObjectStore } from '../stores/store.ts'

/** Where a content lies here. Null when no drive that is here has it. */
export type SourceOf = (content: Pick<Outgoing, 'contentId'>) => Promise<{ readonly path: string } | null>

export interface ByteRemote {
  readonly db: WritableDb
  readonly remoteId: string
  readonly deviceId: string
  /** Opened and sealed: what is put is sealed where the library is encrypted. */
  readonly store: ObjectStore
  readonly secrets: RepositorySecrets
  readonly namer: Namer
  readonly source: SourceOf
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Told of what is wrong and does not stop the work. */
  readonly warn: (error: unknown, what: string) => void
}
