/**
 * Writes a past version back: beside the current one, or over it after the current one is kept. Nothing is written that
 * was not compared with its hash, and nothing that stands is replaced but the one file that was named.
 */
import type { BigIntStats } from 'node:fs'
import { chmod, lstat, mkdir, rm, utimes, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Hashes } from '../../../shared/model/hash.ts'
import { newId } from '../../../shared/util/ids.ts'
import type { EngineContext } from '../context.ts'
import { readablePaths } from '../db/catalogue/contents.ts'
import { upsertContent } from '../db/catalogue/files-write.ts'
import { enterVersionOfFile } from '../db/versions/version-of-file.ts'
import { readRestorable, type Restorable } from '../db/versions/restorable.ts'
import { firstThere } from '../ingest/first-there.ts'
import { diskPath, shownPath } from '../domain/byte-names.ts'
import { native } from '../files/disk-path.ts'
import { openFolder, type Folder } from '../files/folder.ts'
import { streamPlain } from '../files/open-plain.ts'
import { safeSegment } from '../files/segment.ts'
import { classify, stemOf } from '../domain/media/media-kinds.ts'
import { placeToWrite } from '../volumes/chosen-folder.ts'
import { createMultiHash } from '../hash/multi-hash.ts'
import { MAX_KEPT_BYTES } from './keeping.ts'
import type { VersionStore } from './store/store.ts'

/** `author` is who asks for it: the versions that this makes carry that name. */
export interface RestoreRequest {
  readonly assetId: string
  readonly revision: number
  readonly to: string | null
  readonly over: boolean
  readonly author: string
}
export interface Restored {
  readonly path: string
  readonly bytes: number
  readonly keptRevision: number | null
}

interface RestoreDeps {
  readonly store: VersionStore
  readonly hash: (path: string) => Promise<Hashes>
  /** Something was written in this folder: watched folders look at it. */
  readonly wrote: (path: string) => void
}

/**
 * Restores one version of an asset. Throws `not_found`, `version.gone`, `version.damaged`, `conflict`,
 * `source.changed`, `disk.full`.
 */
export async function restoreVersion(
  context: EngineContext,
  deps: RestoreDeps,
  request: RestoreRequest,
): Promise<Restored> {
  const version = readRestorable(context.library.writer, request.assetId, request.revision)
  if (version === undefined)
    throw new RushesError(
      'not_found',
      `This clip has no version ${request.revision}. List them with: rushes versions ${request.assetId}`,
    )
  if (version.xxh128 === null)
    throw new RushesError(
      'version.gone',
      `Version ${request.revision} has not been read completely yet. Connect its drive and try again.`,
    )
  if (request.over) return await restoreOver(context, deps, version, request)
  if (request.to === null)
    throw new RushesError('usage', 'Name the file to write the version to, or choose to replace the current one.')
  const target = await targetFor(context, request.to, version)
  await writeVersion(context, deps, version, target, async (folder, temporary) => {
    if (!(await folder.giveName(temporary, basename(target))))
      throw new RushesError(
        'conflict',
        `${shownPath(target)} is there already and was not touched. Choose another name.`,
      )
  })
  deps.wrote(shownPath(target))
  return { path: shownPath(target), bytes: version.bytes, keptRevision: null }
}

async function restoreOver(
  context: EngineContext,
  deps: RestoreDeps,
  version: Restorable,
  request: RestoreRequest,
): Promise<Restored> {
  const path = await firstThere(version.currentFiles.map((file) => file.path))
  const current = version.currentFiles.find((file) => file.path === path)
  if (path === undefined || current === undefined)
    throw new RushesError(
      'volume.offline',
      'The current version is on no connected drive. Connect it, or restore to another folder.',
    )
  const target = await confine(context, diskPath(path))
  // From before its bytes are read: whatever is written from here on is noticed, and never replaced.
  const before = await lstat(native(target), { bigint: true })
  const keptRevision = await keepCurrent(context, deps, request, { ...current, path: target }, before)
  await writeVersion(context, deps, version, target, async (folder, temporary) => {
    const at = folder.at(temporary)
    if ((await lstat(at, { bigint: true })).mode !== before.mode) await chmod(at, Number(before.mode & 0o7777n))
    await assertUnchanged(folder.at(basename(target)), before, target)
    await folder.replace(temporary, basename(target))
  })
  const written = await lstat(native(target), { bigint: true })
  context.library.writer.transaction(() => {
    enterVersionOfFile(context.library.writer, {
      assetId: request.assetId,
      fileId: current.fileId,
      contentId: version.contentId,
      bytes: Number(written.size),
      mtimeNs: Number(written.mtimeNs),
      name: shownPath(basename(target)),
      reason: `restored from ${request.revision}`,
      author: request.author,
      device: context.library.deviceName,
      now: context.now(),
    })
  })()
  deps.wrote(shownPath(target))
  return { path: shownPath(target), bytes: version.bytes, keptRevision }
}

