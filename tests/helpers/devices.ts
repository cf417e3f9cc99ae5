/**
 * Devices of one test, ended after it.
 */
import { afterEach } from 'vitest'
import { createMemoryStore } from '../../electron/engine/sync/stores/memory.ts'
import type { ObjectStore } from '../../electron/engine/sync/stores/store.ts'
import { sharer, type Sharer } from './synced.ts'

/**
 * Makes libraries below a folder, each with a store of its own unless one is given. `skewMs` is by how much its clock
 * is wrong.
 */
export function devices(dir: string): (skewMs?: number, store?: ObjectStore) => Sharer {
  const open: Sharer[] = []
  let nth = 0
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()))
  })
  return (skewMs = 0, store = createMemoryStore()) => {
    nth += 1
    const made = sharer(dir, `device ${nth}`, store, skewMs)
    open.push(made)
    return made
  }
}
