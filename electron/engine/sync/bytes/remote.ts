/**
 * One remote as everything that moves bytes sees it.
 */
import type { Hold } from '../../db/sync/held-transfers.ts'
import type { WritableDb } from '../../db/core/handles.ts'
import type { Outgoing } from '../../db/sync/transfers.ts'
import type { Manifest } from '../format/manifest.ts'
import type { Namer, RepositorySecrets } from '../format/secrets.ts'
import type { ObjectStore } from '../stores/store.ts'

/** Where a content lies here, to be given back when it was read; or why there is nothing to read. */
export type Source = { readonly path: string; readonly release?: () => Promise<void> } | Hold
/** Null is `offline`. */
export type SourceOf = (content: Pick<Outgoing, 'contentId'>) => Promise<Source | null>

/** What was read lately and is likely to be asked for again. */
interface RecentReads {
  /** Bundles by their keys: a thousand posters stand in two of them. Objects never change, so neither do these. */
  readonly bundles: Map<string, readonly Manifest[]>
  /**
   * When bundles were last looked for, by a clock that only goes forward; so that a thousand posters that are not there
   * yet ask once.
   */
  bundlesAt: number
}

export interface ByteRemote {
  readonly db: WritableDb
  readonly remoteId: string
  readonly deviceId: string
  /** Opened and sealed: what is put is sealed where the library is encrypted. */
  readonly store: ObjectStore
  readonly secrets: RepositorySecrets
  readonly namer: Namer
  readonly source: SourceOf
  readonly recent: RecentReads
  /** Indexes and bundles that could not be read, by their keys: they are asked for again, and told until they can. */
  readonly leftOut: Set<string>
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Told of what is wrong and does not stop the work. */
  readonly warn: (error: unknown, what: string) => void
}
