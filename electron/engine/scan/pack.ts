/**
 * Packs folders into batches of about two thousand entries: small folders together, large ones in pieces.
 */
import { FACTS, type Batch, type FolderPart, type FolderState } from './walk-messages.ts'

const BATCH = 2_000

interface Listed {
  readonly names: readonly string[]
  readonly facts: Float64Array
  readonly unclear: readonly string[]
  readonly note: string | null
}

export interface Packer {
  /** Adds a folder that was read. */
  add(folder: string, read: Listed, subfolders: readonly string[]): void
  /** Says what became of a folder that was not. */
  say(folder: string, state: FolderState, note: string | null): void
  /** Sends what is left. */
  end(): void
}

/** Packs and hands over each batch that is full. */
export function createPacker(send: (batch: Batch) => void): Packer {
  let parts: FolderPart[] = []
  let names: string[] = []
  const facts = new Float64Array(BATCH * FACTS)

  function flush(): void {
    if (parts.length === 0) return
    const batch = { parts, names: names.join('/'), facts: facts.slice(0, names.length * FACTS) }
    parts = []
    names = []
    send(batch)
  }

  return {
    add(folder, read, subfolders) {
      let from = 0
      do {
        if (names.length >= BATCH) flush()
        const to = Math.min(read.names.length, from + BATCH - names.length)
        const last = to === read.names.length
        const at = names.length
        facts.set(read.facts.subarray(from * FACTS, to * FACTS), at * FACTS)
        for (let index = from; index < to; index += 1) names.push(read.names[index]!)
        parts.push({
          folder,
          state: 'listed',
          from: at,
          to: names.length,
          first: from === 0,
          last,
          subfolders: last ? subfolders : [],
          unclear: last ? read.unclear : [],
          note: last ? read.note : null,
        })
        from = to
      } while (from < read.names.length)
      if (names.length >= BATCH || parts.length >= BATCH) flush()
    },
    say(folder, state, note) {
      parts.push({
        folder,
        state,
        from: names.length,
        to: names.length,
        first: true,
        last: true,
        subfolders: [],
        unclear: [],
        note,
      })
      if (parts.length >= BATCH) flush()
    },
    end: flush,
  }
}
