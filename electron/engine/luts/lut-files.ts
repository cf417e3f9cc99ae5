/**
 * The files of LUTs in the library's folder, each under the hash of its bytes. Whatever comes, from a person or from
 * another device, is read whole by our own reader before anything is made with it.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { RushesError } from '../../../shared/model/errors.ts'
import { MAX_LUT_BYTES, type LutFile, type LutKind } from '../../../shared/model/luts.ts'
import { lutReading } from '../domain/colour/lut-file.ts'
import type { Lut } from '../domain/colour/lut.ts'
import { readMedia } from '../files/open-plain.ts'
import { errnoOf } from '../files/errno.ts'
import { syncDirectory } from '../files/into-place.ts'
import { digestBytes } from '../hash/multi-hash.ts'
import type { LibraryFolder } from '../library/folder.ts'
import { decodeText } from '../text/decode.ts'

/** Where a LUT lies. */
export function lutPath(folder: Pick<LibraryFolder, 'luts'>, { hash, kind }: LutName): string {
  return join(folder.luts, `${hash}.${kind}`)
}
interface LutName {
  readonly hash: string
  readonly kind: LutKind
}

/** The kind that a file's name says; null for another one. */
export function lutKindOf(name: string): LutKind | null {
  const ending = /\.(cube|3dl)$/i.exec(name)?.[1]?.toLowerCase()
  return ending === 'cube' || ending === '3dl' ? ending : null
}

/** What a file holds. */
export interface ReadLut {
  readonly lut: Lut
  readonly hash: string
  readonly file: LutFile
}

/**
 * Reads bytes as a LUT, in steps: a cube of 129 points takes seconds. Throws RushesError `usage` with the line and what
 * is wrong with it. `name` is for that sentence.
 */
export async function parseLut(bytes: Buffer, kind: LutKind, name: string): Promise<ReadLut> {
  const reading = lutReading(decodeText(bytes), kind)
  for (;;) {
    const step = reading.next()
    if (step.done !== true) {
      await turn()
      continue
    }
    if ('fault' in step.value) {
      const { line, sentence } = step.value.fault
      throw new RushesError('usage', `${name}, line ${line}: ${sentence}`, { path: name, line })
    }
    const { lut } = step.value
    const file: LutFile = {
      kind,
      size: { cube: lut.cube?.size ?? null, curves: lut.curves?.size ?? null },
      bytes: bytes.length,
      xxh128: digestBytes('xxh128', bytes),
    }
    return { lut, hash: createHash('sha256').update(bytes).digest('hex'), file }
  }
}

/**
 * Reads a LUT of the set and checks that it is the one under this hash. Throws RushesError `source.missing` where it is
 * not here or not itself any more.
 */
export async function readKept(folder: Pick<LibraryFolder, 'luts'>, name: LutName, shown: string): Promise<ReadLut> {
  const path = lutPath(folder, name)
  const bytes = await readMedia(path, MAX_LUT_BYTES).catch((error: unknown) => {
    throw new RushesError(
      'source.missing',
      `The file of the LUT “${shown}” can’t be read (${path}). Add it again with: rushes luts add FILE`,
      { path },
      { cause: error },
    )
  })
  const read = await parseLut(bytes, name.kind, shown)
  if (read.hash === name.hash) return read
  throw new RushesError(
    'source.missing',
    `The file of the LUT “${shown}” is not what was added (${path}). Add it again with: rushes luts add FILE`,
    { path },
  )
}

/**
 * Keeps the bytes of a LUT, durably, before anybody is told of it. Throws RushesError `disk.full`, or `disk.io` where
 * the library's folder can't be written.
 */
export async function keepLut(folder: Pick<LibraryFolder, 'luts'>, name: LutName, bytes: Buffer): Promise<void> {
  const path = lutPath(folder, name)
  const temporary = `${path}.${randomUUID()}.part`
  await mkdir(folder.luts, { recursive: true })
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    // The same bytes under the same name, or what is damaged there: either way this is the file.
    await rename(temporary, path)
    syncDirectory(folder.luts)
  } catch (error) {
    throw notKept(error, folder.luts)
  } finally {
    await rm(temporary, { force: true })
  }
}

function notKept(error: unknown, folder: string): RushesError {
  const code = errnoOf(error)
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new RushesError(
        'disk.full',
        `The drive of ${folder} is full. Make room there, then add the LUT again.`,
        { folder },
        { cause: error },
      )
    : new RushesError(
        'disk.io',
        `${folder} can’t be written (${code}). Check the drive, then add the LUT again.`,
        { folder },
        { cause: error },
      )
}
