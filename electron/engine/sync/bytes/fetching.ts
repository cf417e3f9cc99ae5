/**
 * Fetches one content into a file: only the chunks that are missing, every one verified, the whole read back and
 * compared, and only then given its name, never over anything.
 *
 * What was begun lies beside its target under a name that follows from the content; after a crash the next try keeps
 * every chunk of it that is whole.
 */
import { constants } from 'node:fs'
import { lstat, open, type FileHandle } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { isRushesError, RushesError } from '../../../../shared/model/errors.ts'
import { openFolder, type Folder } from '../../files/folder.ts'
import { diskPath } from '../../domain/byte-names.ts'
import { openPlain } from '../../files/open-plain.ts'
import { hashFile } from '../../hash/hash-file.ts'
import type { ContentClass } from '../format/cut-sizes.ts'
import { contentName, type ContentKey } from '../format/secrets.ts'
import { findManifest, learnBundlesSoon } from './knowing.ts'
import { gather, type WantedChunk } from './gathering.ts'
import { createLanes } from './lanes.ts'
import type { ByteRemote } from './remote.ts'

export interface FetchOptions {
  readonly signal: AbortSignal
  /** The root that somebody told of this content, where one is known: another manifest is refused. */
  readonly root?: Uint8Array
  /** Files here that may hold parts of it, such as its version before. */
  readonly near?: readonly string[]
  /** Told how many of its bytes are there. */
  readonly onBytes?: (bytes: number, of: number) => void
}

const NOFOLLOW = constants.O_NOFOLLOW ?? 0

/**
 * Fetches a content to the path `to`, whose folder is made where it is not there. `chunksOf` cuts a file here as it was
 * cut there: for `near`. Answers how many bytes came over the line.
 *
 * Throws `not_found` where the remote does not have it, `conflict` where something stands at `to`, `remote.damaged`,
 * `disk.full`.
 */
export async function fetchContent(
  remote: ByteRemote,
  content: ContentKey,
  to: string,
  { signal, root, near = [], onBytes = () => {} }: FetchOptions,
  chunksOf: (
    path: string,
    contentClass: ContentClass,
    visit: (name: Buffer, at: number, bytes: number) => void,
  ) => Promise<void>,
): Promise<{ readonly fetchedBytes: number }> {
  if (
    await lstat(to).then(
      () => true,
      () => false,
    )
  )
    throw taken(to)
  let found = await findManifest(remote, content, true, signal)
  if (found === null) {
    await learnBundlesSoon(remote, signal)
    found = await findManifest(remote, content, true, signal)
  }
  if (found === null)
    throw new RushesError(
      'not_found',
      `${remote.store.name} does not have these bytes. Another device may still be sending them.`,
    )
  const { manifest } = found
  if (root !== undefined && !manifest.root.equals(root)) {
    throw new RushesError(
      'remote.damaged',
      `${remote.store.name} holds another file under this one’s name. It was not fetched; check the remote.`,
    )
  }

  const folder = dirname(to)
  const held = await openFolder(folder, { make: true }).catch((error: unknown) => {
    throw diskFault(error, folder)
  })
  try {
    return { fetchedBytes: await fetchInto(held) }
  } finally {
    await held.close()
  }

  async function fetchInto(into: Folder): Promise<number> {
    const part = `.rushes-${contentName(remote.namer, content).subarray(0, 8).toString('hex')}.part`
    let at = 0
    const wanted = manifest.chunks.map((chunk): WantedChunk => {
      const placed = { ...chunk, at }
      at += chunk.bytes
      return placed
    })
    const file = await openPart(into, part).catch((error: unknown) => {
      throw diskFault(error, folder)
    })
    let fetched = 0
    try {
      const missing = await keepWhole(remote, file, wanted, signal)
      let there = content.bytes - bytesOf(missing)
      onBytes(there, content.bytes)
      const keep = async (chunk: WantedChunk, bytes: Buffer): Promise<void> => {
        for (let done = 0; done < bytes.length;)
          done += (await file.write(bytes, done, bytes.length - done, chunk.at + done)).bytesWritten
        there += bytes.length
        onBytes(there, content.bytes)
      }
      const left = await fromNear(missing, near, keep, manifest.contentClass, chunksOf, remote, signal)
      await gather(
        remote,
        left,
        createLanes(4, 8, (error) => isRushesError(error) && error.code === 'remote.throttled'),
        async (chunk, bytes) => {
          fetched += chunk.stored
          await keep(chunk, bytes)
        },
        signal,
      )
      await file.truncate(content.bytes)
      await file.sync()
    } catch (error) {
      throw diskFault(error, folder)
    } finally {
      await file.close()
    }
    const { xxh128 } = await hashFile(`${into.at(part)}`, ['xxh128'], { signal })
    if (xxh128 !== content.xxh128) {
      await into.unlink(part)
      throw new RushesError(
        'remote.damaged',
        `What came from ${remote.store.name} is not the file that was asked for. It was not kept; check the remote, and the drive of ${folder}.`,
      )
    }
    if (!(await into.giveName(part, basename(to)))) throw taken(to)
    await into.sync()
    return fetched
  }
}

