/**
 * Writes a past version back: beside the current one, or over it after the current one is kept. Nothing is written that was
 * not compared with its hash, and nothing that stands is replaced but the one file that was named.
 */
import { createReadStream } from 'node:fs'
import { link, lstat, mkdir, open, realpath, rename, rm, stat, unlink, utimes, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Hashes } from '../../../shared/model/hash.ts'
import { newId } from '../../../shared/util/ids.ts'
import type { EngineContext } from '../context.ts'
import { readablePaths } from '../db/contents.ts'
import { upsertContent } from '../db/files-write.ts'
import { enterVersionOfFile } from '../db/version-of-file.ts'
import { readRestorable, type Restorable } from '../db/restorable.ts'
import { firstThere } from '../catalogue/first-there.ts'
import { classify, stemOf } from '../domain/media-kinds.ts'
import { createMultiHash, type MultiHash } from '../hash/multi-hash.ts'
import type { VersionStore } from './store/store.ts'

export interface RestoreRequest { readonly assetId: string; readonly revision: number; readonly to: string | null; readonly over: boolean }
export interface Restored { readonly path: string; readonly bytes: number; readonly keptRevision: number | null }

export interface RestoreDeps {
  readonly store: VersionStore
  readonly hash: (path: string) => Promise<Hashes>
  /** Something was written in this folder: watched folders look at it. */
  readonly wrote: (path: string) => void
}

/** Restores one version of an asset. Throws `not_found`, `version.gone`, `version.damaged`, `conflict`, `source.changed`, `disk.full`. */
export async function restoreVersion(context: EngineContext, deps: RestoreDeps, request: RestoreRequest): Promise<Restored> {
  const version = readRestorable(context.library.writer, request.assetId, request.revision)
  if (version === undefined) throw new RushesError('not_found', `This clip has no version ${request.revision}. List them with: rushes versions ${request.assetId}`)
  if (version.xxh128 === null) throw new RushesError('version.gone', `Version ${request.revision} has not been read whole yet. Connect its drive and try again.`)
  if (request.over) return await restoreOver(context, deps, version, request)
  if (request.to === null) throw new RushesError('usage', 'Say where the version is to be written, or that it is to go over the current one.')
  const target = await targetFor(context, request.to, version)
  await writeVersion(context, deps, version, target, async (temporary) => { await placeNew(temporary, target) })
  deps.wrote(target)
  return { path: target, bytes: version.bytes, keptRevision: null }
}

async function restoreOver(context: EngineContext, deps: RestoreDeps, version: Restorable, request: RestoreRequest): Promise<Restored> {
  const path = await firstThere(version.currentFiles.map((file) => file.path))
  const current = version.currentFiles.find((file) => file.path === path)
  if (path === undefined || current === undefined) throw new RushesError('volume.offline', 'The current version is on no drive that is here. Connect it, or restore to another place.')
  const target = await confine(context, path)
  const keptRevision = await keepCurrent(context, deps, request.assetId, { ...current, path: target })
  const before = await lstat(target, { bigint: true })
  await writeVersion(context, deps, version, target, async (temporary) => {
    const now = await lstat(target, { bigint: true })
    if (now.mtimeNs !== before.mtimeNs || now.size !== before.size || now.ino !== before.ino) {
      throw new RushesError('source.changed', `${target} changed while it was being replaced, and was left as it is. Close it in other programs and try again.`)
    }
    await rename(temporary, target)
  })
  const written = await lstat(target)
  context.library.writer.transaction(() => {
    enterVersionOfFile(context.library.writer, {
      assetId: request.assetId, fileId: current.fileId, contentId: version.contentId, bytes: written.size, mtimeNs: Math.round(written.mtimeMs * 1e6),
      name: basename(target), reason: `restored from ${request.revision}`, author: context.settings().author, device: context.library.deviceName, now: context.now(),
    })
  })()
  deps.wrote(target)
  return { path: target, bytes: version.bytes, keptRevision }
}

/**
 * The current file, read as it stands, in the store and in the history. What a program wrote a moment ago and no scan has
 * seen yet becomes a version of its own. Returns its revision. Throws where its bytes can't be kept: then nothing is replaced.
 */