/**
 * The current file, read as it stands, in the store and in the history. What a program wrote a moment ago and no scan
 * has seen yet becomes a version of its own. Its bytes are read back from the store, since the file is replaced next.
 * Returns its revision. Throws where they can't be kept: then nothing is replaced.
 */
async function keepCurrent(
  context: EngineContext,
  deps: RestoreDeps,
  { assetId, author }: RestoreRequest,
  file: { fileId: string; path: string },
  before: BigIntStats,
): Promise<number> {
  const { writer } = context.library
  if (before.size > BigInt(MAX_KEPT_BYTES)) {
    throw new RushesError(
      'usage',
      `${shownPath(file.path)} is too large to be kept in the library before it is replaced (2 GiB at most). Restore the version to another folder.`,
    )
  }
  const hashes = await deps.hash(file.path)
  await assertUnchanged(native(file.path), before, file.path)
  const contentId = upsertContent(writer, {
    bytes: Number(before.size),
    hashes,
    kind: classify(shownPath(file.path)),
    now: context.now(),
  })
  if (!(await deps.store.keepProven(contentId, hashes.xxh128!, file.path))) throw changed(file.path)
  return writer.transaction(() =>
    enterVersionOfFile(writer, {
      assetId,
      fileId: file.fileId,
      contentId,
      bytes: Number(before.size),
      mtimeNs: Number(before.mtimeNs),
      name: shownPath(basename(file.path)),
      reason: 'kept before restore',
      author,
      device: context.library.deviceName,
      now: context.now(),
    }),
  )()
}

/**
 * Throws `source.changed` unless the file is the one that was looked at. Its status time can't be set back by a
 * program.
 */
async function assertUnchanged(path: string | Buffer, before: BigIntStats, called: string): Promise<void> {
  const now = await lstat(path, { bigint: true }).catch(() => null)
  if (
    now === null ||
    now.ino !== before.ino ||
    now.size !== before.size ||
    now.mtimeNs !== before.mtimeNs ||
    now.ctimeNs !== before.ctimeNs
  )
    throw changed(called)
}

function changed(path: string): RushesError {
  return new RushesError(
    'source.changed',
    `${shownPath(path)} changed while it was being replaced, and was left as it is. Close it in other programs and try again.`,
  )
}

/** A file that is to be made, or a free name in a folder that is there. */
async function targetFor(context: EngineContext, to: string, version: Restorable): Promise<string> {
  const wanted = resolve(diskPath(to))
  const seen = await lstat(native(wanted)).catch(() => null)
  if (seen === null) return confine(context, wanted)
  if (!seen.isDirectory())
    throw new RushesError(
      'conflict',
      `${shownPath(wanted)} is there already and was not touched. Choose another name, or a folder.`,
    )
  const own = safeSegment(version.name, 'The catalogue')
  const ending = own.slice(stemOf(own).length)
  for (let copy = 1; ; copy += 1) {
    const name = `${stemOf(own)} (version ${version.revision}${copy === 1 ? '' : `, ${copy}`})${ending}`
    if ((await lstat(native(join(wanted, name))).catch(() => null)) === null)
      return confine(context, join(wanted, name))
  }
}

/**
 * The real place of a path, links resolved, its folder made. Never in the library itself, where not even a folder is
 * made.
 */
async function confine(context: EngineContext, path: string): Promise<string> {
  const folder = await placeToWrite(context, dirname(path), {
    purpose: 'takes no versions',
    what: 'the version',
  }).catch((error: unknown) => {
    throw inWords(error, path)
  })
  const real = join(folder, basename(path))
  if ((await lstat(native(real)).catch(() => null))?.isSymbolicLink() === true)
    throw new RushesError('conflict', `${shownPath(path)} is a link, and links are not followed. Name the file itself.`)
  await mkdir(native(dirname(real)), { recursive: true }).catch((error: unknown) => {
    throw inWords(error, path)
  })
  return real
}

