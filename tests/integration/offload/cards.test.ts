/**
 * Cards at the door of an offload: whole or not, a part or the whole.
 */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assertPossible, planOffload } from '../../../electron/engine/offload/plan/plan.ts'
import { makeCard, offload, workshop } from './stage.ts'

const MEDIAPRO =
  '<MediaProfile><Contents><Material uri="./CLIP/C0001.MP4"/><Material uri="./CLIP/C0002.MP4"/></Contents></MediaProfile>'
const sony = (place: string, more: Readonly<Record<string, number>> = {}): string =>
  makeCard(join(place, 'CARD'), {
    'PRIVATE/M4ROOT/CLIP/C0001.MP4': 2_000,
    'PRIVATE/M4ROOT/CLIP/C0001M01.XML': 30,
    'PRIVATE/M4ROOT/MEDIAPRO.XML': MEDIAPRO,
    ...more,
  })

describe('a card whose own index tells of more', () => {
  it('is copied, said of in the plan, and not safe to format', async () => {
    const place = workshop()
    const card = sony(place)
    const plan = await planOffload({ sources: [card], destinations: [makeCard(join(place, 'drive'), {})] })
    expect(plan.rolls[0]?.check).toMatchObject({
      indices: ['PRIVATE/M4ROOT/MEDIAPRO.XML'],
      expected: 2,
      missing: [{ path: 'PRIVATE/M4ROOT/CLIP/C0002.MP4', clip: true }],
    })
    expect(plan.remarks.map((remark) => remark.code)).toEqual(['card.incomplete'])
    const { outcome } = await offload({ sources: [card], destinations: [join(place, 'drive')] })
    expect(outcome.state).toBe('done')
    expect(outcome.verdict).toMatchObject({ verified: true, safeToFormat: false })
    expect(outcome.verdict.reasons[0]).toEqual({
      code: 'incomplete',
      message: '1 clip that the card itself tells of is not whole on it',
    })
  })

  it('is whole when everything is there', async () => {
    const place = workshop()
    const plan = await planOffload({
      sources: [sony(place, { 'PRIVATE/M4ROOT/CLIP/C0002.MP4': 10 })],
      destinations: [],
    })
    expect(plan.remarks).toEqual([])
    expect(plan.doubts).toEqual([])
  })
})

describe('a card of folders, one a clip', () => {
  it('has lost the clip whose folder is empty', async () => {
    const place = workshop()
    const card = makeCard(join(place, 'A001.RDM'), { 'A001_C001.RDC/A001_C001_001.R3D': 100 })
    makeCard(join(card, 'A001_C002.RDC'), {})
    expect((await planOffload({ sources: [card], destinations: [] })).doubts).toEqual([
      { code: 'incomplete', message: '1 clip that the card itself tells of is not whole on it' },
    ])
  })
})

describe('a part of a card', () => {
  it('is refused, with the place of the whole', async () => {
    const place = workshop()
    const card = sony(place)
    const plan = await planOffload({
      sources: [join(card, 'PRIVATE/M4ROOT/CLIP')],
      destinations: [makeCard(join(place, 'drive'), {})],
    })
    expect(() => {
      assertPossible(plan)
    }).toThrow(
      expect.objectContaining({
        code: 'source.part_of_card',
        message: expect.stringContaining(`Choose the whole card at ${card}`) as string,
      }),
    )
  })

  it('is copied when that is meant; then the card is never safe to format', async () => {
    const place = workshop()
    const source = join(sony(place), 'PRIVATE/M4ROOT/CLIP')
    const { outcome } = await offload({
      sources: [source],
      destinations: [makeCard(join(place, 'drive'), {})],
      insist: true,
    })
    expect(outcome.state).toBe('done')
    expect(outcome.verdict.reasons[0]).toEqual({
      code: 'part',
      message: 'only PRIVATE/M4ROOT/CLIP of the card CARD was copied',
    })
  })

  it('is also a handful of its files, said once', async () => {
    const place = workshop()
    const card = sony(place)
    const plan = await planOffload({
      sources: ['C0001.MP4', 'C0001M01.XML'].map((name) => join(card, 'PRIVATE/M4ROOT/CLIP', name)),
      destinations: [],
    })
    expect(plan.remarks.map((remark) => [remark.code, remark.level])).toEqual([['source.part_of_card', 'error']])
  })
})

describe('a folder of no known layout', () => {
  it('is copied like any other', async () => {
    const place = workshop()
    const plan = await planOffload({
      sources: [makeCard(join(place, 'CARD'), { 'x/y.bin': 10, z: 1 })],
      destinations: [],
    })
    expect(plan).toMatchObject({ rolls: [], remarks: [], doubts: [] })
  })
})
