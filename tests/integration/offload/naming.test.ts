/**
 * The folders that cards become: nested, numbered, told in the plan, kept by a resume.
 */
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newId } from '../../../shared/util/ids.ts'
import { planOffload } from '../../../electron/engine/offload/plan/plan.ts'
import { testLibrary } from '../../helpers/library.ts'
import { expectSameTree, makeCard, offload, workshop } from './stage.ts'

const NETFLIX = '{project:plain}/{date:YYYYMMDD}/{media}/{roll:plain}'
const values = { project: 'Night Fall' }

function reel(place: string, name: string, day = '2026-03-09T12:00:00'): string {
  const card = makeCard(join(place, name), {
    [`${name.slice(0, 4)}C001_240101_R1JL.mxf`]: 4_000,
    'notes/über.txt': 'x',
  })
  const moment = new Date(day)
  utimesSync(join(card, `${name.slice(0, 4)}C001_240101_R1JL.mxf`), moment, moment)
  return card
}

describe('nested folders', () => {
  it('hold the card exactly as it is, on every destination, with a history for the roll', async () => {
    const place = workshop()
    const card = reel(place, 'A001R1JL')
    const drives = ['one', 'two'].map((name) => makeCard(join(place, name), {}))
    const request = { sources: [card], destinations: drives, name: NETFLIX, values }
    const plan = await planOffload(request)
    expect(plan.folders).toEqual(['Night_Fall/20260309/Camera_Media/A001R1JL'])
    expect(plan.destinations.map((one) => one.targets)).toEqual(
      drives.map((drive) => [join(drive, 'Night_Fall/20260309/Camera_Media/A001R1JL')]),
    )
    expect(plan.scopes).toEqual([
      { path: 'Night_Fall/20260309/Camera_Media/A001R1JL', roll: 'A001R1JL', family: 'ARRI' },
    ])
    const { outcome } = await offload(request)
    expect(outcome.state).toBe('done')
    for (const drive of drives) expectSameTree(card, join(drive, 'Night_Fall/20260309/Camera_Media/A001R1JL'))
  })

  it('are told apart for several cards at once, and refused when two would be one', async () => {
    const place = workshop()
    const [a, b] = [reel(place, 'A001R1JL'), reel(place, 'B001R2JL')]
    const drive = makeCard(join(place, 'drive'), {})
    expect(
      (await planOffload({ sources: [a, b], destinations: [drive], name: '{date}/{roll}', values })).folders,
    ).toEqual(['20260309/A001R1JL', '20260309/B001R2JL'])
    await expect(planOffload({ sources: [a, b], destinations: [drive], name: '{date}', values })).rejects.toThrow(
      /20260309, which another card/,
    )
    expect(
      (await planOffload({ sources: [a, b], destinations: [drive], name: '{date}/Card {counter}', values })).folders,
    ).toEqual(['20260309/Card 01', '20260309/Card 02'])
  })

  it('take what no drive holds out of a value, and never lead elsewhere', async () => {
    const place = workshop()
    const drive = makeCard(join(place, 'deep/drive'), {})
    const plan = await planOffload({
      sources: [reel(place, 'A001R1JL')],
      destinations: [drive],
      name: '{project}/{roll}',
      values: { project: '../../etc: x' },
    })
    expect(plan.folders).toEqual(['.._.._etc_ x/A001R1JL'])
    expect(readdirSync(join(place, 'deep'))).toEqual(['drive'])
  })

  it('are refused where a file stands in the way, before the first byte', async () => {
    const place = workshop()
    const drive = makeCard(join(place, 'drive'), { '20260309': 'a file' })
    const plan = await planOffload({ sources: [reel(place, 'A001R1JL')], destinations: [drive], name: '{date}/{roll}' })
    expect(plan.destinations[0]?.remarks.map((remark) => [remark.code, remark.level])).toContainEqual([
      'destination.conflict',
      'error',
    ])
  })
})

describe('a number', () => {
  it('is the first that is free at every destination', async () => {
    const place = workshop()
    const drives = [makeCard(join(place, 'one'), { 'Card 01/x': 1 }), makeCard(join(place, 'two'), { 'Card 02/x': 1 })]
    expect(
      (await planOffload({ sources: [reel(place, 'A001R1JL')], destinations: drives, name: 'Card {counter}/{name}' }))
        .folders,
    ).toEqual(['Card 03/A001R1JL'])
  })
})

describe('a folder that is there already', () => {
  it('with another card in it is said, and with this one is not', async () => {
    const place = workshop()
    const card = makeCard(join(place, 'Untitled'), { 'M4ROOT/CLIP/C0001.MP4': 10 })
    const codes = async (drive: string) =>
      (await planOffload({ sources: [card], destinations: [drive] })).destinations[0]?.remarks.map(
        (remark) => remark.code,
      )
    expect(
      await codes(
        makeCard(join(place, 'same'), {
          'Untitled/M4ROOT/CLIP/C0001.MP4': 10,
          'Untitled/ascmhl/x.mhl': 'x',
          'Untitled/.DS_Store': 'x',
        }),
      ),
    ).not.toContain('destination.folder_taken')
    expect(await codes(makeCard(join(place, 'other'), { 'Untitled/GX010001.MP4': 10 }))).toContain(
      'destination.folder_taken',
    )
  })
})

describe('an offload that is resumed', () => {
  it('goes on in the folders that it began, whatever number and day would be next', async () => {
    await using library = await testLibrary()
    const card = join(library.dir, 'CARD')
    const drive = join(library.dir, 'drive')
    mkdirSync(card)
    mkdirSync(drive)
    writeFileSync(join(card, 'a.mov'), Buffer.alloc(48 << 20, 7))
    const request = { sources: [card], destinations: [drive], name: '{project}/{counter:3}', values: { project: 'P' } }
    const { id } = await library.client.offloads.start({ ...request, opId: newId() })
    await library.client.offloads.stop({ id, opId: newId() })
    const before = await library.client.offloads.get({ id })
    expect(before.destinations[0]?.target).toBe(join(drive, 'P/001'))
    mkdirSync(join(drive, 'P/001'), { recursive: true })
    if (before.state !== 'done')
      expect(await library.client.offloads.start({ ...request, opId: newId() })).toEqual({ id, resumed: true })
    for await (const state of await library.client.offloads.watch({ id })) if (state.finishedAt !== null) break
    expect(existsSync(join(drive, 'P/001/a.mov'))).toBe(true)
    expect(existsSync(join(drive, 'P/002'))).toBe(false)
  })
})

describe('two cards that are started at once', () => {
  it('never get the same number', async () => {
    await using library = await testLibrary()
    const drive = join(library.dir, 'drive')
    mkdirSync(drive)
    const cards = ['one', 'two', 'three'].map((name, index) =>
      makeCard(join(library.dir, name), { 'a.mov': (4 << 20) + index }),
    )
    const started = await Promise.all(
      cards.map((card) =>
        library.client.offloads.start({
          opId: newId(),
          sources: [card],
          destinations: [drive],
          name: 'Card {counter}',
        }),
      ),
    )
    for (const { id } of started) for await (const _ of await library.client.offloads.watch({ id })) void _
    expect(readdirSync(drive).toSorted()).toEqual(['Card 01', 'Card 02', 'Card 03'])
  })
})