/** Chunks that are not whole in what an earlier try left. */
async function keepWhole(
  remote: ByteRemote,
  file: FileHandle,
  chunks: readonly WantedChunk[],
  signal: AbortSignal,
): Promise<WantedChunk[]> {
  const { size } = await file.stat()
  const missing: WantedChunk[] = []
  for (const chunk of chunks) {
    signal.throwIfAborted()
    if (
      chunk.at + chunk.bytes > size ||
      !remote.namer.name(await readAt(file, chunk.at, chunk.bytes)).equals(chunk.name)
    )
      missing.push(chunk)
  }
  return missing
}

/** Takes from files here what they have; answers the rest. */
async function fromNear(
  missing: readonly WantedChunk[],
  near: readonly string[],
  keep: (chunk: WantedChunk, bytes: Buffer) => Promise<void>,
  contentClass: ContentClass,
  chunksOf: (
    path: string,
    contentClass: ContentClass,
    visit: (name: Buffer, at: number, bytes: number) => void,
  ) => Promise<void>,
  remote: ByteRemote,
  signal: AbortSignal,
): Promise<WantedChunk[]> {
  let left = [...missing]
  for (const path of near) {
    if (left.length === 0) break
    const places = new Map<string, { at: number; bytes: number }>()
    try {
      await chunksOf(path, contentClass, (name, at, bytes) => {
        places.set(name.toString('latin1'), { at, bytes })
      })
      const file = await openPlain(diskPath(path))
      try {
        const still: WantedChunk[] = []
        for (const chunk of left) {
          const place = places.get(chunk.name.toString('latin1'))
          const bytes = place === undefined ? null : await readAt(file, place.at, place.bytes)
          if (bytes !== null && remote.namer.name(bytes).equals(chunk.name)) await keep(chunk, bytes)
          else still.push(chunk)
        }
        left = still
      } finally {
        await file.close()
      }
    } catch (error) {
      signal.throwIfAborted()
      if (isRushesError(error) && error.code.startsWith('disk.')) throw error
      remote.warn(error, `${path} was not used`) // It is only a shortcut.
    }
  }
  return left
}

async function readAt(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(bytes)
  let done = 0
  while (done < bytes) {
    const { bytesRead } = await file.read(buffer, done, bytes - done, at + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return buffer.subarray(0, done)
}

/**
 * What an earlier try left, or a new file. Somebody else may have laid a link or a second name of another file there:
 * such a thing is removed, never written into.
 */
async function openPart(into: Folder, part: string): Promise<FileHandle> {
  const seen = await lstat(into.at(part)).catch(() => null)
  if (seen !== null && (!seen.isFile() || seen.nlink > 1)) await into.unlink(part)
  else if (seen !== null) return await open(into.at(part), constants.O_RDWR | NOFOLLOW)
  return await into.create(part)
}

function taken(to: string): RushesError {
  return new RushesError('conflict', `A file is at ${to} already, and it is not overwritten. Choose another folder.`, {
    path: to,
  })
}

/** What a folder answers that can't be written, or is none. */
const WRITE_FAULTS = new Set([
  'EIO',
  'EROFS',
  'EACCES',
  'EPERM',
  'ENOTDIR',
  'ELOOP',
  'EEXIST',
  'ENAMETOOLONG',
  'EINVAL',
])

export function diskFault(error: unknown, folder: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new RushesError(
      'disk.full',
      `The drive of ${folder} is full. Make room there; what has come is kept, and the rest is fetched then.`,
      { folder },
    )
  if (code !== undefined && WRITE_FAULTS.has(code))
    return new RushesError(
      'disk.io',
      `${folder} can't be written (${code}). Check the drive, or choose another folder.`,
      { folder },
    )
  return error
}

function bytesOf(chunks: readonly WantedChunk[]): number {
  return chunks.reduce((sum, { bytes }) => sum + bytes, 0)
}
