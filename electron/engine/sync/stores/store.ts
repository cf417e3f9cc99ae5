/**
 * What a remote is to the rest of Rushes: a place for objects under keys, whether a bucket, a folder or memory. Nothing
 * above this line knows which.
 *
 * Failures are `remote.unreachable` and `remote.throttled` (another try may help), `remote.denied` (credentials have to
 * be asked for), `remote.full` and `remote.damaged`.
 */

/** An object as a list or a look tells it. */
export interface StoredObject {
  readonly key: string
  readonly bytes: number
  /** Milliseconds since 1970 by the store's clock. */
  readonly modifiedAt: number
  /** Changes when the bytes change; otherwise without meaning. */
  readonly tag: string
}

interface PutOptions {
  /**
   * Only if nothing stands there. Stores that can't promise it write all the same: names are made never to be written
   * twice.
   */
  readonly ifAbsent?: boolean
  readonly signal?: AbortSignal
}

interface GetOptions {
  /** First byte; 0 by default. */
  readonly from?: number
  /** How many bytes; to the end by default. Fewer come where the object ends earlier. */
  readonly length?: number
  readonly signal?: AbortSignal
}

export interface ListOptions {
  /** Keys up to and with this one are left out. */
  readonly after?: string
  readonly signal?: AbortSignal
}

export interface ObjectStore {
  /** `s3://bucket/prefix` or `file:///path`, as people know it; no secrets. */
  readonly name: string
  /**
   * Writes a whole object durably: when this resolves, a loss of power does not take it away. `there` says that
   * `ifAbsent` was asked, that the store can promise it, and that something stands there.
   */
  put(key: string, bytes: Uint8Array, options?: PutOptions): Promise<'made' | 'there'>
  /** The object's bytes; null where there is none. A body shorter than what was promised is `remote.unreachable`. */
  get(key: string, options?: GetOptions): Promise<Uint8Array | null>
  /** What a list would say of this key; null where there is nothing. */
  head(key: string): Promise<StoredObject | null>
  /** Every object whose key begins with `prefix`, in the order of the keys' UTF-8 bytes; follows pages. */
  list(prefix: string, options?: ListOptions): AsyncIterable<StoredObject>
  /** Removes an object. Removing what is not there is fine. */
  remove(key: string): Promise<void>
  /** Milliseconds by which the store's clock is ahead of ours, by its last answer; null when it never said. */
  clockOffset(): number | null
  close(): Promise<void>
}
