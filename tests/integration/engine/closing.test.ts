/**
 * The engine ends whole: a part that fails to end keeps neither the others, nor the catalogue, nor its lock.
 */
import { describe, expect, it } from 'vitest'
import { createRouterClient } from '@orpc/server'
import { createDisposal } from '../../../electron/engine/app/disposal.ts'
import { createEngine } from '../../../electron/engine/index.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import { ADMIN } from '../../helpers/callers.ts'
import { scratch } from '../../helpers/library.ts'

async function open(
  folder: ReturnType<typeof libraryFolder>,
  closing?: (part: string, close: () => Promise<void> | void) => Promise<void> | void,
) {
  return createEngine({
    folder,
    version: '0.0.0-test',
    workers: workerUrls(),
    resourcesDir: null,
    now: Date.now,
    logLevel: 'silent',
    ...(closing === undefined ? {} : { closing }),
  })
}

describe('the end of the engine', () => {
  it('comes for every part in reverse, whichever of them fails', async () => {
    using place = scratch()
    const folder = libraryFolder(`${place.dir}/library`)
    makeLibrary(folder)
    const order: string[] = []
    const first = await open(folder, (part, close) => {
      order.push(part)
      return close()
    })
    await first.close()
    expect(order.slice(0, 2)).toEqual(['backup', 'corrections'])
    expect(order.at(-1)).toBe('activity')
    expect(new Set(order).size).toBe(order.length)

    for (const broken of order) {
      const ended: string[] = []
      const engine = await open(folder, async (part, close) => {
        await close()
        if (part === broken) throw new Error(`${part} broke`)
        ended.push(part)
      })
      await engine.close()
      expect(ended).toEqual(order.filter((part) => part !== broken))
    }

    // The lock is free and the catalogue whole: the next engine opens it and answers.
    const last = await open(folder)
    expect((await createRouterClient(last.router, { context: ADMIN }).engine.info({})).libraryPath).toBe(folder.path)
    await last.close()
  }, 120_000)

  it('comes too when a part can’t start: the library can be opened at once again', async () => {
    using place = scratch()
    const folder = libraryFolder(`${place.dir}/library`)
    makeLibrary(folder)
    for (const missing of ['hash', 'catalogue', 'report', 'store', 'watch', 'remote'] as const) {
      const workers = Object.defineProperty(workerUrls(), missing, {
        get: () => {
          throw new Error(`there is no ${missing} worker`)
        },
      })
      await expect(
        createEngine({ folder, version: '0', workers, resourcesDir: null, now: Date.now, logLevel: 'silent' }),
      ).rejects.toThrow(`no ${missing} worker`)
    }
    const engine = await open(folder)
    await engine.close()
  }, 60_000)
})

describe('the list of what has to end', () => {
  it('ends each once, the last first, told of what failed or never ends', async () => {
    const failed: string[] = []
    const ended: string[] = []
    const disposal = createDisposal((name, error) => {
      failed.push(`${name}: ${(error as Error).message}`)
    }, 20)
    disposal.add('a', () => {
      ended.push('a')
    })
    disposal.add('b', () => Promise.reject(new Error('stuck')))
    disposal.add('c', async () => {
      ended.push('c')
    })
    disposal.add('d', () => new Promise(() => {}))
    await Promise.all([disposal.close(), disposal.close()])
    expect(ended).toEqual(['c', 'a'])
    expect(failed).toEqual(['d: did not end within 20 ms', 'b: stuck'])
  })
})
