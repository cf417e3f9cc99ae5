/**
 * Repairing: a copy that went bad is made anew from a verified one. The good copy is hashed while it is read, the new
 * one is read back from its drive, and only then does the bad one make room for it; it is moved aside and never
 * deleted.
 */
import { lstat, open, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ReadBack } from '../../../shared/model/asset.ts'
import { isRushesError, RushesError } from '../../../shared/model/errors.ts'
import type { EngineContext } from '../context.ts'
import { goodCopies, type BadCopy, type GoodCopy } from '../db/catalogue/copies-check.ts'
import { recordCopyChecks } from '../db/catalogue/files-verify.ts'
import { temporaryName, temporaryTag } from '../domain/offload/offload-temp.ts'
import { bestReadBack } from '../domain/volumes/volume.ts'
import { diskPath, shownPath } from '../domain/byte-names.ts'
import { native } from '../files/disk-path.ts'
import { openPlain } from '../files/open-plain.ts'
import { assertPlainWay } from '../files/plain-way.ts'
import { createMultiHash } from '../hash/multi-hash.ts'
import { moveIntoPlace, syncDirectory } from '../files/into-place.ts'
import type { CheckDeps } from './check-copies.ts'
import { factsOf } from './check-copy.ts'
import { asideFor, setAside } from './set-aside.ts'

interface Repaired {
  readonly fileId: string
  readonly path: string
  /** The copy that it was made from, and where the bad one is now; null when it was gone already. */
  readonly from: string
  readonly aside: string | null
}

/** Bytes of one read and write. */
const BUFFER_BYTES = 1 << 20

/**
 * Repairs one copy from the first good copy that is here and proves to be good.
 * @throws RushesError `volume.offline` when its drive or every good copy is away, `not_found` when there is no good copy
 *   at all, `hash.mismatch` when what was written reads back wrong, `disk.full`, `disk.io`, `cancelled`
 */
export async function repairCopy(
  context: EngineContext,
  deps: CheckDeps,
  bad: BadCopy,
  options: { readonly signal?: AbortSignal; readonly onBytes?: (bytes: number) => void; readonly named?: boolean } = {},
): Promise<Repaired> {
  if (bad.changed && options.named !== true)
    throw new RushesError('conflict', changedSentence(bad.path), { path: bad.path })
  const here = goodHere(context, bad)
  await assertPlainWay(bad.mountPoint, diskPath(bad.path)).catch((error: unknown) => {
    throw refused(error, bad)
  })
  const begun = await repairedAlready(context, deps, bad, here, options)
  if (begun !== null) return begun
  const place = diskPath(bad.path)
  const temporary = join(dirname(place), temporaryName(temporaryTag(bad.fileId), 0))
  for (const good of here) {
    if (!(await copyFrom(context, good, bad, temporary, options))) continue
    const written = await readBack(deps, temporary, bad, options)
    if (written.xxh128 !== bad.xxh128) {
      await unlink(native(temporary))
      throw new RushesError(
        'hash.mismatch',
        `What was written in the place of ${bad.path} reads back wrong. The bad copy stays where it is. Check the drive; it may be failing.`,
        { path: bad.path },
      )
    }
    const aside = (await lstat(native(place)).catch(() => null)) === null ? null : await setAside(place, bad.mountPoint)
    if (!moveIntoPlace(temporary, place))
      throw new RushesError(
        'conflict',
        `Another file is at ${bad.path} by now. Look at what it is, then run the same command again.`,
        { path: bad.path },
      )
    syncDirectory(dirname(place))
    await recordRepaired(context, bad, written.method)
    return { fileId: bad.fileId, path: bad.path, from: good.path, aside: aside === null ? null : shownPath(aside) }
  }
  throw new RushesError(
    'hash.mismatch',
    `None of the copies of ${bad.path} that are connected is good any more. Connect another drive that has it.`,
    { path: bad.path },
  )
}

/** What is said of a copy that is left alone because somebody wrote to it. */
function changedSentence(path: string): string {
  return `${path} was changed after it was verified, so it is left as it is. To put a verified copy in its place, name it: rushes repair "${path}" --yes`
}

/**
 * The good copies that a bad one can be made from now.
 * @throws RushesError `volume.offline` when its drive or every good copy is away, `not_found` when there is none at all
 */
export function goodHere(context: EngineContext, bad: BadCopy): readonly GoodCopy[] {
  if (!bad.online)
    throw new RushesError('volume.offline', `${bad.volumeLabel} is not connected. Connect it to repair ${bad.path}.`, {
      path: bad.path,
    })
  const all = goodCopies(context.library.reader, bad.contentId).filter((one) => one.fileId !== bad.fileId)
  if (all.length === 0)
    throw new RushesError(
      'not_found',
      `No verified copy of ${bad.path} is known. Verify the others, or find it on a drive that the library does not know yet.`,
      { path: bad.path },
    )
  const here = all.filter((one) => one.here)
  if (here.length === 0)
    throw new RushesError(
      'volume.offline',
      `The good copies of ${bad.path} are on ${[...new Set(all.map((one) => one.volumeLabel))].join(', ')}. Connect one of them.`,
      { path: bad.path },
    )
  return here
}

