/**
 * The walking thread: what it says, how it is held back, and what becomes of it when a drive never answers.
 */
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createWalker, type Walker } from '../../../electron/engine/scan/walker.ts'
import type { FolderPart } from '../../../electron/engine/scan/walk-messages.ts'
import { toRushesError } from '../../../shared/contract/client.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import { scratch } from '../../helpers/library.ts'
import { lay } from './ground.ts'

const HUNG = new URL('../../fixtures/workers/hung-walk.worker.ts', import.meta.url)
const never = new AbortController().signal

async function walked(walker: Walker, top: string, signal = never, eachMs = 0) {
  const names: string[] = []
  const parts: FolderPart[] = []
  await walker.walk(
    { top, device: statSync(top).dev, folders: [{ folder: '', whole: true }], leaveOut: [] },
    async (batch) => {
      const all = batch.names.split('/')
      for (const part of batch.parts) {
        parts.push(part)
        for (const name of all.slice(part.from, part.to))
          names.push(part.folder === '' ? name : `${part.folder}/${name}`)
      }
      // Pause on purpose: who is told is slower than the walk.
      await new Promise((resolve) => {
        setTimeout(resolve, eachMs)
      })
    },
    signal,
  )
  return { names, parts }
}

describe('the walking thread', () => {
  it('tells large folders in pieces, and every file once', async () => {
    using place = scratch()
    mkdirSync(join(place.dir, 'large'))
    for (let file = 0; file < 5_000; file += 1) writeFileSync(join(place.dir, 'large', `f${file}`), '')
    lay(place.dir, ['a', 'small/b', 'empty/../c'])
    const walker = createWalker(workerUrls().walk)
    const { names, parts } = await walked(walker, place.dir, never, 5)
    expect(names).toHaveLength(5_003)
    expect(new Set(names).size).toBe(5_003)
    const large = parts.filter((part) => part.folder === 'large')
    expect(large.length).toBeGreaterThan(2)
    expect(large.map((part) => [part.first, part.last])).toEqual(
      large.map((_, index) => [index === 0, index === large.length - 1]),
    )
    await walker.close()
  })

  it('stops when it is told to', async () => {
    using place = scratch()
    lay(
      place.dir,
      Array.from({ length: 300 }, (_, index) => `${index}/x`),
    )
    const walker = createWalker(workerUrls().walk)
    const stop = new AbortController()
    const end = walked(walker, place.dir, stop.signal).then(() => undefined, toRushesError)
    stop.abort()
    expect((await end)?.code).toBe('cancelled')
    expect((await walked(walker, place.dir)).names).toHaveLength(300)
    await walker.close()
  })

  it('is given up when a call never comes back, and the next question gets a new one', async () => {
    using place = scratch()
    const walker = createWalker(HUNG, 300)
    for (let round = 0; round < 2; round += 1) {
      const error = await walked(walker, place.dir).then(() => undefined, toRushesError)
      expect(error).toMatchObject({ code: 'disk.io', message: expect.stringContaining('does not answer') })
      expect((await walker.ground({ top: place.dir })).isFolder).toBe(true)
    }
    await walker.close()
  })

  it('does not keep a stop waiting for a drive that is dead', async () => {
    using place = scratch()
    const walker = createWalker(HUNG)
    const end = walked(walker, place.dir).then(() => undefined, toRushesError)
    await walker.close()
    expect((await end)?.code).toBe('cancelled')
  })
})
