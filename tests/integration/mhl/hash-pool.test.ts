/**
 * Hashing files, in this thread and in worker threads.
 */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashFile } from '../../../electron/engine/hash/hash-file.ts'
import { createHashPool } from '../../../electron/engine/hash/hash-pool.ts'
import { digestBytes } from '../../../electron/engine/hash/multi-hash.ts'

const worker = new URL('../../../electron/hosts/hash.worker.ts', import.meta.url)
const bytes = randomBytes(40_000_000)
let folder = ''
let pool: ReturnType<typeof createHashPool>

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-hash-'))
  writeFileSync(join(folder, 'clip'), bytes)
  writeFileSync(join(folder, 'empty'), '')
  symlinkSync('clip', join(folder, 'link'))
  pool = createHashPool({ size: 2, worker })
})
afterAll(async () => {
  await pool.close()
  rmSync(folder, { recursive: true })
})

describe.each([
  ['in this thread', hashFile],
  ['in a pool of workers', (...args: Parameters<typeof hashFile>) => pool.hashFile(...args)],
] as const)('a file hashed %s', (_where, hash) => {
  it('has the digests of its bytes, from one read', async () => {
    let counted = 0
    const hashes = await hash(join(folder, 'clip'), ['xxh64', 'md5', 'c4'], {
      onBytes: (count) => {
        counted += count
      },
    })
    expect(hashes).toEqual({
      xxh64: digestBytes('xxh64', bytes),
      md5: digestBytes('md5', bytes),
      c4: digestBytes('c4', bytes),
    })
    expect(counted).toBe(bytes.length)
    expect(await hash(join(folder, 'empty'), ['xxh64'])).toEqual({ xxh64: 'ef46db3751d8e999' })
  })

  it('that is not there, or is a link, fails with the code of the system', async () => {
    await expect(hash(join(folder, 'nothing'), ['xxh64'])).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(hash(join(folder, 'link'), ['xxh64'])).rejects.toMatchObject({ code: 'ELOOP' })
  })

  it('stops when it is told to', async () => {
    const abort = new AbortController()
    const run = hash(join(folder, 'clip'), ['sha1', 'md5', 'c4'], {
      signal: abort.signal,
      onBytes: () => {
        abort.abort()
      },
    })
    await expect(run).rejects.toMatchObject({ code: 'cancelled' })
    await expect(hash(join(folder, 'clip'), ['xxh64'], { signal: abort.signal })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })
})

describe('a pool of workers', () => {
  it('answers many files at once, each with its own digest', async () => {
    const files = Array.from({ length: 60 }, (_, index) => join(folder, `small${index}`))
    files.forEach((file, index) => {
      writeFileSync(file, String(index))
    })
    const hashes = await Promise.all(files.map((file) => pool.hashFile(file, ['xxh128'])))
    expect(hashes.map((each) => each.xxh128)).toEqual(
      files.map((_, index) => digestBytes('xxh128', Buffer.from(String(index)))),
    )
  })

  it('fails what it still holds when it is closed', async () => {
    const other = createHashPool({ size: 1, worker })
    const runs = Array.from({ length: 4 }, () => other.hashFile(join(folder, 'clip'), ['c4']))
    const settled = Promise.allSettled(runs)
    await other.close()
    for (const result of await settled)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } })
    await expect(other.hashFile(join(folder, 'clip'), ['xxh64'])).rejects.toMatchObject({ code: 'cancelled' })
  })
})