/**
 * A run that was cut off after the last move and before the record: the bad copy lies aside, and what stands there is
 * good.
 */
async function repairedAlready(
  context: EngineContext,
  deps: CheckDeps,
  bad: BadCopy,
  here: readonly GoodCopy[],
  options: { readonly signal?: AbortSignal },
): Promise<Repaired | null> {
  const place = diskPath(bad.path)
  const aside = await asideFor(place, bad.mountPoint)
  const [moved, there] = await Promise.all([aside, place].map((path) => lstat(native(path)).catch(() => null)))
  if (moved === null || there == null || there.size !== bad.bytes) return null
  const found = await readBack(deps, place, bad, options).catch((error: unknown) => {
    if (isRushesError(error)) throw error
    // It can't be read: then it is bad, and is repaired like any other.
    return null
  })
  if (found?.xxh128 !== bad.xxh128) return null
  await recordRepaired(context, bad, found.method)
  return { fileId: bad.fileId, path: bad.path, from: here[0]?.path ?? '', aside: shownPath(aside) }
}

async function recordRepaired(
  context: EngineContext,
  { fileId, path, fsType }: BadCopy,
  method: ReadBack,
): Promise<void> {
  context.events.publish(
    ['assets', 'volumes'],
    await recordCopyChecks(
      context.library.writer,
      [{ fileId, ok: true, method, now: await factsOf(path, fsType).catch(() => null) }],
      context.now(),
    ),
  )
}

async function readBack(
  { hashes, identify }: CheckDeps,
  path: string,
  bad: BadCopy,
  { signal }: { readonly signal?: AbortSignal },
) {
  const best = bestReadBack(await identify(bad.mountPoint))
  let method = best
  const { xxh128 = '' } = await hashes.hashFile(path, ['xxh128'], {
    readBack: best,
    onMethod: (done) => {
      method = done
    },
    ...(signal === undefined ? {} : { signal }),
  })
  return { xxh128, method }
}

/** Writes the temporary file from a good copy; false, with that copy recorded as bad, when it proves not to be good. */
async function copyFrom(
  context: EngineContext,
  good: GoodCopy,
  bad: BadCopy,
  temporary: string,
  { signal, onBytes }: { readonly signal?: AbortSignal; readonly onBytes?: (bytes: number) => void },
): Promise<boolean> {
  await unlink(native(temporary)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw refused(error, bad)
  })
  const from = await openPlain(diskPath(good.path)).catch(() => null)
  if (from === null) return false
  try {
    const { mtimeMs, mode } = await from.stat()
    const to = await open(native(temporary), 'wx', (mode & 0o777) | 0o600)
    try {
      const hash = createMultiHash(['xxh128'])
      const buffer = Buffer.allocUnsafe(BUFFER_BYTES)
      for (;;) {
        if (signal?.aborted === true)
          throw new RushesError('cancelled', `The repair of ${bad.path} was stopped. The bad copy stays where it is.`, {
            path: bad.path,
          })
        const bytesRead = await from.read(buffer, 0, buffer.length, null).then(
          (read) => read.bytesRead,
          () => null,
        )
        // A good copy that can't be read is no good copy: its hash will not come out right, and the next one is asked.
        if (bytesRead === null || bytesRead === 0) break
        hash.update(buffer.subarray(0, bytesRead))
        await to.writeFile(buffer.subarray(0, bytesRead))
        onBytes?.(bytesRead)
      }
      if (hash.digest().xxh128 === bad.xxh128) {
        // As text: Node takes a negative number for now.
        await to.utimes(String(mtimeMs / 1000), String(mtimeMs / 1000))
        await to.sync()
        return true
      }
    } finally {
      await to.close()
    }
    await unlink(native(temporary))
    context.events.publish(
      ['assets', 'volumes'],
      await recordCopyChecks(
        context.library.writer,
        [{ fileId: good.fileId, ok: false, method: 'page-cache' }],
        context.now(),
      ),
    )
    return false
  } catch (error) {
    await unlink(native(temporary)).catch(() => undefined)
    throw refused(error, bad)
  } finally {
    await from.close()
  }
}

function refused(error: unknown, { path, volumeLabel }: BadCopy): RushesError {
  if (isRushesError(error)) return error
  const errno = (error as NodeJS.ErrnoException).code ?? String(error)
  if (errno === 'ENOSPC' || errno === 'EDQUOT')
    return new RushesError(
      'disk.full',
      `${volumeLabel} has no room for a new copy of ${path} beside the bad one. Free some room there.`,
      { path },
      { cause: error },
    )
  return new RushesError(
    'disk.io',
    `${path} can't be repaired (${errno}). Check the drives and their permissions. The bad copy stays where it is.`,
    { path },
    { cause: error },
  )
}
