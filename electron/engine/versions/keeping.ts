/**
 * Keeps the bytes of what ingest has read, one after the other, beside everything else. What could not be kept is
 * said in the log and tried again at the next look; it never holds up the catalogue. When there is no room all waits
 * for it.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { RushesError } from '../../../shared/model/errors.ts'
import type { EngineContext } from '../context.ts'
import { joinMount } from '../db/catalogue/asset-detail.ts'
import { contentAfter, isAnyDriveHere, unkeptContents } from '../db/versions/chunks.ts'
import { sizeAndHash } from '../db/catalogue/contents.ts'
import { EDITED_KINDS } from '../domain/media/media-kinds.ts'
import { diskPath } from '../domain/byte-names.ts'
import type { VersionStore } from './store/store.ts'

/** Larger documents are not kept by themselves: a store that doubles an archive is no help. */
export const MAX_KEPT_BYTES = 2 * 2 ** 30

/** So many files, and so many bytes of them, are kept in one go. */
const MAX_TOGETHER = 256
const TOGETHER_BYTES = 8 << 20

/** Contents of which one look tells those that are due: a few milliseconds of the catalogue. */
const STRETCH = 1_000

/** While the library's drive is full it is tried again after so long, ms. */
const FULL_MS = 30_000

/** `path` is a disk path. */
interface Due {
  readonly contentId: string
  readonly path: string
  readonly bytes: number
  readonly xxh128: string
}

interface Keeping {
  /** Asks that the content be kept as it lies at `path`. */
  keep(contentId: string, path: string): void
  /** Asks for everything that ought to be kept and is not: what a crash, a full disk or an early end has left. */
  catchUp(): void
  /** Resolves when everything that was asked for is kept, or there is no room for it. */
  idle(): Promise<void>
  /** Why nothing can be kept now, in a sentence; null as long as it can. */
  trouble(): string | null
  /** Nothing more is begun. */
  end(): void
}

/** Makes it over a store. `kept` is called with contents that are kept now. */
export function createKeeping(context: EngineContext, store: VersionStore, kept: (contentId: string) => void): Keeping {
  let last: Promise<void> = Promise.resolve()
  let ended = false
  const waiting: { contentId: string; path: string }[] = []
  let full: RushesError | null = null
  /** What was this large did not fit in at the last try, bytes; smaller ones may. */
  let refused = Infinity
  let retry: NodeJS.Timeout | undefined

  /** What is to be kept of these, with what it has to be. */
  function due(files: readonly { contentId: string; path: string }[]): Due[] {
    return files.flatMap(({ contentId, path }) => {
      const content = sizeAndHash(context.library.writer, contentId)
      if (content === undefined || content.xxh128 === null || content.bytes > MAX_KEPT_BYTES || store.has(contentId))
        return []
      return [{ contentId, path: diskPath(path), bytes: content.bytes, xxh128: content.xxh128 }]
    })
  }

  async function keepDue(files: readonly Due[]): Promise<void> {
    for (const group of inGoes(files)) {
      if (ended) return
      const bytes = group.reduce((sum, one) => sum + one.bytes, 0)
      if (bytes >= refused) continue
      try {
        for (const contentId of await store.keepAll(group)) kept(contentId)
      } catch (error) {
        if (isFull(error)) noRoom(error, bytes)
        else if (group.length === 1)
          context.log.warn({ err: error, contentId: group[0]!.contentId }, 'the bytes of a version could not be kept')
        // One of them changed or went while it was kept: the others are kept one by one.
        else for (const one of group) await keepDue([one])
      }
    }
  }

  /** What is not kept now is found again by what the catalogue says. */
  function noRoom(error: RushesError, bytes: number): void {
    if (full === null) context.log.warn({ err: error }, 'there is no room for versions')
    full = error
    refused = bytes
    clearTimeout(retry)
    retry = setTimeout(askForAll, FULL_MS)
    retry.unref()
  }

  async function keepWaiting(): Promise<void> {
    const goesOn = (): boolean => waiting.length > 0 && !ended
    while (goesOn()) await keepDue(due(waiting.splice(0, MAX_TOGETHER)))
  }

  async function catchUp(): Promise<void> {
    const goesOn = (): boolean => !ended && context.settings().keepVersions
    refused = Infinity
    const { reader } = context.library
    for (let after = isAnyDriveHere(reader) ? '' : undefined; after !== undefined && goesOn();) {
      const began = performance.now()
      // A stretch of contents at a time: among a million it takes more than a second to find that nothing is due.
      const upTo = contentAfter(reader, after, STRETCH)
      const missing = unkeptContents(reader, EDITED_KINDS, MAX_KEPT_BYTES, after, STRETCH, upTo)
      // As long again for everybody else.
      await wait(performance.now() - began)
      await keepDue(
        due(missing.map(({ id, mountPoint, path }) => ({ contentId: id, path: joinMount(mountPoint, path) }))),
      )
      after = upTo
    }
    if (full === null || refused < Infinity || ended) return
    context.log.info('there is room for versions again')
    full = null
  }

  function askForAll(): void {
    last = last.then(catchUp)
  }

  return {
    catchUp: askForAll,
    end: () => {
      ended = true
      clearTimeout(retry)
    },
    trouble: () => full?.message ?? null,
    keep: (contentId, path) => {
      waiting.push({ contentId, path })
      if (waiting.length === 1) last = last.then(keepWaiting)
    },
    idle: () => last,
  }
}

function isFull(error: unknown): error is RushesError {
  return error instanceof RushesError && error.code === 'disk.full'
}

/** Small files in goes, large ones each by itself: a go is one pack and one commit. */
function inGoes(files: readonly Due[]): Due[][] {
  const goes: Due[][] = []
  let room = 0
  for (const file of files) {
    if (room < file.bytes || goes.length === 0) {
      goes.push([])
      room = TOGETHER_BYTES
    }
    goes[goes.length - 1]!.push(file)
    room -= file.bytes
  }
  return goes
}
