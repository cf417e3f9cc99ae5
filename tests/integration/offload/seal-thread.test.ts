/**
 * Sealing in a thread: the same manifest as in the engine's own, errors with their codes, and a thread that dies.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { workerUrls } from '../../../electron/hosts/places.ts'
import { digestBytes } from '../../../electron/engine/hash/multi-hash.ts'
import { sealGeneration } from '../../../electron/engine/mhl/seal.ts'
import type { SealFile } from '../../../electron/engine/mhl/seal-plan.ts'
import { sealInThread } from '../../../electron/engine/offload/results/seal-thread.ts'
import { scratch } from '../../helpers/library.ts'

/** More than go in one message. */
const FILES = 2_300
const STARTED = Date.UTC(2026, 10, 30, 8)

/** A roll in two folders, and its files as an offload hands them over. */
function roll(root: string): SealFile[] {
  return Array.from({ length: FILES }, (_, index) => {
    const path = `CLIPS_${index % 2}/A001C${String(index).padStart(4, '0')} Käthe.txt`
    mkdirSync(join(root, `CLIPS_${index % 2}`), { recursive: true })
    writeFileSync(join(root, path), path)
    const hashes = { xxh64: digestBytes('xxh64', Buffer.from(path)) }
    return { path, size: Buffer.byteLength(path), modified: STARTED, hashes, hashedAt: STARTED }
  })
}

const request = (root: string) => ({
  root,
  process: 'transfer' as const,
  creator: { hostname: 'cart', tool: 'Rushes', toolVersion: '1' },
  startedAt: STARTED,
})

const manifestOf = (root: string): string => {
  const [name] = readdirSync(join(root, 'ascmhl')).filter((each) => each.endsWith('.mhl'))
  return readFileSync(join(root, 'ascmhl', name!), 'utf8')
}

describe('a thread that seals', () => {
  it('writes what the engine itself would write', async () => {
    using place = scratch()
    const [here, there] = [join(place.dir, 'a', 'A001'), join(place.dir, 'b', 'A001')]
    await sealGeneration({ ...request(here), entries: roll(here) })
    await sealInThread(workerUrls().seal)(request(there), roll(there))
    expect(manifestOf(there)).toBe(manifestOf(here))
    expect(manifestOf(there).match(/<hash>/g)).toHaveLength(FILES)
  })

  it('refuses with the code and the sentence of the refusal', async () => {
    using place = scratch()
    const root = join(place.dir, 'A001')
    const files = roll(root)
    const gone = { ...files[0]!, path: 'CLIPS_0/gone.txt' }
    await expect(sealInThread(workerUrls().seal)(request(root), [...files, gone])).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('CLIPS_0/gone.txt is no longer in') as string,
    })
    expect(readdirSync(root)).toEqual(['CLIPS_0', 'CLIPS_1'])
  })

  it.each([
    ['by an error', `parentPort.on('message', () => { throw new Error('out of memory') })`],
    ['when it is asked', `parentPort.on('message', () => process.exit(3))`],
    [
      'between two questions',
      `parentPort.on('message', () => { parentPort.postMessage({ type: 'next' }); process.exit(3) })`,
    ],
  ])('that dies %s is said to have died, and what is true of the copies', async (_, code) => {
    using place = scratch()
    const entry = join(place.dir, 'dies.mjs')
    writeFileSync(entry, `import { parentPort } from 'node:worker_threads'\n${code}\n`)
    const root = join(place.dir, 'A001')
    await expect(sealInThread(pathToFileURL(entry))(request(root), roll(root))).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('The copies stay verified') as string,
    })
  })
})
