/**
 * Reading a copy back, large and small: every byte of it, no more and no less, whatever its length.
 */
import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createMultiHash, digestBytes, digestWhole } from '../../../electron/engine/hash/multi-hash.ts'
import { alignedBuffer } from '../../../electron/engine/files/aligned.ts'
import { createReadRetry } from '../../../electron/engine/files/read-retry.ts'
import { readBack, type ReadBackOptions } from '../../../electron/engine/files/read-back.ts'
import { readBackSmall, SMALL_READ } from '../../../electron/engine/files/read-back-small.ts'
import { HASH_FORMATS } from '../../../shared/model/hash.ts'

const LENGTHS = [
  0,
  1,
  4095,
  4096,
  4097,
  8192,
  SMALL_READ - 4097,
  SMALL_READ - 4096,
  SMALL_READ - 1,
  SMALL_READ,
  SMALL_READ + 1,
  4 << 20,
  (4 << 20) + 4096,
  5_000_001,
]
const folder = mkdtempSync(join(tmpdir(), 'rushes-read-back-'))
const small = alignedBuffer(SMALL_READ)
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

function options(method: ReadBackOptions['method']): ReadBackOptions & { counted: number } {
  const own = {
    method,
    buffer: alignedBuffer(4 << 20),
    formats: ['xxh128', 'md5'] as const,
    stopped: () => false,
    counted: 0,
    onBytes: (bytes: number): void => {
      own.counted += bytes
    },
    readRetry: createReadRetry(
      () => {},
      () => false,
    ),
  }
  return own
}

describe.each(['device', 'page-cache'] as const)('a copy that is read back (%s)', (method) => {
  it.each(LENGTHS)('has all of its %d bytes hashed', async (length) => {
    const path = join(folder, `${method}-${length}.mov`)
    const bytes = randomBytes(length)
    writeFileSync(path, bytes)
    for (const read of [readBack, (at: string, how: ReadBackOptions) => readBackSmall(at, small, how)]) {
      const how = options(method)
      const done = await read(path, how)
      expect(done).toMatchObject({
        bytes: length,
        xxh128: digestBytes('xxh128', bytes),
        hashes: { md5: digestBytes('md5', bytes) },
      })
      expect(how.counted).toBe(length)
    }
  })

  it.each([3000, 4096, SMALL_READ - 5000])(
    'is read to its new end when it has grown or shrunk (%d bytes before)',
    async (length) => {
      const path = join(folder, `${method}-changing-${length}.mov`)
      writeFileSync(path, randomBytes(length))
      appendFileSync(path, randomBytes(SMALL_READ))
      expect(await readBackSmall(path, small, options(method))).toMatchObject({ bytes: length + SMALL_READ })
      truncateSync(path, 100)
      expect(await readBackSmall(path, small, options(method))).toMatchObject({ bytes: 100 })
    },
  )
})

describe('digests of bytes in memory', () => {
  it.each(HASH_FORMATS)('are those of bytes that are fed piece by piece (%s)', (format) => {
    const bytes = randomBytes(10_007)
    const fed = createMultiHash([format])
    fed.update(bytes.subarray(0, 4096))
    fed.update(bytes.subarray(4096))
    expect(digestWhole([format, format], bytes)).toEqual(fed.digest())
  })
})
