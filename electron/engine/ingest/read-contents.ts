/**
 * From settled files to contents: what is small or might be known already is read and told by its hash; a large file of
 * a size that nobody has seen is new for certain, is entered at once, and is read later.
 */
import { lstat } from 'node:fs/promises'
import type { Hashes } from '../../../shared/model/hash.ts'
import type { FileRole } from '../../../shared/model/asset.ts'
import type { EngineContext } from '../context.ts'
import { readablePaths } from '../db/catalogue/contents.ts'
import { upsertContent } from '../db/catalogue/files-write.ts'
import { refreshAssets } from '../db/catalogue/asset-row.ts'
import type { WritableDb } from '../db/core/handles.ts'
import { enterRead, insertUnread, sizeIsKnown, unreadContents, unreadOfSize } from '../db/catalogue/unread-contents.ts'
import type { PlacedFile } from '../db/catalogue/waiting-files.ts'
import { diskPath } from '../domain/byte-names.ts'
import { keptTimeOfMs } from '../domain/scan/kept-time.ts'
import { nativeShown } from '../files/disk-path.ts'
import type { ClipGroup } from '../domain/media/clips.ts'
import { classify } from '../domain/media/media-kinds.ts'
import { EDITED_KINDS } from '../domain/media/media-kinds.ts'
import { firstThere } from './first-there.ts'
import { isUnchanged, type LookResult } from './settle-look.ts'

/** Up to this size a file is read before its clip is shown: it takes no time. */
const READ_AT_ONCE_BYTES = 4 << 20

/** Kinds that are edited: every version of them is read, and its bytes are kept. */
const EDITED: ReadonlySet<string> = new Set(EDITED_KINDS)

interface ReadDeps {
  readonly hash: (path: string, signal: AbortSignal) => Promise<Hashes>
  /** Files that may be read side by side on this drive. */
  readonly readers: number
  /** Sizes of files that are entered unread and that the catalogue may not know yet. Grows. */
  readonly sizes: Set<number>
}

/** What is known of the bytes of a settled file. `unread`: of a size that nobody has seen, so new for certain. */
export type Bytes =
  | { readonly are: 'known'; readonly contentId: string }
  | { readonly are: 'read'; readonly hashes: Hashes; readonly kind: string }
  | { readonly are: 'unread'; readonly kind: string }

interface ReadFile {
  readonly file: PlacedFile
  readonly role: FileRole
  readonly bytes: Bytes
}

export interface ReadGroup {
  readonly group: ClipGroup
  readonly files: readonly ReadFile[]
}

export interface ReadResult {
  readonly groups: readonly ReadGroup[]
  /** Files that changed or went while they were read: their clips wait. */
  readonly unsettled: readonly { readonly file: PlacedFile; readonly look: LookResult }[]
}

/** Reads what has to be read of these clips. A clip of which a file could not be read is left out. Writes nothing. */
export async function readContents(
  context: EngineContext,
  groups: readonly ClipGroup[],
  files: ReadonlyMap<string, PlacedFile>,
  pathOf: (file: PlacedFile) => string,
  deps: ReadDeps,
  signal: AbortSignal,
): Promise<ReadResult> {
  const unsettled: { file: PlacedFile; look: LookResult }[] = []
  const done: { group: ClipGroup; files: ReadFile[] }[] = []
  const one = async (group: ClipGroup): Promise<void> => {
    const read: ReadFile[] = []
    const claimed = new Set<number>()
    for (const { path, role } of [{ path: group.primary, role: 'primary' as const }, ...group.parts]) {
      const file = files.get(path)!
      const found = await bytesOf(context, { file, role, claimed }, pathOf(file), deps, signal)
      if ('is' in found) {
        unsettled.push({ file, look: found })
        return
      }
      read.push({ file, role, bytes: found })
    }
    done.push({ group, files: read })
  }
  const queue = [...groups]
  await Promise.all(
    Array.from({ length: deps.readers }, async () => {
      for (let next = queue.shift(); next !== undefined && !signal.aborted; next = queue.shift()) await one(next)
    }),
  )
  // In the order of the folder, whichever was read first: the first version of a name is the first of its stack.
  const order = new Map(groups.map((group, index) => [group, index]))
  return { groups: done.toSorted((a, b) => order.get(a.group)! - order.get(b.group)!), unsettled }
}

/** A file of a clip. `claimed` are the sizes of those of the same clip that are entered unread in this go. */
interface OfClip {
  readonly file: PlacedFile
  readonly role: FileRole
  readonly claimed: Set<number>
}

