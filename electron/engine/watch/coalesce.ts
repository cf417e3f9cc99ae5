/**
 * Folds the flood of a watcher's events into few hints: a folder is named at once, and then at most once a second for
 * as long as it goes on changing; too many folders at once are the whole root.
 */

/** Folders in one hint; more are a flood, and a flood is answered by one walk. */
export const MAX_FOLDERS = 400
/** Events of one moment belong together, ms. */
const GATHER_MS = 80
/** A folder that goes on changing is named again after so long, ms. */
const AGAIN_MS = 1_000

export interface Coalescer {
  /** Something may have changed in the folder. */
  add(folder: string): void
  close(): void
}

/** Makes one for a root. `send` gets the folders, or null for a flood. */
export function coalesce(send: (folders: readonly string[] | null) => void): Coalescer {
  const gathered = new Set<string>()
  /** Folders that were named within the last second. */
  const named = new Set<string>()
  const repeated = new Set<string>()
  let gathering: NodeJS.Timeout | undefined
  let resting: NodeJS.Timeout | undefined

  function flush(): void {
    gathering = undefined
    if (gathered.size === 0) return
    const folders = [...gathered]
    gathered.clear()
    for (const folder of folders) named.add(folder)
    resting ??= setTimeout(rest, AGAIN_MS)
    send(folders.length > MAX_FOLDERS ? null : folders)
  }

  function rest(): void {
    resting = undefined
    named.clear()
    for (const folder of repeated) gathered.add(folder)
    repeated.clear()
    flush()
  }

  return {
    add(folder) {
      if (named.has(folder)) {
        repeated.add(folder)
        return
      }
      gathered.add(folder)
      gathering ??= setTimeout(flush, GATHER_MS)
    },
    close() {
      clearTimeout(gathering)
      clearTimeout(resting)
    },
  }
}
