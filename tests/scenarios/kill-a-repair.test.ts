/**
 * Repairing killed with SIGKILL at random points, again and again: the good copy is never touched, no half file ever
 * bears the name, the bad bytes are never lost, and the same command finishes it.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createRouterClient } from '@orpc/server'
import { expect, it } from 'vitest'
import type { EngineClient } from '../../shared/contract/client.ts'
import { createEngine } from '../../electron/engine/index.ts'
import { libraryFolder } from '../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../electron/engine/library/open.ts'
import { workerUrls } from '../../electron/hosts/places.ts'
import { newId } from '../../shared/util/ids.ts'
import { ADMIN } from '../helpers/callers.ts'
import { rot } from '../helpers/rot.ts'
import { scratch } from '../helpers/library.ts'
import { sharedTools } from '../helpers/shared-tools.ts'

const KILLS = Number(process.env['RUSHES_KILLS'] ?? 8)
const CHILD = fileURLToPath(new URL('../fixtures/repair-child.ts', import.meta.url))

it(`healing killed at ${KILLS} random points is finished by the same command, and never loses a byte`, async () => {
  using place = scratch('rushes-heal-')
  const { dir } = place
  const library = join(dir, 'library')
  makeLibrary(libraryFolder(library))
  const [card, ...drives] = ['A003', 'RAID_A', 'SHUTTLE'].map((name) => join(dir, name)) as [string, string, string]
  for (const folder of [card, ...drives]) mkdirSync(folder)
  const truth = randomBytes(48 << 20)
  writeFileSync(join(card, 'A003C001.mov'), truth)
  const [bad, good] = drives.map((drive) => join(drive, 'A003/A003C001.mov')) as [string, string]
  const engine = await createEngine({
    folder: libraryFolder(library),
    version: '0',
    workers: workerUrls(),
    resourcesDir: null,
    now: Date.now,
    logLevel: 'silent',
    findTools: sharedTools,
  })
  const client: EngineClient = createRouterClient(engine.router, { context: ADMIN })
  const { id } = await client.offloads.start({ opId: newId(), sources: [card], destinations: drives })
  for await (const _ of await client.offloads.watch({ id }));
  rot(libraryFolder(library).database, bad, 'ROTTEN', 1 << 20)
  const rotten = readFileSync(bad)
  for await (const _ of await client.verify.folder({ path: join(drives[0]!, 'A003'), dryRun: true }));
  expect(await client.verify.bad({})).toHaveLength(1)
  await engine.close()

  const aside = join(drives[0]!, 'A003 (bad copies)/A003C001.mov')
  for (let kill = 0; kill < KILLS; kill++) {
    const child = spawn(process.execPath, [CHILD, library], { stdio: ['ignore', 'pipe', 'ignore'] })
    await once(child.stdout, 'data')
    // Pause on purpose: the kill falls at a random moment.
    await wait(Math.random() * 250)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(readFileSync(good).equals(truth)).toBe(true)
    const there = existsSync(bad) ? readFileSync(bad) : null
    expect(there === null || there.equals(rotten) || there.equals(truth)).toBe(true)
    expect(there?.equals(rotten) === true || readFileSync(aside).equals(rotten)).toBe(true)
  }
  const last = spawn(process.execPath, [CHILD, library], { stdio: ['ignore', 'inherit', 'inherit'] })
  expect(await once(last, 'exit')).toEqual([0, null])
  expect(readFileSync(bad).equals(truth)).toBe(true)
  expect(readFileSync(aside).equals(rotten)).toBe(true)
  expect(readdirSync(join(drives[0]!, 'A003')).filter((name) => name.endsWith('.part'))).toEqual([])
})
