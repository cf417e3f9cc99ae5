/**
 * The store for a remote, whatever kind it is of.
 */
import { createFolderStore } from './folder.ts'
import type { Pace } from './pace.ts'
import type { Remote } from './remote-url.ts'
import { createS3Store } from './s3.ts'
import type { S3Keys } from './s3-client.ts'
import type { ObjectStore } from './store.ts'

interface OpenStoreOptions {
  /** Keys that a person or a keychain gives, asked for again when they have expired. */
  readonly keys?: () => Promise<S3Keys>
  readonly sending?: Pace
  readonly receiving?: Pace
}

/** Makes the store. Nothing is asked of the remote yet. */
export function openStore(remote: Remote, options: OpenStoreOptions = {}): ObjectStore {
  return remote.kind === 's3' ? createS3Store(remote, options) : createFolderStore(remote.path, options)
}
