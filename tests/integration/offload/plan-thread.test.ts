/**
 * Offloads are planned in a thread: the plan is the one that would be made here, and so is what is refused.
 */
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { planOffload, type PlanRequest } from '../../../electron/engine/offload/plan/plan.ts'
import { describePlan } from '../../../electron/engine/offload/plan/describe.ts'
import { createPlanner, type Planner } from '../../../electron/engine/offload/plan/thread/planner.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { makeCard, workshop } from './stage.ts'

/** A planner over a library of its own. */
function planner(place: string): Planner {
  const folder = libraryFolder(join(place, 'library'))
  makeLibrary(folder)
  const made = createPlanner({ worker: workerUrls().plan, folder, lookAtCopies: async () => {} })
  onTestFinished(() => made.close())
  return made
}

/** A card with a list of checksums that names one file too many, beside what a destination holds of it already. */
function scene(place: string): Pick<PlanRequest, 'sources' | 'destinations'> {
  const frames = Object.fromEntries(
    Array.from({ length: 1_203 }, (_, frame) => [`FRAMES/A001C001.${String(frame).padStart(7, '0')}.dpx`, 9]),
  )
  const card = makeCard(join(place, 'A001'), {
    ...frames,
    'CLIP/C0001.MXF': 1_000,
    '.DS_Store': 'x',
    'list.md5': `${'0'.repeat(32)}  CLIP/C0001.MXF\n${'1'.repeat(32)}  CLIP/C0002.MXF\n`,
  })
  mkdirSync(join(card, 'EMPTY'))
  utimesSync(join(card, 'CLIP/C0001.MXF'), 1_700_000_000, 1_700_000_000.25)
  const drives = [join(place, 'one'), join(place, 'two')]
  makeCard(join(place, 'one', 'A001'), { ...frames, 'CLIP/C0001.MXF': 7 })
  mkdirSync(drives[1]!)
  return { sources: [card], destinations: drives }
}

describe('a plan that is made in a thread', () => {
  test('is the one that is made without, entry by entry', async () => {
    const place = workshop()
    const request = scene(place)
    const here = await planOffload(request)
    const { plan, description } = await planner(place).plan(request)
    const free = (one: typeof here) =>
      one.destinations.map(({ existing, targets, need }) => ({ existing, targets, need }))
    expect(plan.files).toEqual(here.files)
    expect(plan.files.length).toBe(1_205)
    expect(plan.directories).toEqual(here.directories)
    expect(plan.skipped).toEqual(here.skipped)
    expect(free(plan)).toEqual(free(here))
    expect(plan.destinations[0]?.existing.size).toBe(1_204)
    expect(plan.honoured).toEqual(here.honoured)
    expect(plan.honoured?.claims.get('A001/CLIP/C0001.MXF')?.[0]?.manifest).toBe(plan.honoured?.manifests[0])
    expect(plan.honoured?.missing.map(({ path }) => path)).toEqual(['A001/CLIP/C0002.MXF'])
    for (const key of ['sources', 'folders', 'bytes', 'clips', 'rolls', 'scopes', 'remarks', 'doubts'] as const)
      expect(plan[key]).toEqual(here[key])
    expect({ ...description, destinations: [] }).toEqual({ ...describePlan(here), destinations: [] })
  })

  test('is refused with the same code, sentence and details', async () => {
    const place = workshop()
    const plans = planner(place)
    for (const request of [
      { sources: [join(place, 'nothing')], destinations: [place] },
      { sources: [makeCard(join(place, 'bare'), {})], destinations: [] },
      { sources: [makeCard(join(place, 'card'), { a: 1 })], destinations: [join(place, 'card', 'inside')] },
    ]) {
      const here = await planOffload(request).catch((error: unknown) => error)
      const there = await plans.plan(request).catch((error: unknown) => error)
      expect(here).toBeInstanceOf(RushesError)
      expect(there).toBeInstanceOf(RushesError)
      const { code, message, details } = here as RushesError
      expect(there).toMatchObject({ code, message, details })
    }
  })

  test('never takes the library for a card', async () => {
    const place = workshop()
    const plans = planner(place)
    await expect(plans.describe({ sources: [join(place, 'library')], destinations: [] })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('belongs to the library'),
    })
  })

  test('ends for who asked as soon as they stop asking, and the next plan is made', async () => {
    const place = workshop()
    const plans = planner(place)
    const request = scene(place)
    const stop = new AbortController()
    const stopped = plans.plan(request, stop.signal)
    const why = new Error('the window was closed')
    stop.abort(why)
    await expect(stopped).rejects.toBe(why)
    expect((await plans.describe(request)).files).toBe(1_205)
  })

  test('keeps no other plan waiting', async () => {
    const place = workshop()
    const plans = planner(place)
    const request = scene(place)
    const both = await Promise.all([plans.plan(request), plans.describe(request)])
    expect(both.map((one) => ('plan' in one ? one.plan.files.length : one.files))).toEqual([1_205, 1_205])
  })

  test('is cancelled when the engine ends, and no thread is left', async () => {
    const place = workshop()
    const plans = planner(place)
    const open = plans.plan(scene(place)).catch((error: unknown) => error)
    await plans.close()
    expect(await open).toMatchObject({ code: 'cancelled' })
    await expect(plans.describe(scene(workshop()))).rejects.toMatchObject({ code: 'cancelled' })
    rmSync(join(place, 'library'), { recursive: true })
  })

  test('says that its thread broke, and plans again', async () => {
    const place = workshop()
    const folder = libraryFolder(join(place, 'library'))
    makeLibrary(folder)
    const entry = join(place, 'breaks.mjs')
    writeFileSync(
      entry,
      `import { parentPort } from 'node:worker_threads'\nparentPort.on('message', () => { throw new Error('no more') })\n`,
    )
    const plans = createPlanner({ worker: new URL(`file://${entry}`), folder, lookAtCopies: async () => {} })
    onTestFinished(() => plans.close())
    const request = { sources: [place], destinations: [] }
    for (const _ of [1, 2])
      await expect(plans.plan(request)).rejects.toMatchObject({
        code: 'internal',
        message: expect.stringContaining('ended early (no more). Nothing was written.'),
      })
  })
})