/**
 * Writes the bytes beside the target, on the disk and compared, then hands the file to `place`. What is damaged in one
 * place is looked for in the next: the store, then each copy that is here.
 */
async function writeVersion(
  context: EngineContext,
  deps: RestoreDeps,
  version: Restorable,
  target: string,
  place: (folder: Folder, temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = `.rushes-${newId()}.part`
  const folder = await openFolder(dirname(target)).catch((error: unknown) => {
    throw inWords(error, target)
  })
  try {
    const file = await folder.create(temporary, 0o644)
    try {
      await pourFirstGood(file, sourcesOf(context, deps.store, version.contentId), version)
      await file.sync()
    } finally {
      await file.close()
    }
    if (version.modifiedAt !== null) await utimes(folder.at(temporary), new Date(), new Date(version.modifiedAt))
    await place(folder, temporary)
    await folder.sync()
  } catch (error) {
    await rm(folder.at(temporary), { force: true })
    throw inWords(error, target)
  } finally {
    await folder.close()
  }
}

/** Where the bytes of a content may be had, the surest first. */
function sourcesOf(
  context: EngineContext,
  store: VersionStore,
  contentId: string,
): (() => AsyncIterable<Uint8Array>)[] {
  const copies = readablePaths(context.library.writer, contentId).map((path) => () => streamPlain(diskPath(path)))
  return store.has(contentId) ? [() => store.read(contentId), ...copies] : copies
}

async function pourFirstGood(
  file: FileHandle,
  sources: readonly (() => AsyncIterable<Uint8Array>)[],
  version: Restorable,
): Promise<void> {
  let damaged: RushesError | undefined
  for (const source of sources) {
    await file.truncate(0)
    let at = 0
    const hash = createMultiHash(['xxh128'])
    try {
      for await (const chunk of readable(source())) {
        hash.update(chunk)
        at = await writeAll(file, chunk, at)
      }
      if (hash.digest().xxh128 === version.xxh128) return
      damaged ??= new RushesError(
        'version.damaged',
        `Version ${version.revision} of ${version.name} is not what it was, and was not restored. Look for another copy of it.`,
      )
    } catch (error) {
      if (!(error instanceof RushesError)) throw error
      if (error.code === 'version.damaged') damaged ??= error
    }
  }
  throw damaged ?? gone(version.revision)
}

/**
 * Writes all of it at `at`; a drive that is nearly full takes less than it is given before it says so. Returns the end.
 */
async function writeAll(file: FileHandle, chunk: Uint8Array, at: number): Promise<number> {
  for (let done = 0; done < chunk.length;)
    done += (await file.write(chunk, done, chunk.length - done, at + done)).bytesWritten
  return at + chunk.length
}

/** A source that can't be read is gone; what fails where it is written to is another matter. */
async function* readable(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const bytes = source[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await bytes.next().catch((error: unknown) => {
        throw error instanceof RushesError
          ? error
          : new RushesError('version.gone', 'A copy of this version can not be read.', {}, { cause: error })
      })
      if (next.done === true) return
      yield next.value
    }
  } finally {
    await bytes.return?.()
  }
}

function gone(revision: number): RushesError {
  return new RushesError(
    'version.gone',
    `The bytes of version ${revision} are on no connected drive. Connect the drive that has it; its history stays.`,
  )
}

/** The bytes of a version: from the store, else from a copy that is here. Throws `version.gone`. */
export async function bytesOf(
  context: EngineContext,
  store: VersionStore,
  version: { readonly contentId: string; readonly revision: number },
): Promise<AsyncIterable<Uint8Array>> {
  if (store.has(version.contentId)) return store.read(version.contentId)
  const path = await firstThere(readablePaths(context.library.writer, version.contentId))
  if (path === undefined) throw gone(version.revision)
  return streamPlain(diskPath(path))
}

function inWords(error: unknown, target: string): unknown {
  if (error instanceof RushesError) return error
  const { code } = error as NodeJS.ErrnoException
  const shown = shownPath(target)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new RushesError('disk.full', `There is no room for ${shown}. Make room there, or choose another folder.`)
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
    return new RushesError('destination.readonly', `${shown} can't be written (${code}). Choose another folder.`)
  return new RushesError(
    'disk.io',
    `${shown} could not be written (${code ?? String(error)}). Check the drive.`,
    {},
    { cause: error },
  )
}
