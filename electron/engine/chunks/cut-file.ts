/**
 * A file read once, cut as it is read. Memory does not grow with the file.
 */
import { readSync } from 'node:fs'
import type { Cutter } from './cutter.ts'
import type { Cuts } from './cuts.ts'

/** Bytes of one read. */
const READ_BYTES = 1 << 20

/**
 * Cuts an open file from where it stands to its end. Gives the lengths of the chunks that lie in the cutter's window,
 * the first at 0, one behind the other; they lie there until more is asked for. Throws the error of the system call.
 * @param read told each piece as it comes, for the hash of the whole
 */
export function* cutFile(
  handle: number,
  { window, chunkLength }: Cutter,
  cuts: Cuts,
  read: (bytes: Uint8Array) => void,
): Generator<readonly number[], void> {
  let [to, ended] = [0, false]
  while (!ended) {
    while (to < window.length && !ended) {
      const count = readSync(handle, window, to, Math.min(READ_BYTES, window.length - to), null)
      ended = count === 0
      read(window.subarray(to, to + count))
      to += count
    }
    const lengths: number[] = []
    // Before the end of the file a cut needs the greatest length ahead of it.
    const sure = ended ? to : to - cuts.most + 1
    let from = 0
    while (from < sure) {
      const length = chunkLength(from, to, cuts)
      lengths.push(length)
      from += length
    }
    if (lengths.length > 0) yield lengths
    window.copyWithin(0, from, to)
    to -= from
  }
}
