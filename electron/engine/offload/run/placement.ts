/**
 * Where a file goes at one destination: under its own name when that is free, compared with what stands there when
 * that may be the same, else under the name of a conflict. Nothing that stands there is ever written over.
 */
import { lstat } from 'node:fs/promises'
import { native } from '../../files/disk-path.ts'
import { below } from '../../files/below.ts'
import type { PlannedFile } from '../../domain/offload/offload.ts'
import { conflictPath } from '../../domain/offload/offload-temp.ts'

export interface Placement {
  /** Relative to the destination's root. */
  readonly writtenAs: string
  /** `check`: a file of the same size stands there and is compared instead of written. */
  readonly mode: 'write' | 'check'
}

/** More conflicts of one name than this are a mistake somewhere else. */
const MOST = 999

/**
 * Finds the place of a file.
 * @param differing names that were already compared and hold other bytes
 * @throws the error of the system call that looks a name up
 */
export async function placeFile(root: string, file: PlannedFile, differing: ReadonlySet<string>): Promise<Placement> {
  for (let number = 0; number <= MOST; number++) {
    const writtenAs = number === 0 ? file.path : conflictPath(file.path, number)
    if (differing.has(writtenAs)) continue
    const there = await lstat(native(below(root, writtenAs))).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    if (there === null) return { writtenAs, mode: 'write' }
    if (there.isFile() && there.size === file.size) return { writtenAs, mode: 'check' }
  }
  throw Object.assign(new Error(`${file.path} has ${MOST} conflicts`), { code: 'EEXIST' })
}
