/**
 * Where kept versions are cut. Part of their format.
 */
import { createHash } from 'node:crypto'
import { createCutter, type Cutter } from '../../chunks/cutter.ts'
import { cutsOf } from '../../chunks/cuts.ts'

/**
 * For documents and projects, at normalisation level 2 with a hash of 32 bits. Measured on 50 MB: an insertion of 100
 * bytes stores 59 KB anew at an average of 32 KiB, 101 at 64, 159 at 128, 328 at 256, while each halving doubles the
 * index.
 */
export const DOCUMENT_CUTS = cutsOf({ least: 16 << 10, average: 64 << 10, most: 256 << 10 }, 2, 32)

/** A cutter with the gear of kept versions: from SHA-256, so that anybody can make it again. */
export function createDocumentCutter(windowBytes: number): Cutter {
  const gear = Buffer.alloc(256 * 8)
  for (let byte = 0; byte < 256; byte += 1)
    createHash('sha256')
      .update(`rushes gear ${byte}`)
      .digest()
      .subarray(0, 4)
      .swap32()
      .copy(gear, byte * 8)
  return createCutter(gear, windowBytes)
}
