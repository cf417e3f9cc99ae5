/**
 * The 32-bit xxHash of early MHL 1 files. It is only read, never written: 32 bits are too few to tell files apart.
 */
import { open } from 'node:fs/promises'
import xxhash from 'xxhash-addon'
import { PLAIN_READ } from '../files/plain-flags.ts'
import { READ_BYTES, stopped, type HashFileOptions } from './hash-file.ts'

/**
 * The xxHash32 (seed 0) of a file, as a number.
 * @throws RushesError `cancelled` when the signal stops it; the error of the system call otherwise
 */
export async function xxh32OfFile(path: string, { signal, onBytes }: HashFileOptions = {}): Promise<number> {
  const hash = new xxhash.XXHash32(Buffer.alloc(4))
  const file = await open(path, PLAIN_READ)
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES)
    for (;;) {
      if (signal?.aborted === true) throw stopped(path)
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null)
      if (bytesRead === 0) return hash.digest().readUInt32BE(0)
      hash.update(buffer.subarray(0, bytesRead))
      onBytes?.(bytesRead)
    }
  } finally {
    await file.close()
  }
}
