/**
 * Many files gone at once, and what a person says to that.
 */
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../../helpers/until.ts'
import { lay, stage, takeInAll, type Stage } from './ground.ts'

let here: Stage
let top: string
let root: string
const clips = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `day${(from + index) % 20}/${from + index}.mov`)
beforeEach(async () => {
  here = await stage()
  top = join(here.dir, 'media')
  lay(top, clips(0, 200))
  root = await here.add(top)
  await here.scan(root)
  takeInAll(here)
})
afterEach(async () => {
  await here[Symbol.asyncDispose]()
})
const missing = (): number => [...here.rows(root).values()].filter((row) => row.state === 'missing').length

describe('when many files are gone at once', () => {
  it('nothing is marked, and the folder asks', async () => {
    for (const path of clips(0, 60)) rmSync(join(top, path))
    const end = await here.scan(root)
    expect(end).toMatchObject({ missing: 0, guard: { missing: 60, of: 200 } })
    expect(end.guard!.sample).toHaveLength(20)
    expect(missing()).toBe(0)
    expect(here.state(root)).toMatchObject({ state: 'asking', guard: { missing: 60 }, missing: 0 })
  })

  it('“missing” looks once more and marks those that are gone', async () => {
    for (const path of clips(0, 60)) renameSync(join(top, path), join(here.dir, path.replace('/', '_')))
    await here.scan(root)
    renameSync(join(here.dir, 'day7_7.mov'), join(top, 'day7/7.mov'))
    await here.scans.answer(root, 'missing')
    expect(missing()).toBe(59)
    expect(here.rows(root).get('day7/7.mov')).toMatchObject({ state: 'present', missed_at: null })
    await here.scan(root)
    expect(here.state(root)).toMatchObject({ state: 'idle', guard: null, missing: 59, files: 141 })
  })

  it('“wait” asks again at the next scan', async () => {
    for (const path of clips(0, 60)) rmSync(join(top, path))
    await here.scan(root)
    await here.scans.answer(root, 'wait')
    expect(here.state(root)).toMatchObject({ state: 'idle', guard: null })
    expect(missing()).toBe(0)
    expect((await here.scan(root)).guard).toMatchObject({ missing: 60 })
  })

  it('they are back as they were when they are found again', async () => {
    const before = here.rows(root)
    renameSync(join(top, 'day3'), join(here.dir, 'day3'))
    renameSync(join(top, 'day4'), join(here.dir, 'day4'))
    renameSync(join(top, 'day5'), join(here.dir, 'day5'))
    expect((await here.scan(root)).guard).not.toBeNull()
    for (const day of ['day3', 'day4', 'day5']) renameSync(join(here.dir, day), join(top, day))
    expect(await here.scan(root)).toMatchObject({ guard: null, missing: 0 })
    expect(here.rows(root)).toEqual(before)
    expect(here.state(root).state).toBe('idle')
  })

  it('a folder at a time they are asked about all the same', async () => {
    for (const path of clips(0, 60)) rmSync(join(top, path))
    await here.scan(root)
    for (let day = 0; day < 20; day += 1) await here.scan(root, `day${day}`)
    expect(missing()).toBe(0)
    expect(here.state(root).state).toBe('asking')
  })

  it('and only their old folders were named, nobody is asked: they are found where they went', async () => {
    mkdirSync(join(top, 'elsewhere'))
    for (const path of clips(0, 60)) renameSync(join(top, path), join(top, 'elsewhere', path.replace('/', ' ')))
    here.scans.hint(
      root,
      Array.from({ length: 20 }, (_, day) => `day${day}`),
    )
    await until(
      'they are at their new places',
      () => [...here.rows(root).keys()].filter((path) => path.startsWith('elsewhere/')).length === 60,
    )
    await until('the scan has ended', () => here.scans.running().length === 0)
    expect([missing(), here.rows(root).size, here.state(root).state]).toEqual([0, 200, 'idle'])
  })

  it('and only their folders were named, somebody is asked once all was looked at', async () => {
    for (const path of clips(0, 60)) rmSync(join(top, path))
    here.scans.hint(
      root,
      Array.from({ length: 20 }, (_, day) => `day${day}`),
    )
    await until('the folder asks', () => here.state(root).state === 'asking')
    expect(here.state(root).guard).toMatchObject({ missing: 60, of: 200 })
    expect(missing()).toBe(0)
  })

  it('files that were never read are forgotten without a question', async () => {
    lay(
      top,
      Array.from({ length: 300 }, (_, index) => `render/${index}.tmp`),
    )
    await here.scan(root)
    rmSync(join(top, 'render'), { recursive: true })
    mkdirSync(join(top, 'render'))
    expect((await here.scan(root)).guard).toBeNull()
    expect(here.rows(root).size).toBe(200)
  })
})