async function keepCurrent(context: EngineContext, deps: RestoreDeps, assetId: string, file: { fileId: string; path: string }): Promise<number> {
  const { writer } = context.library
  const before = await lstat(file.path)
  const hashes = await deps.hash(file.path)
  const contentId = upsertContent(writer, { bytes: before.size, hashes, kind: classify(file.path), now: context.now() })
  if (!await deps.store.keep(contentId, hashes.xxh128!, file.path)) {
    throw new RushesError('source.changed', `${file.path} is being changed and was left as it is. Close it in other programs and try again.`)
  }
  return writer.transaction(() => enterVersionOfFile(writer, {
    assetId, fileId: file.fileId, contentId, bytes: before.size, mtimeNs: Math.round(before.mtimeMs * 1e6), name: basename(file.path),
    reason: 'kept before restore', author: context.settings().author, device: context.library.deviceName, now: context.now(),
  }))()
}

/** A file that is to be made, or a free name in a folder that is there. */
async function targetFor(context: EngineContext, to: string, version: Restorable): Promise<string> {
  const wanted = resolve(to)
  const seen = await lstat(wanted).catch(() => null)
  if (seen === null) return confine(context, wanted)
  if (!seen.isDirectory()) throw new RushesError('conflict', `${wanted} is there already and was not touched. Choose another name, or a folder.`)
  const ending = version.name.slice(stemOf(version.name).length)
  for (let copy = 1; ; copy += 1) {
    const name = `${stemOf(version.name)} (version ${version.revision}${copy === 1 ? '' : `, ${copy}`})${ending}`
    if (await lstat(join(wanted, name)).catch(() => null) === null) return confine(context, join(wanted, name))
  }
}

/** The real place of a path, links resolved. Never in the library itself. */
async function confine(context: EngineContext, path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  const real = join(await realpath(dirname(path)), basename(path))
  const library = await realpath(context.library.folder.path)
  if (real === library || real.startsWith(library + sep)) throw new RushesError('usage', `${path} lies in the library's own folder. Choose another place.`)
  if ((await lstat(real).catch(() => null))?.isSymbolicLink() === true) throw new RushesError('conflict', `${path} is a link, and links are not followed. Name the file itself.`)
  return real
}

/** Writes the bytes beside the target, on the disk and compared, then hands the file to `place`. */
async function writeVersion(context: EngineContext, deps: RestoreDeps, version: Restorable, target: string, place: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(target), `.rushes-${newId()}.part`)
  try {
    const file = await open(temporary, 'wx', 0o644)
    try {
      const hash = createMultiHash(['xxh128'])
      await pour(file, await bytesOf(context, deps.store, version), hash)
      if (hash.digest().xxh128 !== version.xxh128) throw new RushesError('version.damaged', `Version ${version.revision} of ${version.name} is not what it was, and was not restored. Look for another copy of it.`)
      await file.sync()
    } finally {
      await file.close()
    }
    if (version.modifiedAt !== null) await utimes(temporary, new Date(), new Date(version.modifiedAt))
    await place(temporary)
    await flushFolder(dirname(target))
  } catch (error) {
    await rm(temporary, { force: true })
    throw inWords(error, target)
  }
}

async function pour(file: FileHandle, bytes: AsyncIterable<Uint8Array>, hash: MultiHash): Promise<void> {
  for await (const chunk of bytes) {
    hash.update(chunk)
    await file.writeFile(chunk)
  }
}

/** The bytes of a version: from the store, else from a copy that is here. Throws `version.gone`. */
export async function bytesOf(context: EngineContext, store: VersionStore, version: { readonly contentId: string; readonly revision: number }): Promise<AsyncIterable<Uint8Array>> {
  if (store.has(version.contentId)) return store.read(version.contentId)
  const path = await firstThere(readablePaths(context.library.writer, version.contentId))
  if (path === undefined) throw new RushesError('version.gone', `The bytes of version ${version.revision} are on no drive that is here. Connect the drive that has it; its history stays.`)
  return createReadStream(path, { highWaterMark: 1 << 20 })
}

/** Never over anything: a link fails where a name is taken. Where there are no links, the look comes a moment before. */
async function placeNew(temporary: string, target: string): Promise<void> {
  try {
    await link(temporary, target)
    await unlink(temporary)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw new RushesError('conflict', `${target} is there already and was not touched. Choose another name.`)
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EMLINK') throw error
    if (await stat(target).catch(() => null) !== null) throw new RushesError('conflict', `${target} is there already and was not touched. Choose another name.`)
    await rename(temporary, target)
  }
}

async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return // Windows has no flush of a folder.
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function inWords(error: unknown, target: string): unknown {
  if (error instanceof RushesError) return error
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') return new RushesError('disk.full', `There is no room for ${target}. Make room there, or choose another place.`)
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return new RushesError('destination.readonly', `${target} can't be written (${code}). Choose another place.`)
  return new RushesError('disk.io', `${target} could not be written (${code ?? String(error)}). Check the drive.`, {}, { cause: error })
}
