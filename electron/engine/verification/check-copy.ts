/**
 * One copy held against what the catalogue knows of its bytes: read back from its drive and compared.
 */
import { lstat } from 'node:fs/promises'
import { keptTime } from '../domain/scan/kept-time.ts'
import { keepsChangeTime, touchOf, type FileFacts, type Touch } from '../domain/scan/file-state.ts'
import { diskPath } from '../domain/byte-names.ts'
import { nativeShown } from '../files/disk-path.ts'
import { isRushesError } from '../../../shared/model/errors.ts'
import type { ReadBack } from '../../../shared/model/asset.ts'
import type { CopyCheck } from '../db/catalogue/files-verify.ts'
import type { CopyToCheck } from '../db/catalogue/copies-check.ts'
import type { HashFile } from '../hash/hash-file.ts'
import type { FindingKind } from '../mhl/findings.ts'

export interface CheckedCopy {
  readonly copy: CopyToCheck
  readonly finding: Extract<FindingKind, 'verified' | 'mismatch' | 'missing' | 'unreadable' | 'skipped'>
  readonly message: string | null
  /** What the catalogue is to record; null where nothing was proven either way. */
  readonly record: CopyCheck | null
}

/** File systems keep times to two seconds (FAT) or better. */
const TIME_MS = 2_000

export interface CheckOptions {
  readonly hashFile: HashFile
  /** What a read past the file cache is worth on the copy's drive. */
  readonly readBack: ReadBack
  readonly signal?: AbortSignal
  readonly onBytes?: (bytes: number) => void
}

/**
 * Reads a copy back and compares it. One that differs is read once more, so that a bad cable is told from bad bytes; it
 * is never trusted again after that.
 * @throws RushesError `cancelled` when the signal stops it
 */
export async function checkCopy(copy: CopyToCheck, options: CheckOptions): Promise<CheckedCopy> {
  const { path, fileId } = copy
  try {
    const now = await factsOf(path, copy.fsType)
    const touch = touchOf({ bytes: copy.bytes, mtimeNs: copy.mtimeMs * 1e6, ctimeNs: copy.ctimeNs }, now)
    const shows = now.bytes !== copy.bytes || Math.abs(now.mtimeNs - copy.mtimeMs * 1e6) > TIME_MS * 1e6
    if (shows && copy.watched) {
      return {
        copy,
        finding: 'skipped',
        message: `${path} was changed since it was catalogued. The next scan of its folder catalogues it again.`,
        record: null,
      }
    }
    const first = await read(copy, options)
    if (first.xxh128 === copy.xxh128)
      return { copy, finding: 'verified', message: null, record: { fileId, ok: true, method: first.method, now } }
    const again = await read(copy, { ...options, onBytes: () => {} })
    return {
      copy,
      finding: 'mismatch',
      message: why(copy, now.bytes, again.xxh128 === copy.xxh128, touch),
      record: { fileId, ok: false, method: again.method, now },
    }
  } catch (error) {
    if (isRushesError(error)) throw error
    const errno = (error as NodeJS.ErrnoException).code ?? String(error)
    if (errno === 'ENOENT' || errno === 'ENOTDIR')
      return {
        copy,
        finding: 'missing',
        message: `${path} is missing. If it was moved or renamed, find it with: rushes relink. Else offload the card again, or copy it from another drive.`,
        record: null,
      }
    const bad = errno === 'EIO' || errno === 'EUCLEAN'
    const message = bad
      ? `${path} can't be read: the drive reports an error. Repair it from another copy, and check the drive.`
      : `${path} can't be read (${errno}). Check the drive, its cable and its permissions, then verify again.`
    return { copy, finding: 'unreadable', message, record: bad ? { fileId, ok: false, method: null } : null }
  }
}

async function read(
  copy: CopyToCheck,
  { hashFile, readBack, signal, onBytes }: CheckOptions,
): Promise<{ xxh128: string; method: ReadBack }> {
  let method: ReadBack = 'page-cache'
  const { xxh128 = '' } = await hashFile(diskPath(copy.path), ['xxh128'], {
    readBack,
    onMethod: (done) => {
      method = done
    },
    ...(signal === undefined ? {} : { signal }),
    ...(onBytes === undefined ? {} : { onBytes }),
  })
  return { xxh128, method }
}

/** What the file system says of a file. Throws the error of the system call. */
export async function factsOf(path: string, fsType: string | null): Promise<FileFacts> {
  const seen = await lstat(nativeShown(path), { bigint: true })
  return {
    bytes: Number(seen.size),
    mtimeNs: Number(keptTime(seen.mtimeNs)),
    ctimeNs: keepsChangeTime(fsType) ? Number(keptTime(seen.ctimeNs)) : null,
  }
}

function why({ path, bytes, fsType }: CopyToCheck, size: number, rightTheSecondTime: boolean, touch: Touch): string {
  if (rightTheSecondTime)
    return `${path} read back wrong and then right. The drive, its cable or this computer's memory is not reliable: check them, and don't trust this copy.`
  if (touch === 'written') {
    const what = size === bytes ? 'its checksum no longer matches' : `it has ${size} bytes and had ${bytes}`
    return `${path} was changed after it was verified: ${what}. It counts as no copy, and is not repaired unless you name it: rushes repair "${path}"`
  }
  const open =
    touch === 'unknown'
      ? keepsChangeTime(fsType)
        ? ' Whether it was edited can’t be told: its time of change was not known yet.'
        : ` Whether it was edited can’t be told: ${fsType ?? 'this file system'} keeps no time of change.`
      : ''
  return `${path} has gone bad: its checksum no longer matches.${open} Repair it from another copy.`
}
