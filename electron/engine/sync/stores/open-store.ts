/**
 * The store for a remote, whatever kind it is of.
 */
import { createFolderStore } from './folder.ts'
import type { Pace } from './pace.ts'
import type { Remote } from './remote-url.ts'
import type { S3Keys } from './s3-client.ts'
import type { ObjectStore } from './store.ts'

interface OpenStoreOptions {
  /** Keys that a person or a keychain gives, asked for again when they have expired. */
  readonly keys?: () => Promise<S3Keys>
  readonly sending?: Pace
  readonly receiving?: Pace
}

/**
 * Makes the store. Nothing is asked of the remote yet. The client of buckets takes 50 MB of memory and a tenth of a second:
 * it is loaded when the first bucket is opened.
 */
export async function openStore(remote: Remote, options: OpenStoreOptions = {}): Promise<ObjectStore> {
  if (remote.kind !== 's3') return createFolderStore(remote.path, options)
  const { createS3Store } = await import('./s3.ts')
  return createS3Store(remote, options)
}
