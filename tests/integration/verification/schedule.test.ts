/**
 * Verifying again by itself: what is due is read, oldest first, while nothing else is going on.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { expect, it } from 'vitest'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { scheduleVerification, type Schedule } from '../../../electron/engine/verification/schedule.ts'
import { createContext } from '../../../electron/engine/context.ts'
import { createStaleEvents } from '../../../electron/engine/events/stale.ts'
import { createHashPool } from '../../../electron/engine/hash/hash-pool.ts'
import { createEngine } from '../../../electron/engine/index.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary, openLibrary } from '../../../electron/engine/library/open.ts'
import { createLog } from '../../../electron/engine/log.ts'
import { identifyVolume } from '../../../electron/engine/volumes/identify.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import { newId } from '../../../shared/util/ids.ts'
import { ADMIN } from '../../helpers/callers.ts'
import { scratch } from '../../helpers/library.ts'
import { rot } from '../../helpers/rot.ts'
import { makeCard } from '../offload/stage.ts'
import { sharedTools } from '../../helpers/shared-tools.ts'

const DAY = 86_400_000

it('copies are verified again when they are due, one that went bad is found, and nothing is read before or meanwhile', async () => {
  using place = scratch()
  const { dir } = place
  const folder = libraryFolder(join(dir, 'library'))
  makeLibrary(folder)
  const engine = await createEngine({
    folder,
    version: '0.0.0-test',
    workers: workerUrls(),
    resourcesDir: null,
    now: Date.now,
    logLevel: 'silent',
    findTools: sharedTools,
  })
  const client: EngineClient = createRouterClient(engine.router, { context: ADMIN })
  const card = makeCard(join(dir, 'A003'), { 'A003C001.mov': 60_000, 'A003C002.mov': 50_000 })
  const drive = join(dir, 'drive')
  mkdirSync(drive)
  const { id } = await client.offloads.start({ opId: newId(), sources: [card], destinations: [drive] })
  for await (const _ of await client.offloads.watch({ id }));
  await client.settings.set({ opId: newId(), changes: { reverifyDays: 30 } })
  const clip = join(drive, 'A003/A003C002.mov')
  rot(folder.database, clip, 'ROTTEN', 100)
  await engine.close()

  // The same library some time later, with the schedule alone.
  let [now, idle] = [Date.now(), false]
  const opened = openLibrary(folder, new Date(now))
  const { log, close } = createLog(folder.logs, 'silent')
  const hashes = createHashPool({ size: 2, worker: workerUrls().hash })
  const context = createContext({
    library: opened,
    events: createStaleEvents(now),
    log,
    now: () => now,
    userName: 'Test',
  })
  const schedule: Schedule = scheduleVerification(context, {
    hashes,
    identify: identifyVolume,
    idle: () => idle,
    interval: 1e9,
  })
  const state = () =>
    opened.reader
      .prepare<[], { path: string; verification: string; verified_at: number }>(
        `SELECT path, verification, verified_at FROM file WHERE path LIKE '%.mov' ORDER BY path`,
      )
      .all()
      .map((row) => [row.verification, row.verified_at === now])
  try {
    idle = true
    now += 29 * DAY
    await schedule.look()
    expect(state()).toEqual([
      ['verified', false],
      ['verified', false],
    ])
    now += 2 * DAY
    idle = false
    await schedule.look()
    expect(state()).toEqual([
      ['verified', false],
      ['verified', false],
    ])
    idle = true
    await schedule.look()
    expect(state()).toEqual([
      ['verified', true],
      ['failed', true],
    ])
  } finally {
    await schedule.close()
    await hashes.close()
    opened.close()
    await close()
  }
})
