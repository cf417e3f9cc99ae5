/**
 * What the watching thread and the engine say to each other.
 */

/** To the thread. Paths are absolute. */
export type WatchRequest =
  | { readonly type: 'watch'; readonly rootId: string; readonly path: string }
  | { readonly type: 'unwatch'; readonly rootId: string }

/**
 * From the thread. `hint`: something may have changed in these folders (relative to the root, forward slashes; '' is
 * the root itself); null means anywhere. `blind`: the watcher can't see all of the root any more, and why.
 */
export type WatchMessage =
  | { readonly type: 'ready'; readonly rootId: string }
  | { readonly type: 'hint'; readonly rootId: string; readonly folders: readonly string[] | null }
  | { readonly type: 'blind'; readonly rootId: string; readonly code: string }
  | { readonly type: 'released'; readonly rootId: string }
