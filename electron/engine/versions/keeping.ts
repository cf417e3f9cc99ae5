/**
 * Keeps the bytes of what taking in has read, one after the other, beside everything else. What could not be kept is said in
 * the log and tried again at the next look; it never holds up the catalogue.
 */
import type { EngineContext } from '../context.ts'
import { joinMount } from '../db/asset-detail.ts'
import { unkeptContents } from '../db/chunks.ts'
import { statement } from '../db/handles.ts'
import type { VersionStore } from './store/store.ts'

/** Kinds that are edited: the bytes of every version are kept. */
export const EDITED_KINDS = ['project', 'graphics', 'document', 'subtitle'] as const

/** Larger documents are not kept by themselves: a store that doubles an archive is no help. */
export const MOST_KEPT_BYTES = 2 * 2 ** 30

export interface Keeping {
  /** Asks that the content be kept as it lies at `path`. */
  keep(contentId: string, path: string): void
  /** Asks for everything that ought to be kept and is not: what a crash, a full disk or an early end has left. */
  catchUp(): void
  /** Resolves when everything that was asked for is kept. */
  idle(): Promise<void>
  /** Nothing more is begun. */
  end(): void
}

/** Makes it over a store. `kept` is called with contents that are kept now. */
export function createKeeping(context: EngineContext, store: VersionStore, kept: (contentId: string) => void): Keeping {
  let last: Promise<void> = Promise.resolve()
  let ended = false
  async function one(contentId: string, path: string): Promise<void> {
    const content = statement<{ bytes: number; xxh128: string | null }>(context.library.writer, 'SELECT bytes, xxh128 FROM content WHERE id = ?').get(contentId)
    if (ended || content === undefined || content.xxh128 === null || content.bytes > MOST_KEPT_BYTES || store.has(contentId)) return
    try {
      if (await store.keep(contentId, content.xxh128, path)) kept(contentId)
    } catch (error) {
      context.log.warn({ err: error, contentId }, 'the bytes of a version could not be kept')
    }
  }
  async function catchUp(): Promise<void> {
    const goesOn = (): boolean => !ended && context.settings().keepVersions
    for (let after = ''; goesOn();) {
      const missing = unkeptContents(context.library.reader, EDITED_KINDS, MOST_KEPT_BYTES, after, 100)
      if (missing.length === 0) return
      for (const { id, mountPoint, path } of missing) if (!ended) await one(id, joinMount(mountPoint, path))
      after = missing[missing.length - 1]!.id
    }
  }
  return {
    catchUp: () => { last = last.then(catchUp) },
    end: () => { ended = true },
    keep: (contentId, path) => { last = last.then(() => one(contentId, path)) },
    idle: () => last,
  }
}