async function bytesOf(
  context: EngineContext,
  { file, role, claimed }: OfClip,
  path: string,
  deps: ReadDeps,
  signal: AbortSignal,
): Promise<Bytes | LookResult> {
  if (file.intake === 'done' && file.contentId !== null) return { are: 'known', contentId: file.contentId }
  const kind = role === 'frame' ? 'other' : classify(path)
  const { writer } = context.library
  if (file.bytes > READ_AT_ONCE_BYTES && !isEdited(kind) && file.assetId === null && !sizeIsKnown(writer, file.bytes)) {
    // Two new files of one unseen size in one go: the second waits for the next, when the first one's size is known.
    const isTaken = deps.sizes.has(file.bytes)
    if (isTaken && !claimed.has(file.bytes)) return { is: 'young' }
    if (!isTaken) {
      deps.sizes.add(file.bytes)
      claimed.add(file.bytes)
      return { are: 'unread', kind }
    }
    // Of one clip, as frames and chapters are, they are entered together or not at all: the second is read.
  }
  for (const id of unreadOfSize(writer, file.bytes)) await readOne(context, id, deps, signal)
  const read = await readWhole(path, file, deps, signal)
  return 'hashes' in read ? { are: 'read', hashes: read.hashes, kind } : read.look
}

/** True for kinds that are edited: every version of them is read, and its bytes are kept. */
export function isEdited(kind: string): boolean {
  return EDITED.has(kind)
}

/** Enters what was read. Call it in the transaction that enters the clip. */
export function enterBytes(db: WritableDb, bytes: number, found: Bytes, now: number): string {
  if (found.are === 'known') return found.contentId
  if (found.are === 'read') return upsertContent(db, { bytes, hashes: found.hashes, kind: found.kind, now })
  return insertUnread(db, { bytes, kind: found.kind, now })
}

/** Reads a file whole; it has to be the same before and after. */
async function readWhole(
  path: string,
  file: PlacedFile,
  deps: Pick<ReadDeps, 'hash'>,
  signal: AbortSignal,
): Promise<{ hashes: Hashes } | { look: LookResult }> {
  try {
    const hashes = await deps.hash(diskPath(path), signal)
    const seen = await lstat(nativeShown(path))
    const mtimeNs = keptTimeOfMs(seen.mtimeMs)
    return isUnchanged(file, seen.size, mtimeNs) ? { hashes } : { look: { is: 'growing', bytes: seen.size, mtimeNs } }
  } catch (error) {
    if (signal.aborted) return { look: { is: 'young' } }
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENODEV') return { look: { is: 'gone' } }
    return {
      look: {
        is: 'left',
        why: `It can't be read (${code ?? (error as Error).message}). Check its drive and its permissions, then scan again.`,
      },
    }
  }
}

/** Reads contents that were entered by their size alone, one after the other, until none is left that can be read. */
export async function readUnread(
  context: EngineContext,
  deps: Pick<ReadDeps, 'hash'>,
  signal: AbortSignal,
  read: (assetIds: string[]) => void,
): Promise<void> {
  const failed = new Set<string>()
  for (;;) {
    const next = unreadContents(context.library.writer, 20 + failed.size).filter((id) => !failed.has(id))
    if (next.length === 0 || signal.aborted) return
    for (const id of next) {
      if (signal.aborted) return
      const touched = await readOne(context, id, deps, signal)
      if (touched === null) failed.add(id)
      else read(touched)
    }
  }
}

/** Reads one content where it lies. Null when it could not be read, or is no longer what was entered. */
async function readOne(
  context: EngineContext,
  id: string,
  deps: Pick<ReadDeps, 'hash'>,
  signal: AbortSignal,
): Promise<string[] | null> {
  const { writer } = context.library
  const path = await firstThere(readablePaths(writer, id))
  if (path === undefined) return null
  try {
    const before = await lstat(nativeShown(path), { bigint: true })
    const hashes = await deps.hash(diskPath(path), signal)
    const after = await lstat(nativeShown(path), { bigint: true })
    if (before.size !== after.size || before.mtimeNs !== after.mtimeNs) return null
    return writer.transaction(() => {
      const { assetIds } = enterRead(writer, id, hashes)
      refreshAssets(writer, assetIds)
      return assetIds
    })()
  } catch (error) {
    if (!signal.aborted) context.log.warn({ err: error, contentId: id }, 'a file could not be read whole')
    return null
  }
}
